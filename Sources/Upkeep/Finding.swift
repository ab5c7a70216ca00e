package import Boxes

/// One thing that was checked on the host, and how it is.
package struct Finding: Equatable, Sendable {
    package var check: Check
    package var state: State
    /// What was seen: a version, a path, a number; no sentence.
    package var fact: String
    package var mend: Mend?

    package init(_ check: Check, _ state: State, _ fact: String, mend: Mend? = nil) {
        self.check = check
        self.state = state
        self.fact = fact
        self.mend = mend
    }

    /// What is checked; the raw value is its name in JSON.
    package enum Check: String, Sendable, CaseIterable {
        /// Of a box that is looked over by itself: whether it runs, and each step of its set-up that failed.
        case box, setup
        case engine
        case engineVersion = "engine-version"
        case rootless
        case subordinateIDs = "subordinate-ids"
        case mappingPrograms = "mapping-programs"
        case userNamespaces = "user-namespaces"
        case runtimeDirectory = "runtime-directory"
        case cgroups
        case controllers
        case groups
        case storage
        case mountPropagation = "mount-propagation"
        case display
        case sound
        case sessionBus = "session-bus"
        case systemBus = "system-bus"
        case opener
        case portal
        case notifications
        case questions
        case hostCommands = "host-commands"
        case certificates
        case fonts
        case icons
        case language
        case timeZone = "time-zone"
        case terminal
        case graphics
        case sshAgent = "ssh-agent"
        case gpgAgent = "gpg-agent"
        case smartCards = "smart-cards"
        case kerberos
        case gitCredentials = "git-credentials"
        case agent
        case profiles
        case records
        case generations
        case containers
        case names = "container-names"
        case images = "state-images"
        case unfinishedImages = "unfinished-images"
        case locks
        case sockets
        case journals
    }

    package enum State: String, Sendable {
        /// A note is about what a host need not have.
        case ok, note, warning, failed
    }

    /// What makes it good.
    package enum Mend: Equatable, Sendable {
        /// What to do, where no one command does it.
        case advice(Advice)
        /// A command to type, as root or not.
        case command([String], asRoot: Bool)
        /// A package that is to be installed; distributions name it alike.
        case package(String)
        /// A kernel setting: its name and value.
        case setting(String, String)
        /// What `doctor --fix` does.
        case repair(Repair)
    }

    package enum Advice: Equatable, Sendable {
        /// To call Alcove from where it is meant to be seen.
        case graphicalSession
        /// To log in anew, so that there is a bus that answers.
        case newSession
        /// To install what talks to buses.
        case systemdLibrary
        /// To choose one.
        case language, timeZone
        /// To forward it, or to start one.
        case sshAgent
        /// To get tickets.
        case tickets
        /// To keep them where boxes see them.
        case ticketFile
        /// To keep what may be of these boxes, whose records cannot be read.
        case keep(of: [BoxName])
        /// To make the specification of this file anew.
        case specification(String)
    }

    /// Something of ours that nobody needs any more.
    package enum Repair: Equatable, Sendable {
        /// A file or link in a directory of ours.
        case removeFile(String)
        /// A link of ours that leads elsewhere, and where it is to lead.
        case link(String, to: String)
        /// A directory of a box that is no more.
        case removeFolder(String)
        /// A change that was not ended.
        case settle(journal: String)
        /// A former generation of a box that nobody can go back to.
        case forget(BoxName, generation: Int)
        /// A box whose container is gone is to be what it was before.
        case revive(BoxName, generation: Int)
        /// Whether a generation of the box is staged is to be known.
        case mark(BoxName)
        /// The box's containers are to have their names.
        case align(BoxName)
        /// The image of a state that no generation of its box has.
        case removeState(String)
        /// An image that the engine never finished, by its id.
        case removeUnfinished(String)
    }
}
