package import Wire

/// What a session came to, as its caller has to know it.
package enum SessionEnd: Equatable {
    case exited(Exit)
    /// It goes on without a caller, as that process of the box.
    case detached(pid: Int32)
    /// The caller's terminal is gone; the agent ends the session.
    case hungUp
}
