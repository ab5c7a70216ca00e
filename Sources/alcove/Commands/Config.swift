import ArgumentParser
import Boxes
import Upkeep

struct Config: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Show the settings and where each comes from",
        discussion: """
            They are read from $XDG_CONFIG_HOME/alcove/config.toml and /etc/alcove/config.toml; the \
            first has precedence. What is set nowhere has a default. What cannot be read in the \
            files is told and passed over.
            """
    )

    @Flag(help: "Write JSON.")
    var json = false

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { run(on: global.host) }

    func run(on host: Host) {
        let settings = host.settings
        if json {
            return host.console.json(SettingListing(settings, files: host.places.configurations))
        }
        var table = Table(["KEY", "VALUE", "FROM"])
        for setting in settings {
            table.rows.append([
                Table.Cell(setting.key),
                Table.Cell(setting.value ?? "-", setting.value == nil ? .faint : nil),
                Table.Cell(setting.source.words, setting.source == .preset ? .faint : nil),
            ])
        }
        for line in table.lines(coloured: host.console.coloursOutput) { host.console.result(line) }
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
        /// Nil when there is none.
        let value: String?
        /// `default`, `file`, `variable` or `option`.
        let from: String
        let file: String?
        let line: Int?
        let variable: String?
    }

    init(_ settings: [ShownSetting], files: [String]) {
        self.files = files
        self.settings = settings.map { setting in
            var origin: SettingOrigin?
            var variable: String?
            let from: String
            switch setting.source {
            case .preset: from = "default"
            case .option: from = "option"
            case .file(let place):
                from = "file"
                origin = place
            case .variable(let name):
                from = "variable"
                variable = name
            }
            return Entry(
                key: setting.key,
                value: setting.value,
                from: from,
                file: origin?.file,
                line: origin?.line,
                variable: variable
            )
        }
    }
}
