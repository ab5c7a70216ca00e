package import Linux
package import Wire

/// Why a session could not be had, or was lost.
package enum AttachError: Error, Equatable {
    /// Nothing answers at the agent's socket: the box does not run, or its agent is gone.
    case notAnswering(SystemError)
    /// The socket is somebody else's: their user id.
    case foreign(uid: UInt32)
    /// The agent did not start the command.
    case refused(Refusal)
    /// The agent took the request and said nothing for so many seconds: it may be paused.
    case silent(seconds: Int)
    /// The agent went away before it told the command's end.
    case lost
    /// The agent speaks another protocol.
    case version(UInt16)
    /// The agent sent what is no message.
    case nonsense(WireError)
    case system(SystemError)
}
