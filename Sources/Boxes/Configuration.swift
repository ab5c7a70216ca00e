package import Wire

/// What the user set for all boxes, and where.
package struct Configuration: Equatable, Sendable {
    /// `podman`, `docker` or a socket's URL.
    package var engine: Setting<String>?
    /// The image of a box whose image is not given.
    package var image: Setting<String>?
    /// The box that is meant when none is named.
    package var box: Setting<BoxName>?
    /// The login shell in boxes.
    package var shell: Setting<String>?
    package var home: Setting<BoxSpec.Home>?
    package var pull: Setting<PullPolicy>?
    /// Whether boxes are made without essentials.
    package var bare: Setting<Bool>?
    /// How many former generations a box keeps.
    package var generations: Setting<Int>?
    /// Packages that all new boxes have.
    package var packages: Setting<[String]>?
    /// What of the host's new boxes are to do without.
    package var without: Setting<[Facility]>?
    /// Variables that pass into boxes although they would not.
    package var keep: Setting<[String]>?
    /// Variables that stay on the host although they would pass.
    package var drop: Setting<[String]>?
    /// Whether sessions get nothing of the caller's variables but what they need.
    package var cleanEnvironment: Setting<Bool>?
    /// What becomes of a shell in the folder of a project that does not say so itself.
    package var activation: Setting<ActivationMode>?
    /// Whether a shell looks into the box for a command that the host does not have.
    package var offersCommands: Setting<Bool>?
    /// Whether the terminal is told that it shows a box.
    package var terminalMarks: Setting<Bool>?
    /// Whether the box's name is to stand before the prompt.
    package var prompt: Setting<Bool>?

    package init() {}

    /// The keys of the file, in the order in which they are shown.
    package static let keys = [
        "bare", "default", "engine", "enter.clean-env", "enter.marks", "enter.prompt",
        "environment.drop", "environment.keep", "generations", "home", "image", "packages",
        "projects.command-not-found", "projects.mode", "pull", "shell", "without",
    ]

    /// This configuration, with what it leaves open taken from another.
    package func over(_ other: Configuration) -> Configuration {
        var merged = self
        merged.engine = engine ?? other.engine
        merged.image = image ?? other.image
        merged.box = box ?? other.box
        merged.shell = shell ?? other.shell
        merged.home = home ?? other.home
        merged.pull = pull ?? other.pull
        merged.bare = bare ?? other.bare
        merged.generations = generations ?? other.generations
        merged.packages = packages ?? other.packages
        merged.without = without ?? other.without
        merged.keep = keep ?? other.keep
        merged.drop = drop ?? other.drop
        merged.cleanEnvironment = cleanEnvironment ?? other.cleanEnvironment
        merged.activation = activation ?? other.activation
        merged.offersCommands = offersCommands ?? other.offersCommands
        merged.terminalMarks = terminalMarks ?? other.terminalMarks
        merged.prompt = prompt ?? other.prompt
        return merged
    }
}

/// A value, and where it was set.
///
/// It demands nothing of its value: what a generic type demands is looked up in all of the program
/// while that runs, which a session's start can do without.
package struct Setting<Value> {
    package let value: Value
    package let origin: SettingOrigin

    package init(_ value: Value, _ origin: SettingOrigin) {
        self.value = value
        self.origin = origin
    }
}

extension Setting: Equatable where Value: Equatable {}
extension Setting: Sendable where Value: Sendable {}

/// A line of a file.
package struct SettingOrigin: Equatable, Sendable {
    package let file: String
    package let line: Int

    package init(file: String, line: Int) {
        self.file = file
        self.line = line
    }
}

/// Something in a file of settings that was passed over.
package struct ConfigurationIssue: Error, Equatable {
    package let origin: SettingOrigin
    package let fault: Fault

    package enum Fault: Equatable, Sendable {
        /// The file cannot be read: the errno.
        case unreadable(Int32)
        /// The whole file says nothing: the parser's words.
        case malformed(String)
        case unknownKey(String)
        /// The key, and what it may be.
        case badValue(String, allowed: [String])
    }

    package init(_ origin: SettingOrigin, _ fault: Fault) {
        self.origin = origin
        self.fault = fault
    }
}
