import Glibc

/// An entry of a directory, whose name may be any bytes.
package struct DirectoryEntry: Sendable {
    package let name: [UInt8]
    /// Of the entry itself, links not followed.
    package let status: FileStatus
}

extension File {
    /// The entries of a directory, in the order of their names' bytes.
    ///
    /// What is gone by the time that it is looked at is left out.
    package static func entries(in path: [UInt8]) throws(SystemError) -> [DirectoryEntry] {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let number = try check("open", path.text) {
            unsafe path.withCString { unsafe Glibc.open($0, flags) }
        }
        return try entries(of: FileDescriptor(owning: number), path.text)
    }

    /// The same of one that is open.
    static func entries(
        of folder: consuming FileDescriptor,
        _ subject: String
    ) throws(SystemError) -> [DirectoryEntry] {
        let number = folder.release()
        guard let folder = unsafe fdopendir(number) else {
            let code = errno
            FileDescriptor.close(number)
            throw SystemError(call: "fdopendir", subject: subject, code: code)
        }
        defer { unsafe closedir(folder) }
        var entries: [DirectoryEntry] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: UInt8.self, capacity: 256) { start in
                    unsafe Array(UnsafeBufferPointer(start: start, count: strlen(name)))
                }
            }
            if name == Array(".".utf8) || name == Array("..".utf8) { continue }
            guard let status = FileStatus(name, in: number) else { continue }
            entries.append(DirectoryEntry(name: name, status: status))
        }
        return entries.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    }

    /// Opens a file to read it, if it is still a file.
    package static func open(_ path: [UInt8]) throws(SystemError) -> FileDescriptor {
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        let number = try check("open", path.text) {
            unsafe path.withCString { unsafe Glibc.open($0, flags) }
        }
        return FileDescriptor(owning: number)
    }
}
