/// What both sides of an ssh connection to a box agree upon: names of files, and where servers are.
///
/// On the host a folder of the user's has the keys. In the box a session begins the image's server
/// for the one connection that its streams are; see `SSHServer` of the agent.
package enum SSHAccess {
    /// The word by which the agent's program is that session.
    package static let word = "ssh"
    /// Where distributions put the server.
    package static let programs = ["/usr/sbin/sshd", "/usr/bin/sshd", "/usr/local/sbin/sshd"]
    /// By which boxes prove to ssh what they are, and by which the user is let in.
    package static let hostKey = "box"
    package static let userKey = "user"
    package static let publicKey = "user.pub"
    /// What ssh knows of `hostKey`, under this name.
    package static let knownHosts = "known_hosts"
    package static let alias = "box.alcove"
}
