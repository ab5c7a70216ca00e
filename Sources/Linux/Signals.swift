import Glibc

/// Signals to others.
package enum Signals {
    /// - Returns: whether there was somebody to send it to.
    @discardableResult
    package static func send(_ signal: Int32, to pid: Int32) -> Bool {
        kill(pid, signal) == 0
    }

    @discardableResult
    package static func send(_ signal: Int32, toGroup group: Int32) -> Bool {
        kill(-group, signal) == 0
    }
}
