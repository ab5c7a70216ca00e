import Boxes
import Engines
import Upkeep

extension Failure {
    init(_ error: UpkeepError) {
        switch error {
        case .missing(let box): self.init("no box named '\(box)'", hint: "See 'alcove list'.")
        case .exists(let box):
            self.init("there is a box '\(box)' already", hint: "Choose another name.")
        case .nameTaken(let box, _):
            self.init(
                "a container '\(box)' that is no box has the name",
                hint: "Choose another name, or rename that container."
            )
        case .running(let box):
            self.init("box '\(box)' is running", hint: "Stop it, or pass --force.")
        case .within(let box):
            self.init(
                "box '\(box)' would be ended, and this command with it",
                hint: "Run it on the host, or in another box."
            )
        case .inUse(let box, let count):
            let them = count == 1 ? "it" : "them"
            self.init(
                "box '\(box)' has \(count == 1 ? "a session" : "\(count) sessions") open",
                hint: "Leave \(them), or pass --force to end \(them)."
            )
        case .noGeneration(let box, nil):
            self.init("box '\(box)' has no former generation", hint: "See 'alcove history \(box)'.")
        case .noGeneration(let box, let number?):
            self.init(
                "box '\(box)' has no generation \(number)",
                hint: "See 'alcove history \(box)'."
            )
        case .changedMeanwhile(let box):
            self.init(
                "box '\(box)' was changed while its next generation was made",
                hint: "It is as that change left it; try again."
            )
        case .trialFailed(let box, let command, let status):
            self.init(
                "'\(command)' ended with status \(status) in the next generation of box '\(box)'",
                hint: "The box is as it was."
            )
        case .paused(let box, let address):
            self.init(
                "box '\(box)' is paused",
                hint: "Let it go on with '\(address.kind.rawValue) unpause \(box)'."
            )
        case .shortName(let box, let address):
            self.init(
                "'\(box)' is too short a name for \(address.kind.title)",
                hint: "Use at least two characters.",
                status: 64
            )
        case .locked(let box, let process):
            let who = process.map { "process \($0)" } ?? "another process"
            self.init("box '\(box)' is being changed by \(who)", hint: "Try again when it is done.")
        case .otherEngine(let box, let address):
            self.init(
                "box '\(box)' is on another engine, \(address.kind.title) at '\(address.socket)'",
                hint: "Leave --engine out: a box remembers its engine."
            )
        case .containerGone, .generationGone, .notTaken, .unknownUse, .notOurs, .unstartable,
            .stuck,
            .died, .notReady, .mute:
            self.init(container: error)
        case .badRecord, .badJournal, .unsettled, .unsettledElsewhere, .noAgent,
            .otherAgent,
            .unsafeDirectory, .homeStays:
            self.init(files: error)
        case .noSource(let volume):
            self.init(
                "there is no '\(volume.source)' to give to the box",
                hint: "Make it first, or mend the --volume."
            )
        case .noDevice(let path):
            self.init(
                "the host has no device '\(path)'",
                hint: path.hasPrefix("/")
                    ? "See what is below /dev; a device that comes later needs no --device."
                    : "Its specification must be in /etc/cdi, /var/run/cdi or ~/.config/cdi."
            )
        case .noHome(let path):
            self.init(
                "there is no directory '\(path)' for a home",
                hint: "Make it, or name another --home."
            )
        case .unfitHome(let path):
            self.init(
                "your home '\(path)' cannot be one in a box",
                hint: "HOME names it: a directory below '/', without ':' in its path."
            )
        case .noGroup(let name):
            self.init("the host has no group '\(name)'", hint: "'getent group' lists them.")
        case .noController(let option, let controller):
            self.init(
                "\(option) needs the cgroup controller '\(controller)', "
                    + "which the engine does not have",
                hint: "Leave the option out; 'alcove doctor' says how to get the controller."
            )
        case .noSystem(let system, let image):
            self.init(
                "there is no \(system.name) in the image '\(image)'",
                hint: "Name its package with --package, or leave out --bare or "
                    + "'--init \(system.rawValue)'."
            )
        case .noSystemInBox(let system, let box):
            self.init(
                "there is no \(system.name) in box '\(box)'",
                hint: "Install it first, with 'alcove install'."
            )
        case .noUnifiedCgroups(let system):
            self.init(
                "'--init \(system.rawValue)' needs control groups of version 2, which the engine does not have",
                hint: "'alcove doctor' says how to get them."
            )
        case .noProfile(let distribution):
            self.init(
                "no profile knows the distribution '\(distribution)', so its packages cannot be managed",
                hint: "Use its own means in the box, or write a profile: see docs/profiles.md."
            )
        case .noManager(let distribution, let managers):
            self.init(
                "there is no package manager of '\(distribution)' in the image",
                hint: managers.isEmpty
                    ? "Its profile names none."
                    : "Its profile knows \(managers.joined(separator: ", "))."
            )
        case .brokenExport(let name):
            self.init(
                "the engine gave the files of box '\(name)' only in part",
                hint: "Try again; the engine's own log may say why."
            )
        case .homeNotCopied(let home, let log):
            self.init(
                "the home '\(home)' could not be copied",
                hint: "Some files may belong to users of the box; pass --home to leave it out.",
                details: log
            )
        case .noKeyProgram:
            self.init(
                "there is no 'ssh-keygen' on the host",
                hint: "Install the host's ssh client: 'openssh-client', or 'openssh-clients'."
            )
        case .keysNotMade(let log):
            self.init("no keys for ssh could be made", hint: "Try again.", details: log)
        case .cancelled: self.init("interrupted", status: 130)
        case .image(let fault): self.init(fault)
        case .box(let error): self.init(error)
        case .profile(let error): self.init(error)
        case .engine(let error): self.init(error)
        case .system(let error): self.init(error)
        }
    }
}
