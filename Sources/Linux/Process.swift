import CLinux
import Glibc

/// What this process has that its children inherit.
package enum Process {
    /// The mask of modes, which can only be read by changing it.
    package static var umask: UInt32 {
        let mask = Glibc.umask(0o022)
        _ = Glibc.umask(mask)
        return mask
    }

    /// The mask that the caller gave this process, which has the usual one from the first look on: what
    /// is made is to be of use, whatever the caller's.
    package static let callersMask: UInt32 = Glibc.umask(0o022)

    /// A limit as `getrlimit(2)` gives it.
    package struct Limit: Equatable, Sendable {
        package let resource: Int32
        package let soft: UInt64
        package let hard: UInt64
    }

    /// All limits of the kernel's list; see `RLIM_NLIMITS` in bits/resource.h.
    package static var limits: [Limit] {
        (0..<Int32(16)).compactMap { resource in
            var soft: UInt64 = 0
            var hard: UInt64 = 0
            guard unsafe cl_limit_get(resource, &soft, &hard) == 0 else { return nil }
            return Limit(resource: resource, soft: soft, hard: hard)
        }
    }

    /// Lets this process have as many descriptors open as it may, and gives the limit that held
    /// before; nil when it may have no more than it had.
    package static func raiseDescriptorLimit() -> Limit? {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard unsafe getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max else {
            return nil
        }
        let before = Limit(
            resource: Int32(RLIMIT_NOFILE.rawValue),
            soft: UInt64(limit.rlim_cur),
            hard: UInt64(limit.rlim_max)
        )
        limit.rlim_cur = limit.rlim_max
        return unsafe setrlimit(resource, &limit) == 0 ? before : nil
    }

    /// Opens what of the three streams is closed, as nothing.
    ///
    /// Else the next file that is opened would become one; so this comes before anything is.
    package static func fillClosedStreams() {
        for number in Int32(0)...2 where fcntl(number, F_GETFD) < 0 {
            _ = unsafe open("/dev/null", number == 0 ? O_RDONLY : O_WRONLY)
        }
    }

    /// Makes files and directories with usual modes for a while, whatever the caller's mask.
    package static func withUsualMask<Result>(_ body: () -> Result) -> Result {
        let mask = Glibc.umask(0o022)
        defer { _ = Glibc.umask(mask) }
        return body()
    }

    /// The working directory; nil when it was removed.
    package static var directory: [UInt8]? {
        guard let path = unsafe getcwd(nil, 0) else { return nil }
        defer { unsafe free(path) }
        return unsafe Array(UnsafeRawBufferPointer(start: path, count: strlen(path)))
    }

    /// Whether the path is this process's working directory.
    package static func isDirectory(_ path: String) -> Bool {
        var here = stat()
        var there = stat()
        guard unsafe stat(".", &here) == 0, unsafe stat(path, &there) == 0 else { return false }
        return here.st_dev == there.st_dev && here.st_ino == there.st_ino
    }
}
