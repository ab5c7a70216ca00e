import Boxes
import Engines
import Linux
import Upkeep

extension Failure {
    /// What is wrong with a box's container.
    init(container error: UpkeepError) {
        switch error {
        case .containerGone(let box, _):
            self.init(
                "the engine has no container of box '\(box)' any more",
                hint: "Remove what is left of it with 'alcove rm \(box)'."
            )
        case .generationGone(let box, let number):
            self.init(
                "the engine has no container of generation \(number) of box '\(box)' any more",
                hint: "'alcove doctor --fix' forgets it; the box is as it was."
            )
        case .notTaken(let box, let number, let cause):
            let cause = Failure(cause)
            self.init(
                "generation \(number) of box '\(box)' does not start, so the box is what it was: "
                    + cause.message,
                hint: "It is kept: 'alcove rollback \(box) \(number)' tries it once more.",
                details: cause.details
            )
        case .unknownUse(let box):
            self.init(
                "whether somebody is in box '\(box)' cannot be told: its agent gives no answer",
                hint: "Restart the box, or pass --force to end what may be open in it."
            )
        case .notOurs(let box, let container):
            self.init(
                "container '\(container.prefix(12))' is not that of box '\(box)'",
                hint:
                    "It was made by something else, and stays; 'alcove rm \(box)' forgets the box."
            )
        case .unstartable(let box, let state):
            self.init(
                "box '\(box)' cannot be started: its container is \(state.rawValue)",
                hint: "Wait a moment; if it stays so, remove the box."
            )
        case .stuck(let box, let state):
            self.init(
                "box '\(box)' does not end: its container is still \(state.rawValue)",
                hint: "The engine has lost hold of it: 'alcove clone' saves its state, "
                    + "'alcove rm --force' removes it."
            )
        case .died(let box, let code, let log):
            self.init(
                "box '\(box)' ended as soon as it was started"
                    + (code.map { ", with status \($0)" } ?? ""),
                hint:
                    "See 'alcove logs \(box)', or look around with 'alcove enter --rescue \(box)'.",
                details: log
            )
        case .notReady(let box, let seconds, let log):
            self.init(
                "box '\(box)' was not ready after \(seconds) s",
                hint: "It may still be at work: see 'alcove logs \(box)'.",
                details: log
            )
        case .mute(let box):
            self.init(
                "box '\(box)' runs, and its agent does not answer",
                hint: "Restart it with 'alcove restart \(box)'."
            )
        default: self.init(error)
        }
    }

    /// What is wrong with files of ours.
    init(files error: UpkeepError) {
        switch error {
        case .badRecord(let path, let fault):
            self.init(
                "the record '\(path)' \(fault.words)",
                hint: "Move it away to be rid of the box; 'alcove doctor' shows all such files."
            )
        case .badJournal(let path, let fault):
            self.init(
                "the journal '\(path)' \(fault.words)",
                hint:
                    "'alcove doctor' says how to be rid of it; what was left half done it finds then."
            )
        case .unsettled(let path):
            self.init(
                "the change of '\(path)' is not settled yet",
                hint: "Another command may be at it: try again in two minutes."
            )
        case .unsettledElsewhere(let path, let address):
            self.init(
                "the change of '\(path)' is of another engine",
                hint: PastedCommand.shown("alcove doctor --fix --engine", address.socket).map {
                    "Name that engine: \($0)."
                }
            )
        case .noAgent(let places):
            self.init(
                "the agent 'alcove-init' is not installed",
                hint: "Install Alcove as a whole; ALCOVE_INIT may say where the agent is.",
                details: places
            )
        case .otherAgent(let path):
            self.init(
                "the agent '\(path)' is of another version than this 'alcove'",
                hint: "Is Alcove being updated, call once more; else install both of one version."
            )
        case .unsafeDirectory(let path):
            self.init(
                "the directory '\(path)' could be another user's doing",
                hint: "Look at it, and remove it; it is to be yours, with mode 0700."
            )
        case .homeStays(let path, let engine, let error):
            self.init(
                "the box is gone, and not all of its home",
                hint: error.isOthers
                    ? "It has files of the box's other users; remove '\(path)' with "
                        + "'\(engine.kind.asOwner) rm -r'."
                    : "Remove '\(path)' when nothing keeps it any more.",
                details: ["\(error)"]
            )
        default: self.init(error)
        }
    }
}

extension SystemError {
    /// Whether a file could not be removed because it is another user's.
    fileprivate var isOthers: Bool {
        // What is in a directory that cannot be read, nobody has removed before it.
        [Errno.permissionDenied, Errno.notPermitted, Errno.notEmpty].contains(code)
    }
}

extension EngineAddress.Kind {
    /// What a command is run with that may do all to the files of a box's users.
    fileprivate var asOwner: String {
        switch self {
        // Those ids are the user's own, in a user namespace.
        case .podman: "podman unshare"
        case .docker: "sudo"
        }
    }
}

extension RecordFault {
    /// What is said behind the file's name.
    var words: String {
        switch self {
        case .malformed(let place): place.isEmpty ? "is no JSON" : "is damaged at '\(place)'"
        case .version(let version):
            "is of layout \(version), which only a later version of Alcove reads"
        case .name(let name): "is that of box '\(name)'"
        }
    }
}
