import ArgumentParser
import Boxes
import Upkeep

struct Config: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the settings and where each comes from",
        discussion: """
            They are read from $XDG_CONFIG_HOME/alcove/config.toml and /etc/alcove/config.toml; the \
            first has precedence. What cannot be read in them is told and passed over.
            """
    )

    @Flag(help: "Write JSON.")
    var json = false

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { run(on: global.host) }

    func run(on host: Host) {
        let settings = host.configuration.settings
        if json {
            return host.console.json(SettingListing(settings, files: host.places.configurations))
        }
        var table = Table(["KEY", "VALUE", "FROM"])
        for setting in settings {
            table.rows.append([
                Table.Cell(setting.key),
                Table.Cell(setting.value ?? "-", setting.value == nil ? .faint : nil),
                Table.Cell(setting.origin.map { "\($0.file):\($0.line)" } ?? "-"),
            ])
        }
        for line in table.lines(coloured: host.console.coloursOutput) { host.console.result(line) }
    }
}

/// One setting as it is shown.
struct ShownSetting {
    let key: String
    let value: String?
    let origin: SettingOrigin?

    init(_ key: String, _ setting: Setting<String>?) {
        self.key = key
        value = setting?.value
        origin = setting?.origin
    }
}

extension Configuration {
    /// Every key, in the order of their names, with what it is set to.
    var settings: [ShownSetting] {
        [
            ShownSetting("bare", bare?.shown(String.init)),
            ShownSetting("default", box?.shown(\.description)),
            ShownSetting("engine", engine),
            ShownSetting("enter.clean-env", cleanEnvironment?.shown(String.init)),
            ShownSetting("enter.marks", terminalMarks?.shown(String.init)),
            ShownSetting("environment.drop", drop?.shown { $0.joined(separator: " ") }),
            ShownSetting("environment.keep", keep?.shown { $0.joined(separator: " ") }),
            ShownSetting("home", home?.shown(\.words)),
            ShownSetting("image", image),
            ShownSetting("packages", packages?.shown { $0.joined(separator: " ") }),
            ShownSetting("pull", pull?.shown(\.rawValue)),
            ShownSetting("shell", shell),
        ]
    }
}

extension Setting {
    fileprivate func shown(_ words: (Value) -> String) -> Setting<String> {
        Setting<String>(words(value), origin)
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

/// What `config --json` writes.
struct SettingListing: Encodable {
    let version = 1
    /// Where settings are looked for; the first has precedence.
    let files: [String]
    let settings: [Entry]

    struct Entry: Encodable {
        let key: String
        let value: String
        let file: String
        let line: Int
    }

    init(_ settings: [ShownSetting], files: [String]) {
        self.files = files
        self.settings = settings.compactMap { setting in
            guard let value = setting.value, let origin = setting.origin else { return nil }
            return Entry(key: setting.key, value: value, file: origin.file, line: origin.line)
        }
    }
}
