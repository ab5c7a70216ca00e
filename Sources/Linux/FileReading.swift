import Glibc

extension FileDescriptor {
    /// Up to `count` bytes from a place in the file; fewer only at its end.
    package borrowing func read(
        at offset: Int64,
        count: Int,
        of subject: String
    ) throws(SystemError) -> [UInt8] {
        let number = number
        var bytes: [UInt8] = []
        while bytes.count < count {
            var answer = 0
            let place = off_t(offset) + off_t(bytes.count)
            let room = count - bytes.count
            let chunk = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, used in
                answer = unsafe pread(number, buffer.baseAddress, room, place)
                used = max(answer, 0)
            }
            if answer < 0 {
                if errno == EINTR { continue }
                throw SystemError(call: "pread", subject: subject, code: errno)
            }
            if answer == 0 { break }
            bytes.append(contentsOf: chunk)
        }
        return bytes
    }
}
