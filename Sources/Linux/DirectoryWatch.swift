import CLinux
import Glibc

/// Tells of files that come, change or go in one directory: inotify(7).
package struct DirectoryWatch: ~Copyable {
    private let queue: FileDescriptor

    /// A descriptor that is readable when something changed.
    package var number: Int32 { queue.number }

    package init(_ path: String) throws(SystemError) {
        let queue = FileDescriptor(owning: try descriptor("inotify_init1", path, cl_inotify()))
        let kinds = UInt32(CL_CREATED | CL_MOVED_TO | CL_DELETED | CL_CLOSED_WRITE)
        _ = try descriptor("inotify_add_watch", path, unsafe cl_watch(queue.number, path, kinds))
        self.queue = queue
    }

    /// Waits until something changed or the time is over.
    package borrowing func wait(milliseconds: Int32) {
        var waiting = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&waiting, 1, milliseconds) > 0 else { return }
        _ = names()
    }

    /// The names that changed since the last time.
    package borrowing func names() -> Set<String> {
        var names: Set<String> = []
        // What cannot be read now is no change: the queue does not block.
        while let bytes = try? readSome(from: number, subject: "inotify"), !bytes.isEmpty {
            names.formUnion(Self.names(in: bytes))
        }
        return names
    }

    /// The names in events as the kernel writes them.
    static func names(in events: [UInt8]) -> Set<String> {
        var names: Set<String> = []
        var rest = events[...]
        // struct inotify_event: wd, mask, cookie, len, all 32 bits, then the name.
        while rest.count >= 16 {
            let length = rest.dropFirst(12).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
            let name = rest.dropFirst(16).prefix(length).prefix { $0 != 0 }
            names.insert(String(decoding: name, as: UTF8.self))
            rest = rest.dropFirst(16 + length)
        }
        return names
    }
}
