import CLinux
import Glibc

/// Tells of files that come, change or go in one directory: inotify(7).
package enum HostWatch {
    /// A descriptor that is readable when something changed; nil when the system has none left.
    package static func open(_ directory: String) -> Int32? {
        let watch = cl_inotify()
        guard watch >= 0 else { return nil }
        let kinds = UInt32(CL_CREATED | CL_MOVED_TO | CL_DELETED | CL_CLOSED_WRITE)
        if unsafe cl_watch(watch, directory, kinds) < 0 {
            close(watch)
            return nil
        }
        return watch
    }

    /// The names that changed since the last time.
    package static func names(from watch: Int32) -> Set<String> {
        var names: Set<String> = []
        // What cannot be read now is no change.
        while let bytes = try? readSome(from: watch, subject: "inotify"), !bytes.isEmpty {
            var rest = bytes[...]
            // struct inotify_event: wd, mask, cookie, len, all 32 bits, then the name.
            while rest.count >= 16 {
                let length = rest.dropFirst(12).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
                let name = rest.dropFirst(16).prefix(length).prefix { $0 != 0 }
                names.insert(String(decoding: name, as: UTF8.self))
                rest = rest.dropFirst(16 + length)
            }
        }
        return names
    }
}
