package import Wire

/// What the user asked a box to be: every option of `create`, as it was meant.
///
/// Written as canonical JSON into the record and into the label `dev.alcove.spec`.
package struct BoxSpec: Codable, Equatable, Sendable {
    /// The image as the user named it: a reference, an archive's path, `bootstrap:FAMILY/RELEASE`.
    package var image: String
    package var home = Home.shared
    package var volumes: [Volume] = []
    /// Variables of every session, in the order given; a later one wins.
    package var env: [Variable] = []
    /// The login shell; nil leaves it to the image and the host.
    package var shell: String?
    /// The host name in the box; nil is the host's own.
    package var hostname: String?
    /// Where sessions start; nil follows the caller's directory.
    package var workdir: String?
    package var network = Network.host
    package var pid = Sharing.host
    package var ipc = Sharing.host
    /// What runs the box's services.
    package var initSystem = InitSystem.agent
    /// Paths of device nodes below /dev, or CDI names.
    package var devices: [String] = []
    package var gpu = GPU.auto
    /// What of the host's the box is to do without.
    package var without: [Facility] = []
    /// Further groups of sessions, by name.
    package var groups: [String] = []
    /// `os/arch[/variant]`; nil is the host's.
    package var platform: String?
    package var labels: [String: String] = [:]
    /// Packages of the image's distribution that the box has beyond the image.
    package var packages: [String] = []
    /// Shell commands run as root while the box's image is made, after its packages.
    package var build: [String] = []
    /// Whether the essentials are left out.
    package var bare = false
    /// Shell commands run as the user, once after the box is made.
    package var onCreate: [String] = []
    /// Shell commands run as the user at every start of the box.
    package var onStart: [String] = []
    /// A shell command run as the user, which tells whether a new generation is of use.
    package var check: String?
    /// Bytes of memory the box may take; nil is no limit.
    package var memory: Int64?
    /// Processors the box may keep busy; nil is no limit.
    package var cpus: Double?
    /// What the box may run on the host; nil leaves it to its home.
    package var hostCommands: HostCommands?
    /// Commands that are the host's when they are called in the box.
    package var hostShims: [String]?
    /// JSON text merged into the engine's create request.
    package var engineOption: String?

    package init(image: String) { self.image = image }

    enum CodingKeys: String, CodingKey {
        case image, home, volumes, env, shell, hostname, workdir, network, pid, ipc, devices
        case gpu, without
        case groups, platform, labels, packages, build, bare, onCreate, onStart, check, memory, cpus
        case hostCommands, hostShims, engineOption
        case initSystem = "init"
    }

    /// What stands at the user's home path in the box.
    package enum Home: Equatable, Sendable {
        /// The host's home.
        case shared
        /// A home of the box's own, kept by Alcove.
        case `private`
        /// A directory of the host.
        case path(String)
    }

    package enum Network: String, Codable, Sendable, CaseIterable {
        case host, `private`, none
    }

    /// Whether a namespace is the host's or the box's own.
    package enum Sharing: String, Codable, Sendable, CaseIterable {
        case host, `private`
    }

    /// What is the box's first process in the long run.
    package enum InitSystem: String, Codable, Sendable, CaseIterable {
        /// The agent alone: a box has no services but those of its sessions.
        case agent
        /// The image's systemd, which the agent makes way for.
        case systemd
        /// The image's OpenRC, whose runlevels the agent begins and ends.
        case openrc

        /// Whether the box has services of its own: a system that wants to be alone with its processes.
        package var isSystem: Bool { self != .agent }
    }

    /// One `KEY=VALUE`.
    package struct Variable: Codable, Equatable, Sendable {
        package var name: String
        package var value: String
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }
}
