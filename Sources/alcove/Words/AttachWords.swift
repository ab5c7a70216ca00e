import Attach
import Glibc
import Linux
import Wire

extension Failure {
    /// What went wrong with a session.
    ///
    /// A refusal has the status of the failure that a shell would have told.
    init(_ error: AttachError) {
        switch error {
        case .notAnswering(let error):
            self.init(
                "the box's agent does not answer",
                hint: "Restart the box, or see what is wrong with 'alcove logs'.",
                details: ["\(error)"]
            )
        case .foreign(let uid):
            self.init(
                "the socket of the box's agent belongs to another user, of id \(uid)",
                hint: "Look at who made it before you go on."
            )
        case .refused(let refusal): self.init(refusal)
        case .silent(let seconds):
            self.init(
                "the box's agent did not answer for \(seconds) s",
                hint: "The box may be paused: see 'alcove list --check'."
            )
        case .lost:
            self.init(
                "the box ended before the command did",
                hint: "It was stopped, removed or killed meanwhile; see 'alcove list'."
            )
        case .version(let version):
            self.init(
                "the box's agent speaks version \(version) of the protocol",
                hint: "Restart the box: it then gets the agent of this version."
            )
        case .nonsense:
            self.init(
                "the box's agent sent what is no message",
                hint: "Restart the box: it then gets the agent of this version."
            )
        case .system(let error): self.init(error)
        }
    }

    private init(_ refusal: Refusal) {
        let subject = refusal.subject.text
        switch refusal.reason {
        case .notFound:
            self.init(
                "'\(subject)' was not found in the box",
                hint: Self.hint(forMissing: subject),
                status: 127
            )
        case .notExecutable: self.init("'\(subject)' cannot be executed in the box", status: 126)
        case .noDirectory where refusal.code == EACCES:
            self.init(
                "you may not enter the directory '\(subject)' in the box",
                hint: "Its mode, or that of one above it, keeps you out.",
                status: 125
            )
        case .noDirectory where refusal.code == ENOTDIR:
            self.init("'\(subject)' in the box is no directory", status: 125)
        case .noDirectory:
            self.init(
                "there is no directory '\(subject)' in the box",
                hint: "Name one that is there with --workdir.",
                status: 125
            )
        case .noShell:
            self.init(
                "the box has no shell",
                hint: "Run a program of it with 'alcove run BOX -- PROGRAM'.",
                status: 127
            )
        case .rootForbidden:
            self.init(
                "root is not given away in this box: its engine is root's, and so would you be",
                hint: "Make the box with a rootless engine.",
                status: 125
            )
        case .notPermitted:
            self.init(
                "the box's agent takes no orders from you",
                hint: "Only the user who made a box enters it.",
                status: 125
            )
        case .denied:
            self.init(
                "'\(subject)' may not be run",
                hint: "'alcove edit --host-commands' changes what a box may run on the host.",
                status: 126
            )
        case .badRequest:
            self.init(
                "the box's agent did not understand",
                hint: "Restart the box: it then gets the agent of this version.",
                status: 125
            )
        case .ending:
            self.init("the box is being stopped", hint: "Try again in a second.", status: 125)
        case .failed:
            let error = SystemError(call: "", subject: subject, code: refusal.code)
            self.init("\(error)", status: 125)
        }
    }

    /// For what is no program anywhere.
    private static func hint(forMissing command: String) -> String? {
        if command == "sudo" {
            return "Where the engine is root's, 'alcove run --root' is the way to the box's root."
        }
        if command == "cd" { return "A directory to begin in is given with --workdir." }
        if ["alias", "export", "source", "ulimit", "umask", "unset", "."].contains(command) {
            return "It is a shell's own: run a shell with it, like 'sh -c COMMAND'."
        }
        guard command.contains(" ") else { return nil }
        return "Write its words without quotes around them, or give them to a shell: 'sh -c'."
    }
}
