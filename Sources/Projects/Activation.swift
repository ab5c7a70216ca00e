package import Boxes
package import Manifests

/// What a shell has of a project, as it was understood when the project was allowed.
package struct Activation: Codable, Equatable, Sendable {
    /// The box that is meant where none is named; nil where there are several.
    package var box: BoxName?
    /// The boxes' commands: names, and the box of each.
    package var shims: [Shim]
    package var variables: [BoxSpec.Variable]
    /// What the manifest asks for; nil leaves it to the person.
    package var mode: ActivationMode?

    /// A command of a box.
    package struct Shim: Codable, Equatable, Sendable {
        package let name: String
        package let box: BoxName
        /// A name or a path in the box.
        package let command: String
    }

    package init(_ manifest: Manifest) {
        let boxes = manifest.boxes
        let name = manifest.defaultBox ?? (boxes.count == 1 ? boxes[0].name : nil)
        let main = boxes.first { $0.name == name }
        box = name
        mode = manifest.activation
        variables = (main?.spec.env ?? []).filter { Self.isForShells($0.name) }
        var shims: [Shim] = []
        // The default box's commands hide those of others.
        for declaration in (main.map { [$0] } ?? []) + boxes.filter({ $0.name != name }) {
            for command in declaration.shims + declaration.bins {
                let name = String(command.split(separator: "/").last ?? "")
                guard Self.isName(name), !shims.contains(where: { $0.name == name }) else {
                    continue
                }
                shims.append(Shim(name: name, box: declaration.name, command: command))
            }
        }
        self.shims = shims
    }

    /// All boxes that it is about.
    package var boxes: [BoxName] { Set(shims.map(\.box) + (box.map { [$0] } ?? [])).sorted() }

    /// The same without what is of some boxes.
    func without(_ others: [BoxName]) -> Activation {
        var activation = self
        activation.shims.removeAll { others.contains($0.box) }
        if let box, others.contains(box) {
            activation.box = nil
            activation.variables = []
        }
        return activation
    }

    /// A file's name that is one plain word to every shell; never our own, nor of those that ask for
    /// the person's password.
    static func isName(_ name: String) -> Bool {
        let plain = name.utf8.allSatisfy { $0.isLetterOrDigit || "_.+-".utf8.contains($0) }
        return plain && !name.isEmpty && !name.hasPrefix("-") && !name.hasPrefix(".")
            && !hosts.contains(name) && name.utf8.count <= 200
    }

    private static let hosts = [
        "alcove", "sudo", "su", "doas", "pkexec", "run0", "passwd", "ssh-add", "ssh-askpass",
    ]

    /// Whether a variable of a box may be set in a shell of the host.
    ///
    /// Not those that are of the host alone, and not those that steer the shell itself.
    static func isForShells(_ name: String) -> Bool {
        let isWord = name.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "_") }
        return isWord && !shells.match(Array(name.utf8)[...])
            && EnvironmentFilter().passes(Array(name.utf8)[...])
    }

    /// The last two lines are of programs that would take commands, engines or settings from them:
    /// Alcove's own grants are below one.
    private static let shells = NamePatterns([
        "BASHPID", "CDPATH", "COLUMNS", "COMP_*", "DIRSTACK", "ENV", "EUID", "FCEDIT", "FIGNORE",
        "FUNCNAME", "GLOBIGNORE", "GROUPS", "HIST*", "IFS", "INPUTRC", "KEYTIMEOUT", "LINES",
        "MAIL*",
        "OPT*", "POSIXLY_CORRECT", "PPID", "PROMPT*", "NULLCMD", "PS0", "PS1", "PS2", "PS3", "PS4",
        "READNULLCMD",
        "RPROMPT*", "RPS*", "SPROMPT",
        "TERM", "TMOUT", "TMPPREFIX", "UID", "ZDOTDIR", "_*", "argv", "fish_*", "fpath",
        "module_path",
        "path", "precmd_functions", "chpwd_functions", "prompt", "psvar", "status", "watch",
        "BROWSER", "CONTAINER_*", "DOCKER_*", "EDITOR", "GIT_*", "GNUPGHOME", "GPG_*", "LESS*",
        "MANPAGER",
        "NODE_OPTIONS", "PAGER", "PERL5*", "PODMAN_*", "PYTHONSTARTUP", "RUBYOPT", "SSH_*",
        "VISUAL", "XDG_*",
    ])
}
