import Glibc

/// Both ends of a pipe, close-on-exec.
package struct Pipe: ~Copyable {
    package let reader: FileDescriptor
    package let writer: FileDescriptor

    package init() throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        try check("pipe", "pipe") {
            unsafe ends.withUnsafeMutableBufferPointer { ends in
                guard let first = ends.baseAddress else { return -1 }
                return unsafe pipe(first)
            }
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        reader = FileDescriptor(owning: ends[0])
        writer = FileDescriptor(owning: ends[1])
    }

    /// Gives the reading end and closes the other.
    package consuming func keepReader() -> FileDescriptor { reader }

    /// Gives the writing end and closes the other.
    package consuming func keepWriter() -> FileDescriptor { writer }
}

extension FileDescriptor {
    /// The bytes from where a file stands to its end; nil for a pipe and the like.
    package borrowing func remainingSize() -> Int64? {
        var status = stat()
        guard unsafe fstat(number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        let position = lseek(number, 0, SEEK_CUR)
        return position < 0 ? nil : Int64(max(0, status.st_size - position))
    }
}
