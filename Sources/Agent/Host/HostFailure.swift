import Attach
import Glibc
import Linux
import Wire

/// Why a command of a box did not run on the host, in words for its user.
struct HostFailure: Error, Equatable {
    let message: String
    var hint: String?
    var status: Int32

    init(_ message: String, hint: String? = nil, status: Int32 = 125) {
        self.message = message
        self.hint = hint
        self.status = status
    }

    var lines: String {
        "error: \(Self.plain(message))\n" + (hint.map { "hint: \(Self.plain($0))\n" } ?? "")
    }

    /// Without what a terminal would take for commands: names come from whoever chose them.
    private static func plain(_ text: String) -> String {
        var plain = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0..<0x20, 0x7f..<0xa0, 0x200e...0x200f, 0x202a...0x202e, 0x2066...0x2069:
                plain.append("?")
            default: plain.unicodeScalars.append(scalar)
            }
        }
        return plain
    }

    init(_ misuse: HostWords.Misuse) {
        let hint = "Write 'alcove host -- COMMAND'; see 'alcove host --help'."
        switch misuse {
        case .unknownOption(let option):
            self.init("'alcove host' has no option '\(option)'", hint: hint, status: 64)
        case .missingValue(let option):
            self.init("'\(option)' lacks its value", hint: hint, status: 64)
        case .noCommand: self.init("there is no command for the host", hint: hint, status: 64)
        }
    }

    init(_ error: AttachError, box: String) {
        switch error {
        case .notAnswering:
            self.init(
                "the host runs no commands for box '\(box)' at the moment",
                hint: "On the host, 'alcove run \(box) -- true' has it do so again."
            )
        case .foreign: self.init("the host's socket belongs to another user")
        case .refused(let refusal): self.init(refusal, box: box)
        case .silent(let seconds): self.init("the host did not answer for \(seconds) s")
        case .lost: self.init("the host's side ended before the command did")
        case .version, .nonsense:
            self.init(
                "the host's side speaks another language",
                hint: "On the host, 'alcove restart \(box)' lets both be of one version."
            )
        case .system(let error): self.init("\(error)")
        }
    }

    private init(_ refusal: Refusal, box: String) {
        let subject = refusal.subject.text
        switch refusal.reason {
        case .notFound: self.init("'\(subject)' was not found on the host", status: 127)
        case .notExecutable:
            self.init("'\(subject)' cannot be executed on the host", status: 126)
        case .noDirectory where refusal.code == EACCES:
            self.init("you may not enter the directory '\(subject)' on the host")
        case .noDirectory where refusal.code == ENOTDIR:
            self.init("'\(subject)' on the host is no directory")
        case .noDirectory:
            self.init(
                "there is no directory '\(subject)' on the host",
                hint: "Name one that is there with --workdir."
            )
        case .denied where subject == "--env":
            self.init(
                "box '\(box)' may not set variables for commands of the host",
                hint: "Only a box that may run all commands does.",
                status: 126
            )
        case .denied:
            self.init(
                "box '\(box)' may not run '\(subject)' on the host",
                hint: "On the host, 'alcove edit \(box) --host-commands …' says what it may run.",
                status: 126
            )
        case .ending: self.init("the host no longer knows box '\(box)'")
        case .failed:
            self.init("\(SystemError(call: "", subject: subject, code: refusal.code))")
        case .noShell, .rootForbidden, .notPermitted, .badRequest:
            self.init("the host did not understand")
        }
    }
}
