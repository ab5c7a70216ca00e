import Glibc
import Linux

/// Where a box and its host meet: the directory of the sockets of one generation.
package struct HostPlace: Equatable, Sendable {
    package let folder: String

    package init(folder: String) { self.folder = folder }

    /// Beside the socket of the box's agent.
    package init(besides agent: String) {
        folder = agent.lastIndex(of: "/").map { String(agent[..<$0]) } ?? "/"
    }

    /// Held by the process that serves here.
    var lock: String { folder + "/host.lock" }
    package var socket: String { folder + "/host.sock" }
    var agent: String { folder + "/agent.sock" }

    /// Starts the service unless there is one.
    ///
    /// `begin` starts a process that goes on alone. One that cannot be started is no reason not to
    /// enter the box: its commands for the host are told so.
    package func ensureService(_ begin: () -> Void) {
        if !FileLock.isHeld(lock) { begin() }
    }
}
