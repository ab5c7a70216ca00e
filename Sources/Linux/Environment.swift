import Glibc

/// The variables of this process, byte for byte.
package enum Environment {
    /// Each `KEY=VALUE`.
    package static var all: [[UInt8]] {
        var list: [[UInt8]] = []
        var next = unsafe environ
        while let entry = unsafe next.pointee {
            let count = unsafe strlen(entry)
            unsafe list.append(Array(UnsafeRawBufferPointer(start: entry, count: count)))
            unsafe next += 1
        }
        return list
    }

    /// Each `KEY=VALUE` as the kernel gave them: of a set-user-id program the C library takes some
    /// away, `LD_LIBRARY_PATH` among them.
    package static var initial: [[UInt8]] {
        guard let bytes = try? File.read("/proc/self/environ") else {
            return all  // not to be read: what is left, then
        }
        return bytes.split(separator: 0).map { Array($0) }
    }

    /// One variable as text; nil when it is not set.
    package static func value(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }
}

/// The words this process was started with, byte for byte; the program's name is the first.
package var argumentBytes: [[UInt8]] {
    (0..<Int(CommandLine.argc)).compactMap { index in
        guard let word = unsafe CommandLine.unsafeArgv[index] else { return nil }
        let count = unsafe strlen(word)
        return unsafe Array(UnsafeRawBufferPointer(start: word, count: count))
    }
}
