import Accounts
import Boxes
import Linux
import Profiles
import Upkeep
import Wire

/// One setting as it is shown.
struct ShownSetting {
    let key: String
    /// What holds; nil when nothing does.
    let value: String?
    let source: Source

    /// Where a value comes from.
    enum Source: Equatable {
        /// What holds when nothing is said.
        case preset
        case file(SettingOrigin)
        case variable(String)
        /// A word of the command line.
        case option(String)

        var words: String {
            switch self {
            case .preset: "default"
            case .file(let origin): "\(origin.file):\(origin.line)"
            case .variable(let name), .option(let name): name
            }
        }
    }

    init(_ key: String, _ value: String?, _ source: Source = .preset) {
        self.key = key
        self.value = value
        self.source = source
    }

    /// What was set, or else the default.
    fileprivate init<Value>(
        _ key: String,
        _ setting: Setting<Value>?,
        default preset: String?,
        _ words: (Value) -> String
    ) {
        if let setting {
            self.init(key, words(setting.value), .file(setting.origin))
        } else {
            self.init(key, preset)
        }
    }
}

extension Host {
    /// Every key, in the order of their names, with what holds.
    var settings: [ShownSetting] {
        let set = configuration
        let list = { (names: [String]) in names.joined(separator: " ") }
        return [
            ShownSetting("bare", set.bare, default: "false") { "\($0)" },
            ShownSetting("default", set.box, default: onlyBox) { $0.description },
            shownEngine,
            ShownSetting("enter.clean-env", set.cleanEnvironment, default: "false") { "\($0)" },
            ShownSetting("enter.marks", set.terminalMarks, default: "auto") { "\($0)" },
            ShownSetting("enter.prompt", set.prompt, default: "true") { "\($0)" },
            ShownSetting("environment.drop", set.drop, default: nil, list),
            ShownSetting("environment.keep", set.keep, default: nil, list),
            ShownSetting("generations", set.generations, default: "2") { "\($0)" },
            ShownSetting("home", set.home, default: "shared") { $0.words },
            ShownSetting("image", set.image, default: ownImage) { $0 },
            ShownSetting("packages", set.packages, default: nil, list),
            ShownSetting("projects.command-not-found", set.offersCommands, default: "false") {
                "\($0)"
            },
            ShownSetting("projects.mode", set.activation, default: "shims") { $0.rawValue },
            ShownSetting("pull", set.pull, default: PullPolicy.missing.rawValue) { $0.rawValue },
            ShownSetting("shell", set.shell, default: account.shell) { $0 },
            ShownSetting("without", set.without, default: nil) { list($0.map(\.rawValue)) },
        ]
    }

    /// The box that is meant without a name when there is one alone.
    private var onlyBox: String? {
        let names = store.names()
        return names.count == 1 ? names[0].description : nil
    }

    /// The image of the host's own distribution.
    var ownImage: String? {
        // A host that says not what it is has none.
        (try? OSRelease.host()).flatMap { shelf.image(like: $0) }
    }

    /// As the engine is looked for: the words, the variables, the files.
    var shownEngine: ShownSetting {
        if let engineWords { return ShownSetting("engine", engineWords, .option("--engine")) }
        if let words = environment["ALCOVE_ENGINE"], !words.isEmpty {
            return ShownSetting("engine", words, .variable("ALCOVE_ENGINE"))
        }
        if configuration.engine == nil {
            for name in ["CONTAINER_HOST", "DOCKER_HOST"] {
                if let words = environment[name], !words.isEmpty {
                    return ShownSetting("engine", words, .variable(name))
                }
            }
        }
        return ShownSetting("engine", configuration.engine, default: "podman, docker") { $0 }
    }
}

extension BoxSpec.Home {
    /// As the user would write it.
    var words: String {
        switch self {
        case .shared: "shared"
        case .private: "private"
        case .path(let path): path
        }
    }
}
