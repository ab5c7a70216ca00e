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

    /// Who came with an agent.
    struct Caller: Equatable {
        /// As the box sees it.
        let socket: [UInt8]
        /// A detached session goes on when its caller has left, and the agent with them, maybe.
        let isThere: Bool

        init(_ socket: [UInt8], isThere: Bool) {
            self.socket = socket
            self.isThere = isThere
        }
    }

    /// Makes it lead to that socket.
    static func lead(to target: [UInt8], in root: borrowing Folder) throws(SystemError) {
        let name = String(path.dropFirst())
        let target = target.text
        if root.target(name) == target { return }
        try root.makeDirectories("run/alcove")
        try root.link(name, to: target)
    }
}

extension [SSHAgentLink.Caller] {
    /// The one whose agent is the box's: who is there goes before who left, then the later one does;
    /// an agent whose socket is gone is none, as long as there is another.
    var newest: SSHAgentLink.Caller? {
        func rank(_ caller: SSHAgentLink.Caller) -> Int {
            (File.kindFollowed(caller.socket.text) == .socket ? 2 : 0) + (caller.isThere ? 1 : 0)
        }
        return enumerated().max { one, other in
            (rank(one.element), one.offset) < (rank(other.element), other.offset)
        }?.element
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
        // The caller of a detached one is as good as gone.
        let known = request.detached ? callers : []
        let here = SSHAgentLink.Caller(socket, isThere: !request.detached)
        do {
            try SSHAgentLink.lead(to: (known + [here]).newest?.socket ?? socket, in: context.root)
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
        guard let newest = callers.newest, newest.socket != session.mark else { return }
        do {
            try SSHAgentLink.lead(to: newest.socket, in: context.root)
        } catch {
            log("warning: ssh-agent: \(error)")
        }
    }

    /// Those of the sessions that run, the latest last.
    private var callers: [SSHAgentLink.Caller] {
        server.sessions.values.filter { !$0.mark.isEmpty }
            .sorted { ($0.since, $0.leader) < ($1.since, $1.leader) }
            .map { SSHAgentLink.Caller($0.mark, isThere: $0.hasCaller) }
    }
}
