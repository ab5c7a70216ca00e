import CLinux
import Glibc

/// How far a path below a directory may lead.
extension Folder {
    package enum Manner: Sendable {
        /// Links are followed as if the directory were the root; all is on its own mount.
        case ownMount
        /// Links that lead out of the directory, and mounts, are `EXDEV`.
        case beneath
        /// Links are followed as if the directory were the root; a mount may be entered.
        case inside
        /// No link is followed, `ELOOP`; a mount may be entered.
        case noLinks
        /// No link is followed, and no mount entered.
        case noMountsOrLinks

        fileprivate var bounds: Int {
            switch self {
            case .ownMount: CL_IN_ROOT | CL_NO_OTHER_MOUNTS | CL_NO_MAGIC_LINKS
            case .beneath: CL_BENEATH | CL_NO_OTHER_MOUNTS | CL_NO_MAGIC_LINKS
            case .inside: CL_IN_ROOT | CL_NO_MAGIC_LINKS
            case .noLinks: CL_IN_ROOT | CL_NO_LINKS
            case .noMountsOrLinks: CL_IN_ROOT | CL_NO_OTHER_MOUNTS | CL_NO_LINKS
            }
        }
    }

    /// For `open(2)`: a place to go on from, which is not opened itself.
    package static var pathOnly: Int32 { Int32(CL_PATH) }

    /// The directory that is open already.
    package init(owning descriptor: consuming FileDescriptor) {
        self.init(descriptor, path: "")
    }

    /// Opens what is below this directory at a path of any bytes; an empty one is the directory.
    ///
    /// Unlike other ways here it has no second best on kernels before 5.6: it is `ENOSYS`.
    package borrowing func reach(
        _ name: [UInt8],
        _ flags: Int32,
        _ manner: Manner
    ) throws(SystemError) -> FileDescriptor {
        let name = name.isEmpty ? [UInt8(ascii: ".")] : name
        let bounds = UInt64(manner.bounds)
        let folder = descriptor.number
        let answer = unsafe name.withCString { unsafe cl_open_within(folder, $0, flags, 0, bounds) }
        return FileDescriptor(owning: try Linux.descriptor("openat2", name.text, answer))
    }
}

extension FileDescriptor {
    /// Where the link leads that was opened by itself; nil when it is none.
    package borrowing func linkTarget() -> [UInt8]? {
        var length = -1
        let number = number
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            length = unsafe readlinkat(number, "", start, buffer.count)
            count = max(length, 0)
        }
        return length < 0 ? nil : bytes
    }

    /// The same file once more, in another way, without looking for it again.
    package borrowing func reopened(_ flags: Int32) throws(SystemError) -> FileDescriptor {
        try FileDescriptor(opening: "/proc/self/fd/\(number)", flags)
    }
}

extension FileDescriptor {
    /// Gives each name in the open directory to `body`, `.` and `..` apart, until it answers false.
    package consuming func forEachName(
        _ body: ([UInt8]) throws(SystemError) -> Bool
    ) throws(SystemError) {
        let number = release()
        guard let folder = unsafe fdopendir(number) else {
            let code = errno
            Glibc.close(number)
            throw SystemError(call: "fdopendir", subject: "directory", code: code)
        }
        defer { unsafe closedir(folder) }
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: UInt8.self, capacity: 256) { start in
                    unsafe Array(UnsafeBufferPointer(start: start, count: strlen(name)))
                }
            }
            if name == [UInt8(ascii: ".")] || name == Array("..".utf8) { continue }
            guard try body(name) else { return }
        }
    }
}
