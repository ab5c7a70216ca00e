import Glibc

/// An open file, closed when the last use of it ends.
package struct FileDescriptor: ~Copyable, Sendable {
    package let number: Int32

    /// Takes over a descriptor that the caller owns.
    package init(owning number: Int32) { self.number = number }

    /// Opens a path, close-on-exec.
    package init(opening path: String, _ flags: Int32, mode: UInt32 = 0) throws(SystemError) {
        number = try check("open", path) { unsafe open(path, flags | O_CLOEXEC, mode) }
    }

    deinit { _ = Glibc.close(number) }

    /// Gives the descriptor away: it is the caller's to close.
    package consuming func release() -> Int32 {
        let number = number
        discard self
        return number
    }
}

extension FileDescriptor {
    /// Closes a bare descriptor.
    package static func close(_ number: Int32) {
        _ = Glibc.close(number)
    }
}
