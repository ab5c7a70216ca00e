/// How git in a box calls the host's for a password that its own helpers do not know.
package enum HostGit {
    /// What the command begins with; the third word is the action.
    package static let words = ["git", "credential"]

    /// Neither git is to ask for what nobody knows: the box's own does, in the end.
    package static let variables = ["GIT_TERMINAL_PROMPT=0", "GIT_ASKPASS="]
}
