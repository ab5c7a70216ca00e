import CLinux
import Glibc

/// Tells when something comes into a directory: inotify(7).
package struct DirectoryWatch: ~Copyable {
    private let queue: FileDescriptor

    package init(_ path: String) throws(SystemError) {
        let queue = FileDescriptor(owning: try descriptor("inotify_init1", path, cl_inotify()))
        let kinds = UInt32(CL_CREATED | CL_MOVED_TO)
        let watch = unsafe cl_watch(queue.number, path, kinds)
        _ = try descriptor("inotify_add_watch", path, watch)
        self.queue = queue
    }

    /// Waits until something came or the time is over.
    package borrowing func wait(milliseconds: Int32) {
        var waiting = pollfd(fd: queue.number, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&waiting, 1, milliseconds) > 0 else { return }
        // The queue is not blocking; what the events say does not matter, only that there were some.
        _ = try? readSome(from: queue.number, subject: "inotify")
    }
}
