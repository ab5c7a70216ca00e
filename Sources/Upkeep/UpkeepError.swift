package import Boxes
package import Engines
package import Linux
package import Profiles

/// Why something could not be done to boxes.
///
/// The words for it are the command line's.
package enum UpkeepError: Error, Equatable {
    case missing(BoxName)
    case exists(BoxName)
    /// The engine has a container of that name which is not this box's: its id.
    case nameTaken(BoxName, container: String)
    /// The record's container is not in the engine any more.
    case containerGone(BoxName, container: String)
    /// The record's container does not carry the box's id.
    case notOurs(BoxName, container: String)
    /// The box is on another engine than the one that was asked.
    case otherEngine(BoxName, EngineAddress)
    case badRecord(path: String, RecordFault)
    case badJournal(path: String, RecordFault)
    /// A change that cannot be finished or undone yet: its journal.
    case unsettled(String)
    /// A change that only another engine can finish or undo.
    case unsettledElsewhere(String, EngineAddress)
    /// Another process is changing the box; its id, when it is known.
    case locked(BoxName, by: Int32?)
    case running(BoxName)
    /// Somebody is in the box, and is not to be disturbed: how many sessions are open.
    case inUse(BoxName, sessions: Int)
    /// The command was called in the box that would be ended for it, and would end with it.
    case within(BoxName)
    /// The box has no generation of that number; nil when it has none but the live one.
    case noGeneration(BoxName, Int?)
    /// The engine has no container of that generation any more.
    case generationGone(BoxName, Int)
    /// The generation does not start, so the box is what it was before: why.
    indirect case notTaken(BoxName, generation: Int, UpkeepError)
    /// Whether somebody is in the box cannot be told: its agent does not say.
    case unknownUse(BoxName)
    /// The box was changed while its next generation was made.
    case changedMeanwhile(BoxName)
    /// What was to be done in the box's next generation failed: the command, what it ended with.
    case trialFailed(BoxName, command: String, status: Int32)
    /// The engine has frozen the box's processes.
    case paused(BoxName, EngineAddress)
    /// The engine takes no name as short as this.
    case shortName(BoxName, EngineAddress)
    /// The engine has the container in a state that cannot be started from.
    case unstartable(BoxName, Container.State)
    /// The engine was asked to end the container, and has it in this state still.
    case stuck(BoxName, Container.State)
    /// The box's first process ended before the box was ready.
    case died(BoxName, exitCode: Int32?, log: [String])
    /// The box was not ready within the seconds.
    case notReady(BoxName, seconds: Int, log: [String])
    /// The box runs, and its agent does not answer.
    case mute(BoxName)
    /// The agent's program is in none of these places.
    case noAgent([String])
    /// The agent there is of another version than this program.
    case otherAgent(String)
    /// A directory that others could have prepared.
    case unsafeDirectory(String)
    /// The host has no such path: what asked for it.
    case noSource(Volume)
    case noDevice(String)
    case noHome(String)
    /// The user's own home cannot be one in a box.
    case unfitHome(String)
    case noGroup(String)
    /// The engine cannot limit this: the option, and the cgroup controller it needs.
    case noController(option: String, controller: String)
    /// The image that a box with an init system is to be made from has not that one.
    case noSystem(BoxSpec.InitSystem, image: String)
    /// The box that is to run an init system has not that one.
    case noSystemInBox(BoxSpec.InitSystem, BoxName)
    /// Control groups are of version 1, which no container can have a part of to divide.
    case noUnifiedCgroups(BoxSpec.InitSystem)
    /// Some of the box's home could not be removed: the home, whose engine's box it was, and the
    /// first file that stays.
    case homeStays(path: String, EngineAddress, SystemError)
    /// No profile knows the distribution: its id.
    case noProfile(distribution: String)
    /// The box has none of the distribution's package managers.
    case noManager(distribution: String, [String])
    /// Some of a home could not be copied: the home, and what the copying program said.
    case homeNotCopied(String, log: [String])
    /// What the engine gave for the box's files has no end.
    case brokenExport(BoxName)
    /// The host has no program that makes keys for ssh.
    case noKeyProgram
    /// It made none: what it said.
    case keysNotMade(log: [String])
    case cancelled
    case image(ImageFault)
    case box(BoxError)
    case profile(ProfileError)
    case engine(EngineError)
    case system(SystemError)
}

/// Why there is no image to make a box from.
package enum ImageFault: Error, Equatable {
    case noFile(path: String)
    /// What is there is a device, a pipe or a socket; or, for an archive, a folder.
    case notRegular(path: String)
    /// The file is neither an image archive nor a root filesystem.
    case notArchive(path: String)
    /// There is no Containerfile in the folder.
    case noRecipe(folder: String)
    /// Nobody was shown the Containerfile, or the list of what a build does not get.
    case unknownRecipe(path: String)
    /// A line of a file of patterns is none.
    case badIgnore(path: String, line: Int)
    /// The file was changed while it was read.
    case changing(path: String)
    /// The archive is packed with a program that is not installed.
    case missingProgram(String, path: String)
    case unpackFailed(path: String, program: String)
    /// The archive holds several images: their names.
    case several(path: String, [String])
    /// The archive's images are for other platforms than the engine's: which they are for.
    case otherPlatform(path: String, wanted: String, [String])
    case brokenArchive(path: String, ArchiveFault)
    /// The image is there for other platforms than the one asked for: which they are.
    case foreign(image: String, wanted: String, [String])
    /// The image is not in the engine's store, and was not to be fetched.
    case notLocal(String)
    /// A directory that the box needs is by a link of the image among the host's files: the path,
    /// and where it leads in the box.
    case leadsOut(path: String, to: String)
    /// The family has no recipe for images of its own.
    case noBootstrap(family: String)
    /// The program that makes such images is not installed, and the package it is in.
    case missingBootstrap(program: String, package: String)
    case bootstrapFailed(program: String, ending: Ending, log: [String])
    /// The host's distribution is one that no profile knows: its id.
    case unknownHost(String)
    /// The essentials could not be added to the image.
    case essentialsFailed(BuildFailure)
    /// The packages that were named could not be added to it.
    case packagesFailed([String], BuildFailure)
    /// The same where some of them were installed in a box by hand, and nobody declared them.
    case carriedFailed([String], byHand: [String], BuildFailure)
    /// A command of the user's for the image failed.
    case buildCommandFailed(String, BuildFailure)
}

/// What is wrong with an image archive.
package enum ArchiveFault: Equatable, Sendable {
    /// This file is not there, or cut short.
    case missing(String)
    /// This file is not what it should be.
    case malformed(String)
    /// This is longer than any image's.
    case tooLarge(String)
    /// It breaks off, or is packed in a way that no engine writes.
    case incomplete
    /// What is in it is no image.
    case noImage
}

extension ImageFault {
    /// What is wrong with a path that leads to no regular file.
    static func noRegularFile(_ path: String) -> ImageFault {
        File.kindFollowed(path) == nil ? .noFile(path: path) : .notRegular(path: path)
    }
}
