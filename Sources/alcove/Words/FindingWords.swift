import Boxes
import Upkeep

/// The doctor's findings in words.
enum FindingWords {
    /// A line for each, and below those that are not well what it means and what mends it.
    static func lines(_ findings: [Finding], coloured: Bool) -> [String] {
        var table = Table(["STATE", "CHECK", "FOUND"])
        table.rows = findings.map { finding in
            [
                Table.Cell(finding.state.rawValue, finding.state.colour),
                Table.Cell(finding.check.title),
                Table.Cell(finding.fact.isEmpty ? "-" : finding.fact),
            ]
        }
        let rows = table.lines(coloured: coloured)
        var lines = [rows[0]]
        for (finding, row) in zip(findings, rows.dropFirst()) {
            lines.append(row)
            guard finding.state != .ok else { continue }
            let advice = [finding.meaning, finding.mend?.words].compactMap(\.self)
            lines.append("         " + advice.joined(separator: " "))
        }
        return lines
    }
}

extension Finding {
    /// What it means, where what is to be done does not say that.
    fileprivate var meaning: String? {
        if case .advice(.keep) = mend { nil } else { check.meaning }
    }
}

extension Finding.State {
    fileprivate var colour: Table.Colour {
        switch self {
        case .ok: .green
        case .note: .faint
        case .warning: .yellow
        case .failed: .red
        }
    }
}

extension Finding.Check {
    /// What is checked.
    fileprivate var title: String {
        switch self {
        case .subordinateIDs: "subordinate ids"
        case .sshAgent: "ssh agent"
        case .gpgAgent: "gpg agent"
        case .kerberos: "Kerberos"
        case .setup: "set-up"
        default: String(rawValue.map { $0 == "-" ? " " : $0 })
        }
    }

    /// What it means when it is not well.
    var meaning: String {
        switch self {
        case .box: "What its set-up does is seen when it runs."
        case .setup: "The box does without it, or has it not as it should be."
        case .engine: "No boxes can be made without an engine."
        case .engineVersion: "The engine is too old."
        case .rootless: "The engine is root's: boxes have no password-less root."
        case .subordinateIDs: "A rootless engine needs 65536 subordinate user and group ids."
        case .mappingPrograms: "A rootless engine needs the programs that map ids."
        case .userNamespaces: "The kernel keeps ordinary users from making containers."
        case .runtimeDirectory: "There is no runtime directory of yours; sockets go to /tmp."
        case .cgroups: "Limits and clean stops need control groups of version 2."
        case .controllers:
            "Boxes cannot be limited by these; systemd gives them with 'Delegate=' of user@.service."
        case .groups: "Your further groups are lost in boxes with this runtime."
        case .storage: "This storage driver copies every image whole."
        case .display: "Windows of boxes cannot be shown from here."
        case .sound: "Boxes have no sound from here."
        case .sessionBus: "Programs of boxes reach neither the desktop's portals nor its services."
        case .systemBus: "Programs of boxes reach no services of this machine's."
        case .portal:
            "Boxes have things opened by the host's 'xdg-open', and no dialogs of the desktop's."
        case .questions: "Nobody can be asked for boxes whose '--host-commands' is 'ask'."
        case .notifications: "Notices of programs in boxes are shown nowhere."
        case .hostCommands: "This is how boxes run commands on the host."
        case .fonts: "Programs of boxes write with the fonts of their own image alone."
        case .icons: "Programs of boxes have the icons and cursors of their own image alone."
        case .language: "Programs of boxes speak English, and write the letters of ASCII alone."
        case .timeZone: "The clocks of boxes show the time of UTC."
        case .terminal: "Full-screen programs of boxes do not know this terminal."
        case .certificates: "Programs of boxes know the certificates of their own image alone."
        case .opener: "Addresses and files that boxes open are shown nowhere."
        case .sshAgent: "Keys are not at hand in boxes."
        case .gpgAgent:
            "Programs of boxes, or of those with a home of their own, cannot sign or decrypt with your keys."
        case .smartCards: "Programs of boxes find no smart cards."
        case .kerberos: "Programs of boxes have no tickets of yours."
        case .gitCredentials: "Git in boxes knows no passwords of yours."
        case .graphics: "Programs of boxes draw without the help of a card's driver."
        case .mountPropagation: "What is mounted on the host later is not seen in boxes."
        case .agent: "The program that boxes run is not installed here."
        case .profiles: "Short names of images and bootstraps are not known."
        case .records: "The box's record cannot be used."
        case .generations: "A former generation is gone, or what is known of them is not so."
        case .names: "A container of a box has another name than its generation should."
        case .locks:
            "What is locked for the box cannot be had any more: upgrades leave it as it is."
        case .images: "No generation of its box has the state that is in this image."
        case .unfinishedImages:
            "It was being made when the engine ended. Nobody can use it, and the engine's own list of images fails."
        case .containers:
            "The container has our labels and belongs to no box of yours; look at it first."
        case .sockets: "It is left of a box that is no more, or leads to another's agent."
        case .journals: "A change was interrupted here."
        }
    }
}

extension Finding.Mend {
    /// What to do, as a sentence.
    var words: String {
        switch self {
        case .command(let words, let asRoot):
            "Run: " + ((asRoot ? ["sudo"] : []) + words).joined(separator: " ")
        case .package(let name): "Install the package '\(name)'."
        case .setting(let name, let value): "Run: sudo sysctl -w \(name)=\(value)"
        case .repair: "Run: alcove doctor --fix"
        case .advice(.graphicalSession):
            "Call alcove in a terminal of your desktop, or over 'ssh -X' for windows of X11."
        case .advice(.newSession): "Log out and in again: a bus that runs and says nothing hangs."
        case .advice(.systemdLibrary): "Install the package 'libsystemd0', or 'systemd-libs'."
        case .advice(.language):
            "Set LANG: to 'C.UTF-8', or to one of those that 'localectl list-locales' names."
        case .advice(.timeZone):
            "Choose one of 'timedatectl list-timezones', with 'sudo timedatectl set-timezone'."
        case .advice(.sshAgent): "Start one with 'eval $(ssh-agent)', or come with 'ssh -A'."
        case .advice(.tickets): "Get them with 'kinit', if you have a realm."
        case .advice(.ticketFile):
            "Put 'default_ccache_name = FILE:/tmp/krb5cc_%{uid}' into /etc/krb5.conf: boxes do not see the kernel's keyring."
        case .advice(.keep(let boxes)):
            boxes.count == 1
                ? "The container seems to be of box '\(boxes[0])', whose record cannot be read: keep it until that is mended."
                : "The container may be of a box whose record cannot be read: keep it until these are mended."
        case .advice(.specification(let path)):
            path.contains("nvidia")
                ? "Run: sudo nvidia-ctk cdi generate --output=\(path)"
                : "Make '\(path)' anew with the vendor's program."
        }
    }

    var isRepair: Bool {
        if case .repair = self { true } else { false }
    }
}

extension Finding.Repair {
    /// The path it is about.
    var place: String {
        switch self {
        case .removeFile(let path), .removeFolder(let path), .link(let path, _), .settle(let path):
            path
        case .forget(let name, let number), .revive(let name, let number): "\(name) \(number)"
        case .mark(let name), .align(let name): name.description
        case .removeState(let image), .removeUnfinished(let image): image
        }
    }
}
