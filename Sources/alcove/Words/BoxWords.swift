import Boxes
import Wire

extension Failure {
    /// What is wrong with words that are to describe a box: a usage error, wherever they stood.
    init(_ error: BoxError) {
        self = Failure(box: error).with(status: 64)
    }

    private init(box error: BoxError) {
        switch error {
        case .badName(let words):
            self.init(
                "'\(words)' is not a name for a box",
                hint: "Use letters, digits, '_', '.' and '-', with a letter or digit first."
            )
        case .longName(let words):
            self.init(
                "a name of \(words.utf8.count) characters is too long for a box",
                hint: "Use at most \(BoxName.limit) characters."
            )
        case .badVolume(let words):
            self.init(
                "'\(words)' is not a volume",
                hint: "Write SOURCE, SOURCE:TARGET or SOURCE:TARGET:ro, with an absolute TARGET."
            )
        case .badEnvironment(let words):
            self.init(
                "'\(words)' is not a variable",
                hint: "Write KEY=VALUE or KEY alone: letters, digits and '_', no digit first."
            )
        case .badSize(let words):
            self.init("'\(words)' is not a size", hint: "Write bytes, or a number like 512M or 2G.")
        case .badProcessors(let words):
            self.init(
                "'\(words)' is not a number of processors",
                hint: "Write a number like 2 or 1.5."
            )
        case .badHome(let words):
            self.init(
                "'\(words)' is not a home for a box",
                hint: "Write shared, private, or the path of a directory, like ./home."
            )
        case .badLabel(let words):
            self.init(
                "'\(words)' is not a label",
                hint: "Write KEY=VALUE; keys that begin with '\(Label.prefix)' are taken."
            )
        case .badHostname(let words):
            self.init(
                "'\(words)' is not a host name",
                hint: "Use letters, digits and '-', in words of at most 64 bytes joined by dots."
            )
        case .badPlatform(let words):
            self.init("'\(words)' is not a platform", hint: "Write one like linux/arm64 or arm64.")
        case .badPackage(let words):
            self.init("'\(words)' is not a name for a package", hint: "Write one like ripgrep.")
        case .badShell(let words):
            self.init(
                "'\(words)' is not a shell",
                hint: "Write its absolute path in the box, or a name like bash, zsh or fish."
            )
        case .badWorkdir(let words):
            self.init(
                "'\(words)' is not a working directory",
                hint: "Write the absolute path of a directory in the box."
            )
        case .badHostCommands(let words):
            self.init(
                "'\(words)' does not say which commands of the host",
                hint: "Write all, none, ask, or names and absolute paths like podman,/usr/bin/code."
            )
        case .badHostShim(let words):
            self.init(
                "'\(words)' is not a command that can be the host's",
                hint: "Write its name alone, like docker; 'alcove' and 'sudo' are taken."
            )
        case .badShim(let words):
            self.init(
                "'\(words.printable)' cannot come first in PATH",
                hint:
                    "Write a name like node, or a path like /opt/bin/node; 'alcove', 'sudo' and their like are the host's."
            )
        case .badGPU(let words):
            self.init(
                "'\(words)' does not say which graphics card",
                hint: "Write auto, none, all, or a CDI name like 'nvidia.com/gpu=0'."
            )
        case .badFacilities(let words):
            let names = Facility.allCases.map(\.rawValue).joined(separator: ", ")
            self.init(
                "'\(words)' does not say what to do without",
                hint: "Write one or more of \(names), with commas between them."
            )
        case .badUnset(let words):
            self.init("'\(words)' is nothing that can be unset", hint: Self.hint(unset: words))
        case .nothingToUnset(let option, nil):
            self.init(
                "the box has nothing of '--\(option)'",
                hint: "'alcove show' tells what it has."
            )
        case .nothingToUnset(let option, let value?):
            self.init(
                "the box has no '\(value)' of '--\(option)'",
                hint: "'alcove show' tells what it has."
            )
        case .badRepository(let words):
            self.init(
                "'\(words)' is not a repository",
                hint: "Write https://HOST/PATH, ssh://HOST/PATH, USER@HOST:PATH, or a path."
            )
        case .badCommit(let words):
            self.init(
                "'\(words)' is not a commit",
                hint:
                    "Write all 40 digits of it (64 with SHA-256), as 'git rev-parse HEAD' shows them."
            )
        case .badInstallScript(let words):
            self.init(
                "'\(words)' is not a path in a repository",
                hint: "Write one like 'setup/install.sh'."
            )
        case .badDevice(let words):
            self.init(
                "'\(words)' is not a device",
                hint: "Write a path below /dev, or a CDI name like 'nvidia.com/gpu=all'."
            )
        case .badEngineOption(let words):
            self.init(
                "'\(words)' is not a JSON object",
                hint: "--engine-option takes one, like '{\"privileged\": true}'."
            )
        case .conflict(let one, let other):
            self.init("'\(one)' and '\(other)' cannot stand together", hint: "Leave one out.")
        case .sameTarget(let path, let one, let other):
            self.init(
                "two things are to stand at '\(path)' of the box: "
                    + "one of '\(one)', one of '\(other)'",
                hint: "Give one of them another path."
            )
        case .emptied(let path, let option):
            self.init(
                "'\(path)' of the box would be the host's, and the scripts of '\(option)' empty it",
                hint: "They empty /tmp, /run, /var/run and /var/lock: '--init systemd' does not."
            )
        case .inRuntimeDirectory(let path):
            self.init(
                "no volume can be at '\(path)': the runtime directory in a box is the host's own",
                hint: "Give it a path elsewhere in the box."
            )
        }
    }

    /// How what was meant to be unset is written.
    private static func hint(unset words: String) -> String {
        let options = SpecChange.Unset.Option.allCases.map(\.rawValue)
        let name = String(words.drop { $0 == "-" }.prefix { $0 != "=" })
        if options.contains(name) {
            return "Write '--unset \(name)'" + (words.hasSuffix("=") ? ", or name the value." : ".")
        }
        if ["home", "network", "pid", "ipc"].contains(name) {
            let usual = name == "home" ? "shared" : "host"
            return "It is never without one: '--\(name) \(usual)' is what it has unless told."
        }
        if let near = nearest(to: name, among: options) { return "Did you mean '\(near)'?" }
        return "Write OPTION, or OPTION=VALUE where it may be given several times: "
            + "\(options.joined(separator: ", "))."
    }
}
