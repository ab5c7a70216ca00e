import CLinux
import Glibc

/// A directory that stays the same whatever becomes of its path, and what is below it: no link is followed
/// there, by any kernel, and nothing is looked for by a path twice.
package final class OpenFolder: Sendable {
    private let descriptor: FileDescriptor
    private let path: String

    /// The path may lead over links; what is below may not.
    package init(_ path: String) throws(SystemError) {
        descriptor = try FileDescriptor(opening: path, Int32(CL_PATH) | O_DIRECTORY)
        self.path = path
    }

    /// The entries of a directory below this one, in the order of their names' bytes.
    package func entries(in name: [UInt8]) throws(SystemError) -> [DirectoryEntry] {
        try File.entries(of: try open(name, O_RDONLY | O_DIRECTORY), subject(name))
    }

    /// Opens a regular file; what became something else is `EINVAL`, and a link `ELOOP`.
    package func open(file name: [UInt8]) throws(SystemError) -> FileDescriptor {
        // Without waiting for whoever writes into a pipe.
        let file = try open(name, O_RDONLY | O_NONBLOCK)
        guard FileStatus(of: file)?.kind == .file else {
            throw SystemError(call: "read", subject: subject(name), code: EINVAL)
        }
        return file
    }

    /// Where a link leads, as it says.
    package func linkTarget(_ name: [UInt8]) throws(SystemError) -> [UInt8] {
        let link = try open(name, Int32(CL_PATH))
        guard let target = link.linkTarget() else {
            throw SystemError(call: "readlink", subject: subject(name), code: EINVAL)
        }
        return target
    }

    private func subject(_ name: [UInt8]) -> String { "\(path)/\(name.text)" }

    /// One name after the other; an empty path is the directory itself.
    private func open(_ name: [UInt8], _ flags: Int32) throws(SystemError) -> FileDescriptor {
        let names = name.split(separator: UInt8(ascii: "/")).map(Array.init)
        var folder = try step(descriptor.number, [UInt8(ascii: ".")], name, Int32(CL_PATH))
        for part in names.dropLast() {
            folder = try step(folder.number, part, name, Int32(CL_PATH) | O_DIRECTORY)
        }
        return try step(folder.number, names.last ?? [UInt8(ascii: ".")], name, flags)
    }

    private func step(
        _ folder: Int32,
        _ part: [UInt8],
        _ name: [UInt8],
        _ flags: Int32
    ) throws(SystemError) -> FileDescriptor {
        let number = try check("open", subject(name)) {
            unsafe part.withCString { unsafe openat(folder, $0, flags | O_NOFOLLOW | O_CLOEXEC) }
        }
        return FileDescriptor(owning: number)
    }
}
