package import Linux

/// What has the user's service manager upgrade all boxes: a timer, and the service that it starts.
package struct UpgradeTimer: Equatable, Sendable {
    /// Where the manager looks for units of the user's.
    let folder: String
    /// This tool.
    let program: String
    /// Variables of the caller's that say where this tool has its files.
    let variables: [String: String]

    package init(_ folders: HostFolders, program: String, environment: EnvironmentVariables) {
        folder = folders.units
        self.program = program
        let given = Self.kept.map { (name: $0, value: environment[$0] ?? "") }
        let usable = given.filter { $0.value.hasPrefix("/") }.map { ($0.name, $0.value) }
        variables = Dictionary(usable) { $1 }
    }

    /// The manager has variables of its own, which may be others than the caller's.
    private static let kept: Set<String> = [
        "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "ALCOVE_INIT",
        "ALCOVE_PROFILES",
    ]

    package static let timer = "alcove-upgrade.timer"
    package static let service = "alcove-upgrade.service"

    /// The first line of each: what does not begin with it is not ours.
    private static let mark =
        "# Written by 'alcove upgrade --timer on'; 'alcove upgrade --timer off' takes it back."

    /// Both units, by their paths.
    var texts: [(path: String, text: String)] {
        let settings = variables.sorted { $0.key < $1.key }
            .map { "Environment=" + UnitQuoting.program("\($0.key)=\($0.value)") }
        let call = ([UnitQuoting.program(program)] + ["upgrade", "--all"].map(UnitQuoting.word))
            .joined(separator: " ")
        let service =
            [
                Self.mark, "[Unit]", "Description=Upgrade of all boxes",
                "Documentation=man:alcove-upgrade(1)", "", "[Service]", "Type=oneshot",
            ] + settings + [
                "ExecStart=\(call)", "Nice=10", "IOSchedulingClass=idle",
                // What serves a box that was started goes on with the box.
                "KillMode=process",
            ]
        let timer = [
            Self.mark, "[Unit]", "Description=Upgrade of all boxes, every day",
            "Documentation=man:alcove-upgrade(1)", "", "[Timer]", "OnCalendar=daily",
            "RandomizedDelaySec=1h", "Persistent=true", "", "[Install]",
            "WantedBy=timers.target",
        ]
        return [(Self.service, service), (Self.timer, timer)].map { name, lines in
            ("\(folder)/\(name)", lines.joined(separator: "\n") + "\n")
        }
    }

    package var paths: [String] { texts.map(\.path) }

    private var wants: String { folder + "/timers.target.wants" }

    /// Whether the manager is to know of it.
    package var isOn: Bool { File.kind("\(wants)/\(Self.timer)") != nil }

    /// Writes the units, and has the manager begin.
    package func turnOn() throws(UpgradeTimerError) {
        guard UserUnits.areManaged else { throw .noManager }
        try checkOwn()
        do {
            try File.makeDirectories(folder, mode: 0o700)
            for (path, text) in texts {
                try File.replace(path, with: Array(text.utf8), mode: 0o644)
            }
        } catch {
            throw .system(error)
        }
        UserUnits.reload()
        guard UserUnits.enable(Self.timer) else {
            // Half of it would look as if it were on.
            try turnOff()
            throw .refused(Self.timer)
        }
    }

    /// Takes the units away; what is not there is not missed.
    package func turnOff() throws(UpgradeTimerError) {
        try checkOwn()
        if paths.contains(where: { File.kind($0) != nil }) { UserUnits.disable(Self.timer) }
        do {
            for path in ["\(wants)/\(Self.timer)"] + paths { try File.remove(path) }
            for folder in [wants, folder, Traces.parent(of: folder)] {
                _ = try File.removeEmptyDirectory(folder)
            }
        } catch {
            throw .system(error)
        }
        UserUnits.reload()
    }

    /// What somebody else wrote under these names is theirs.
    private func checkOwn() throws(UpgradeTimerError) {
        for path in paths {
            guard let kind = File.kind(path) else { continue }
            let bytes = kind == .file ? (try? File.read(path, limit: 1 << 16)) ?? [] : []
            if !bytes.starts(with: Array(Self.mark.utf8)) { throw .foreign(path) }
        }
    }
}

/// Why the timer could not be turned on or off.
package enum UpgradeTimerError: Error, Equatable {
    /// There is no service manager of the user's.
    case noManager
    /// A file of this name is somebody else's.
    case foreign(String)
    /// The manager would not begin the unit.
    case refused(String)
    case system(SystemError)
}
