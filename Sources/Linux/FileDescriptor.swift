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

    /// A second descriptor of what one of the standard streams is.
    package init(copying stream: Int32) throws(SystemError) {
        number = try check("fcntl", "stream \(stream)") { fcntl(stream, F_DUPFD_CLOEXEC, 3) }
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
