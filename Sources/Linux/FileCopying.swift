import CLinux
import Glibc

extension FileDescriptor {
    /// Appends the first bytes of this file to another, by the file system itself where it can.
    ///
    /// `progress` is told how many there are by now, and answers whether to go on, before each `chunk`;
    /// the answer of all is whether they were copied to the end.
    package borrowing func copy(
        _ count: Int64,
        to other: borrowing FileDescriptor,
        of subject: String,
        chunk: Int64 = 16 << 20,
        progress: (Int64) -> Bool
    ) throws(SystemError) -> Bool {
        let (source, target) = (number, other.number)
        var done: Int64 = 0
        while done < count {
            if !progress(done) { return false }
            let answer = cl_copy(source, done, target, min(count - done, chunk))
            if answer == -Int64(EINTR) { continue }
            // A file that became shorter meanwhile is not the one that was looked at.
            guard answer > 0 else {
                let code = answer == 0 ? EIO : Int32(-answer)
                throw SystemError(call: "copy_file_range", subject: subject, code: code)
            }
            done += answer
        }
        return progress(done)
    }
}

extension File {
    /// Writes the bytes at that place of the file, which ends with them.
    package static func end(
        _ path: String,
        at place: Int64,
        with bytes: [UInt8]
    ) throws(SystemError) {
        let file = try FileDescriptor(opening: path, O_WRONLY)
        try check("ftruncate", path) { ftruncate(file.number, off_t(place)) }
        try check("lseek", path) { lseek(file.number, off_t(place), SEEK_SET) < 0 ? -1 : 0 }
        try file.write(bytes, to: path)
    }
}
