import Boxes
package import Wire

/// Looks over what one box has of the host when this caller enters it.
///
/// What the caller has not, no box has. The rest is the box's: what it is to do without or has of its own,
/// what it may run on the host, and what its set-up could not do.
package struct BoxCheckup {
    private let checkup: Checkup
    private let record: BoxRecord
    /// What its agent says; nil where the box does not run.
    private let status: BoxStatus?

    package init(_ checkup: Checkup, _ record: BoxRecord, _ status: BoxStatus?) {
        self.checkup = checkup
        self.record = record
        self.status = status
    }

    private var spec: BoxSpec { record.spec }

    /// All findings, the good ones too, in the order of ``Finding/Check``.
    package func findings() -> [Finding] {
        var parts: [Finding] = []
        checkup.desktopFindings(&parts)
        checkup.localeFindings(&parts)
        checkup.busFindings([record], &parts)
        checkup.identityFindings(&parts)
        if spec.permittedHostCommands != .ask { parts.removeAll { $0.check == .questions } }
        var isTold: Set<Finding.Check> = []
        parts = parts.compactMap { part in
            guard let own = own(part.check) else { return asShared(part) }
            // Of a part that the box has otherwise it is no matter how many there are.
            return isTold.insert(part.check).inserted ? own : nil
        }
        return Checkup.ordered([state()] + steps() + parts)
    }

    private func state() -> Finding {
        if status != nil { return Finding(.box, .ok, "\(record.name) runs") }
        let start = Finding.Mend.command(["alcove", "start", "\(record.name)"], asRoot: false)
        return Finding(.box, .note, "\(record.name) does not run", mend: start)
    }

    private func steps() -> [Finding] {
        let restart = Finding.Mend.command(["alcove", "restart", "\(record.name)"], asRoot: false)
        return (status?.steps ?? []).compactMap { step in
            step.warning.map { Finding(.setup, .warning, "\(step.name): \($0)", mend: restart) }
        }
    }

    /// A part that is the caller's, as it is for this box.
    private func asShared(_ part: Finding) -> Finding {
        let socket = checkup.inSession("gnupg/S.gpg-agent")
        switch part.check {
        // With a shared home it is not the agent's restricted socket that gpg uses.
        case .gpgAgent where spec.home == .shared && checkup.isSocket(socket):
            return Finding(.gpgAgent, .ok, socket)
        case .hostCommands where part.state == .ok:
            let words = spec.permittedHostCommands.words
            return Finding(.hostCommands, .ok, "\(words), by \(part.fact)")
        default: return part
        }
    }

    /// What the box has of a part by its own options; nil where it has what the caller has.
    private func own(_ check: Finding.Check) -> Finding? {
        if let facility = Facility(rawValue: check.rawValue), spec.without.contains(facility) {
            let others = spec.without.filter { $0 != facility }.map(\.rawValue)
            let words =
                others.isEmpty
                ? ["--unset", "without"] : ["--without", others.joined(separator: ",")]
            return Finding(check, .note, "--without \(facility.rawValue)", mend: edit(words))
        }
        let names = Self.variables[check] ?? []
        if let variable = spec.env.last(where: { names.contains($0.name) }) {
            let fact = "--env \(variable.name)=\(variable.value)"
            return Finding(check, .note, fact, mend: edit(["--unset", "env=\(variable.name)"]))
        }
        switch check {
        case .graphics where spec.gpu == .nothing:
            return Finding(check, .note, "--gpu none", mend: edit(["--unset", "gpu"]))
        case .opener: return permission(check, of: OpenerWord.program)
        case .gitCredentials: return permission(check, of: "git")
        case .hostCommands where spec.permittedHostCommands == .nothing:
            return permission(check, of: nil)
        default: return ownSystems(check)
        }
    }

    /// Buses, and an agent for gpg, of a system that the box has.
    private func ownSystems(_ check: Finding.Check) -> Finding? {
        let isOwn =
            switch check {
            case .systemBus: spec.initSystem.isSystem
            case .sessionBus, .portal, .notifications: spec.initSystem == .systemd
            case .gpgAgent: spec.initSystem == .systemd && spec.home == .shared
            default: false
            }
        guard isOwn else { return nil }
        return Finding(check, .note, "of the box, by --init \(spec.initSystem.rawValue)")
    }

    /// Something that is a command on the host; nil where the box may run that.
    private func permission(_ check: Finding.Check, of program: String?) -> Finding? {
        if let program, spec.permits(program) { return nil }
        let permitted = spec.permittedHostCommands
        var words = program ?? "ask"
        if let program, case .only(let list) = permitted {
            words = (list + [program]).joined(separator: ",")
        }
        let mend = edit(["--host-commands", words])
        return Finding(check, .note, "--host-commands \(permitted.words)", mend: mend)
    }

    private func edit(_ words: [String]) -> Finding.Mend {
        .command(["alcove", "edit", "\(record.name)"] + words, asRoot: false)
    }

    /// What a box has of its own by a variable that `--env` gives to all of its sessions.
    private static let variables: [Finding.Check: Set<String>] = [
        .display: ["DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY"],
        .sound: ["PULSE_SERVER", "PIPEWIRE_REMOTE"],
        .sessionBus: ["DBUS_SESSION_BUS_ADDRESS"],
        .systemBus: ["DBUS_SYSTEM_BUS_ADDRESS"],
        .opener: ["BROWSER"],
        .language: ["LANG", "LC_ALL", "LC_CTYPE"],
        .timeZone: ["TZ"],
        .terminal: ["TERM"],
        .sshAgent: ["SSH_AUTH_SOCK"],
        .gpgAgent: ["GNUPGHOME"],
        .kerberos: ["KRB5CCNAME"],
    ]
}
