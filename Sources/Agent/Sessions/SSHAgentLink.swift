import Glibc
import Linux
import Serving
import Wire

/// One path of the box at which the ssh agent of the newest caller answers.
///
/// The agent's socket has another path after each login, and one that ssh forwards has one for each
/// connection. What lives on in the box (tmux, an editor, a build) has this path, and finds the
/// present agent there.
enum SSHAgentLink {
    static let path = "/run/alcove/ssh-agent"

    /// Makes it lead to that socket.
    static func lead(to target: [UInt8], in root: borrowing Folder) throws(SystemError) {
        let name = String(path.dropFirst())
        let target = target.text
        if root.target(name) == target { return }
        try root.makeDirectories("run/alcove")
        try root.link(name, to: target)
    }
}

extension Agent {
    /// Gives a session the one path for its caller's ssh agent.
    ///
    /// - Returns: where that agent is; empty when the caller has none.
    func followSSHAgent(_ request: SessionRequest, _ plan: inout SessionPlan) -> [UInt8] {
        let start = Self.assignment
        let isGiven = request.explicitEnvironment.contains { $0.starts(with: start) }
        guard !isGiven,
            let index = plan.environment.firstIndex(where: { $0.starts(with: start) })
        else { return [] }
        let socket = Array(plan.environment[index].dropFirst(start.count))
        guard socket.first == UInt8(ascii: "/") else { return [] }
        do {
            try SSHAgentLink.lead(to: socket, in: context.root)
        } catch {
            // The caller's own path is right as long as the caller is there.
            return []
        }
        plan.environment[index] = start + Array(SSHAgentLink.path.utf8)
        return socket
    }

    private static let assignment = Array("SSH_AUTH_SOCK=".utf8)

    /// Goes back to the agent of another caller who is still there, when the newest is gone.
    func leaveSSHAgent(of session: Session) {
        guard !session.mark.isEmpty,
            context.root.target(String(SSHAgentLink.path.dropFirst())) == session.mark.text
        else { return }
        let others = server.sessions.values.filter { !$0.mark.isEmpty }
        let newest = others.max { ($0.since, $0.leader) < ($1.since, $1.leader) }
        guard let newest, newest.mark != session.mark else { return }
        do {
            try SSHAgentLink.lead(to: newest.mark, in: context.root)
        } catch {
            log("warning: ssh-agent: \(error)")
        }
    }
}
