import Glibc
package import Linux

/// Passes what a service in a box tells of itself on to the host's service manager.
///
/// A manager believes nobody but the service's main process, which on the host is this program. What
/// it is told comes from the box: only words that are about the service as a whole pass.
package final class NotifyRelay {
    /// The socket for the box's messages, as the host sees it.
    package let path: String
    let number: Int32
    private let socket: FileDescriptor
    /// The manager's socket.
    private let target: String

    /// Listens in the directory, which is the user's alone.
    package init(in folder: String, target: String) throws(SystemError) {
        try File.makeDirectories(folder, mode: 0o700)
        Self.removeLeftOver(in: folder)
        path = "\(folder)/\(getpid())"
        try File.remove(path)
        socket = try Datagrams.socket(at: path, mode: 0o600)
        number = socket.number
        self.target = target
    }

    deinit {
        pass()
        // One that stays is removed by the next that listens.
        try? File.remove(path)
    }

    /// Killed programs leave their sockets, which are called by their numbers.
    private static func removeLeftOver(in folder: String) {
        for name in File.names(in: folder) {
            guard let pid = Int32(name), pid > 0, kill(pid, 0) < 0, errno == ESRCH else { continue }
            try? File.remove("\(folder)/\(name)")  // or the next one does
        }
    }

    /// Passes on what came.
    func pass() {
        while let message = Datagrams.next(from: number) {
            let words = Self.passed(message)
            if words.isEmpty { continue }
            // A manager that is gone wants no news.
            try? Datagrams.send(words, to: target)
        }
    }

    /// What of a message the host's manager may hear.
    ///
    /// Numbers of processes are others there, descriptors are not for it to keep, and who may tell
    /// it is not the box's to say.
    static func passed(_ message: [UInt8]) -> [UInt8] {
        let lines = message.split(separator: 0x0a).filter { line in
            line.count <= 1024 && heard.contains { line.starts(with: Array("\($0)=".utf8)) }
        }
        return Array(lines.joined(separator: [0x0a]))
    }

    private static let heard = [
        "READY", "RELOADING", "STOPPING", "MONOTONIC_USEC", "STATUS", "ERRNO", "BUSERROR",
        "EXIT_STATUS", "WATCHDOG", "WATCHDOG_USEC", "EXTEND_TIMEOUT_USEC",
    ]
}
