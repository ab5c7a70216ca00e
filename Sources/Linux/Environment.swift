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
