import Accounts
import Boxes
import Linux

extension Checkup {
    /// What boxes would have of the caller's keys, cards, tickets and passwords; that there is none of
    /// it is no fault.
    func identityFindings(_ findings: inout [Finding]) {
        findings += [sshAgent(), gpgAgent(), smartCards(), kerberos(), gitCredentials()]
    }

    private func sshAgent() -> Finding {
        guard let path = environment["SSH_AUTH_SOCK"], isSocket(path) else {
            let fact = environment["SSH_AUTH_SOCK"].map(missing) ?? ""
            return Finding(.sshAgent, .note, fact, mend: .advice(.sshAgent))
        }
        return Finding(.sshAgent, .ok, path)
    }

    private func gpgAgent() -> Finding {
        let path = inSession("gnupg/S.gpg-agent")
        // That which boxes with a home of their own have.
        let restricted = path + ".extra"
        if isSocket(path) {
            if isSocket(restricted) { return Finding(.gpgAgent, .ok, path) }
            let words = ["systemctl", "--user", "enable", "--now", "gpg-agent-extra.socket"]
            let mend = Finding.Mend.command(words, asRoot: false)
            return Finding(.gpgAgent, .note, missing(restricted), mend: mend)
        }
        let launch = ["gpgconf", "--launch", "gpg-agent"]
        let isInstalled = host.program("gpg-agent") != nil
        let mend = isInstalled ? Finding.Mend.command(launch, asRoot: false) : .package("gnupg")
        return Finding(.gpgAgent, .note, missing(path), mend: mend)
    }

    private func smartCards() -> Finding {
        let path = "/run/pcscd/pcscd.comm"
        if isSocket(path) { return Finding(.smartCards, .ok, path) }
        let start = ["systemctl", "enable", "--now", "pcscd.socket"]
        // No user's PATH has the folder of daemons.
        let isInstalled = host.status("/usr/sbin/pcscd") != nil || host.program("pcscd") != nil
        let mend = isInstalled ? Finding.Mend.command(start, asRoot: true) : .package("pcscd")
        return Finding(.smartCards, .note, missing(path), mend: mend)
    }

    /// Tickets are in a file, with a daemon, or in the kernel, where a rootless box does not see them.
    private func kerberos() -> Finding {
        let daemon = "/run/.heim_org.h5l.kcm-socket"
        let named = environment["KRB5CCNAME"].flatMap { $0.isEmpty ? nil : $0 } ?? configuredCache
        guard let name = named ?? (isSocket(daemon) ? "KCM:" : nil) else {
            return ticketFile("/tmp/krb5cc_\(user.uid)")
        }
        let colon = name.firstIndex(of: ":")
        let rest = colon.map { String(name[name.index(after: $0)...]) } ?? name
        switch colon.map({ name[..<$0] }) {
        case nil, "FILE", "DIR": return ticketFile(rest)
        case "KCM":
            if isSocket(daemon) { return Finding(.kerberos, .ok, name) }
            let start = ["systemctl", "enable", "--now", "sssd-kcm.socket"]
            return Finding(.kerberos, .note, missing(daemon), mend: .command(start, asRoot: true))
        default: return Finding(.kerberos, .note, name, mend: .advice(.ticketFile))
        }
    }

    private func ticketFile(_ path: String) -> Finding {
        if host.status(path) != nil { return Finding(.kerberos, .ok, path) }
        return Finding(.kerberos, .note, missing(path), mend: .advice(.tickets))
    }

    /// What the host's configuration says of where tickets are.
    private var configuredCache: String? {
        let lines = (host.text("/etc/krb5.conf") ?? "").split(separator: "\n")
        for line in lines {
            let parts = line.split(separator: "=", maxSplits: 1).map { part in
                part.split(separator: " ").joined(separator: " ").filter { $0 != "\t" }
            }
            guard parts.count == 2, parts[0] == "default_ccache_name" else { continue }
            return parts[1].replacing("%{uid}", with: "\(user.uid)")
        }
        return nil
    }

    private func gitCredentials() -> Finding {
        guard let path = host.program("git") else {
            return Finding(.gitCredentials, .note, "", mend: .package("git"))
        }
        return Finding(.gitCredentials, .ok, path)
    }

    /// What was looked for in vain.
    func missing(_ path: String) -> String { "no \(path)" }

    func inSession(_ name: String) -> String { (places.session ?? "/nowhere") + "/" + name }

    func isSocket(_ path: String) -> Bool { host.status(path)?.kind == .socket }
}
