import Glibc
package import Linux

/// Where a box and its host meet: the directory of the sockets of one generation.
package struct HostPlace: Equatable, Sendable {
    package let folder: String

    package init(folder: String) { self.folder = folder }

    /// Beside the socket of the box's agent.
    package init(besides agent: String) {
        folder = agent.lastIndex(of: "/").map { String(agent[..<$0]) } ?? "/"
    }

    /// Whether it is that box's; one of a test's own is nobody's, and everybody's.
    func isOf(box id: String) -> Bool {
        folder.split(separator: "/").last?.prefix { $0 != "." }.elementsEqual(id) ?? false
    }

    /// Held by the process that serves here.
    var lock: String { folder + "/host.lock" }
    package var socket: String { folder + "/host.sock" }
    var agent: String { folder + "/agent.sock" }

    /// Has the ``Listener``.
    package var listening: String { folder + "/host.listening" }

    /// What the service manager was told to do here.
    package struct Listener: Equatable, Sendable {
        /// The manager's process; 0 when it is to be told anew.
        package var manager: Int32
        /// By which of their names the units go; 0 is the usual one.
        package var number: Int

        package init(manager: Int32, number: Int) {
            self.manager = manager
            self.number = number
        }
    }

    /// What was noted last; nil where the manager was told nothing.
    ///
    /// The box can write into the file, too.
    package var listener: Listener? {
        guard let bytes = try? File.read(listening, limit: 64) else { return nil }
        let numbers = bytes.text.split(separator: " ").map { Int32($0) ?? 0 }
        let number = numbers.count > 1 ? max(0, Int(numbers[1])) : 0
        return Listener(manager: numbers.first ?? 0, number: number)
    }

    package func note(_ listener: Listener) throws(SystemError) {
        let words = "\(listener.manager) \(listener.number)"
        try File.replace(listening, with: Array(words.utf8), mode: 0o600)
    }

    /// Starts the service unless there is one, or the service manager would start it.
    ///
    /// `begin` starts a process that goes on alone. One that cannot be started is no reason not to
    /// enter the box: its commands for the host are told so.
    package func ensureService(_ begin: () -> Void) {
        if !isServed { begin() }
    }

    /// Whether there is a service, or the service manager would start one.
    package var isServed: Bool { FileLock.isHeld(lock) || isListenedFor }

    /// Has whatever serves here end, so that the next service is one of its own time: a box that
    /// starts has the variables of whoever starts it.
    package func endService() {
        if FileLock.isHeld(lock), let holder = FileLock.holder(of: lock), isService(holder) {
            kill(holder, SIGTERM)
        }
        // The manager listens on, until it is told to listen anew.
        if let listener { try? note(Listener(manager: 0, number: listener.number)) }
    }

    /// Whether that process is the one that serves here: the box can write into the lock's file, too.
    func isService(_ process: Int32) -> Bool {
        // One that has ended serves nobody.
        guard process > 1, let bytes = try? File.read("/proc/\(process)/cmdline", limit: 1 << 16)
        else { return false }
        let words = bytes.split(separator: 0)
        return words.contains(Array(Self.word.utf8)[...])
            && words.contains(Array(folder.utf8)[...])
    }

    /// What the process is called by that serves a place, which is the next word.
    package static let word = "host-service"

    /// Whether the service manager that was told to listen here still does, as far as can be seen
    /// without calling it: a call would start the service.
    package var isListenedFor: Bool {
        guard let listener, listener.manager > 1 else { return false }
        return kill(listener.manager, 0) == 0 && File.kind(socket) == .socket
    }
}
