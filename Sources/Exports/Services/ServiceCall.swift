import Boxes

/// How a unit of the host calls a box.
struct ServiceCall {
    let options: ExportOptions
    let command: HostCommand

    /// A line that runs a command in the box.
    private func line(
        _ words: [String],
        flags: String = "",
        asRoot: Bool? = nil,
        notifies: Bool = false,
        workdir: String? = nil,
        variables: [(name: String, value: String)] = []
    ) -> String {
        var call = ["run", "--no-tty"]
        if notifies { call.append("--notify") }
        if asRoot ?? options.asRoot { call.append("--root") }
        if let workdir = options.workdir ?? workdir { call += ["--workdir", workdir] }
        for variable in variables { call += ["--env", "\(variable.name)=\(variable.value)"] }
        for variable in options.environment {
            call += ["--env", variable.value.map { "\(variable.name)=\($0)" } ?? variable.name]
        }
        return tool(call + [command.box.description, "--"] + words, flags: flags)
    }

    /// A line that runs this tool.
    private func tool(_ words: [String], flags: String = "") -> String {
        flags
            + ([UnitQuoting.program(command.program)] + words.map(UnitQuoting.word))
            .joined(separator: " ")
    }

    private func head(_ description: String) -> UnitText {
        var text = UnitText()
        text.unit = [
            "# Written by 'alcove export service'; 'alcove unexport' takes it back.",
            "Description=\(UnitQuoting.text(description))",
        ]
        return text
    }

    /// The box itself: started at login, stopped at the end.
    func boot() -> UnitText {
        var text = head("Box \(command.box)")
        let box = command.box.description
        text.service = [
            "Type=oneshot", "RemainAfterExit=yes", "ExecStart=" + tool(["start", box]),
            "ExecStop=" + tool(["stop", box]), "TimeoutStartSec=180",
        ]
        return text
    }

    /// A program as a service.
    func unit(running program: String, _ name: String) -> UnitText {
        var text = head("\(name) (on \(command.box))")
        text.service = [
            "Type=exec", "ExecStart=" + line([program] + options.arguments), "KillMode=mixed",
            Self.cleanEnds, "Restart=on-failure",
        ]
        return text
    }

    /// A unit of the box.
    func unit(of unit: ServiceUnit) throws(ServiceError) -> UnitText {
        let name = String(unit.name.dropLast(".service".count))
        var text = head("\(unit.file.value("Unit", "Description") ?? name) (on \(command.box))")
        for key in UnitValues.keptOfUnit {
            if let value = unit.file.value("Unit", key), UnitValues.isPlain(value) {
                text.unit.append("\(key)=\(value)")
            }
        }
        let type = try type(of: unit, &text)
        let main = try unit.commands("ExecStart")
        guard !main.isEmpty else { throw .noCommand(unit: name) }
        guard main.count == 1 || type == .oneshot else {
            throw .badLine(unit: name, "ExecStart=\(main[1].words.joined(separator: " "))")
        }
        let shared = Shared(unit, options, &text)
        text.service += prepareFolders(unit, &text)
        for key in ["ExecCondition", "ExecStartPre", "ExecStart", "ExecStartPost"] {
            for var command in try unit.commands(key) {
                let isMain = key == "ExecStart"
                if isMain, type == .forking { command.words = try following(command, unit) }
                let notifies = isMain && (type == .notify || type == .forking)
                add(command, as: key, shared, notifies: notifies, to: &text)
            }
        }
        for key in ["ExecStop", "ExecStopPost"] {
            for command in try unit.commands(key) { add(command, as: key, shared, to: &text) }
        }
        try addReload(unit, shared, to: &text)
        text.service.append("KillMode=mixed")
        if type != .oneshot { text.service.append(Self.cleanEnds) }
        for key in UnitValues.kept {
            guard let value = unit.value(key) else { continue }
            if UnitValues.isPlain(value) {
                text.service.append("\(key)=\(value)")
            } else {
                text.warnings.append(
                    "'\(key)' of '\(name)' is left out: its value is of no use here"
                )
            }
        }
        if type == .notify, let time = unit.value("WatchdogSec"), UnitValues.isPlain(time) {
            text.service.append("WatchdogSec=\(time)")
        }
        tellUnheeded(unit, &text)
        return text
    }

    private enum Kind { case exec, notify, oneshot, forking }

    /// What a service's end by HUP, INT, PIPE or TERM, with which a manager is content, comes to here.
    private static let cleanEnds = "SuccessExitStatus=129 130 141 143"

    /// The words of a command that leaves its process behind, for the program that stays with that.
    private func following(
        _ command: UnitCommand,
        _ unit: ServiceUnit
    ) throws(ServiceError) -> [String] {
        let follow = ["/.alcove/init", "follow"]
        guard let value = unit.value("PIDFile") else { return follow + command.words }
        guard var path = unit.specifiers.replaced(in: value) else {
            throw .badLine(unit: unit.name, UnitQuoting.shown("PIDFile=\(value)"))
        }
        // That of a user's unit is below a directory that the box knows.
        if !path.hasPrefix("/"), unit.isSystems { path = "/run/" + path }
        return follow + ["--pid-file", path] + command.words
    }

    /// What kind of service it is to the host's manager, which sees this tool in its place.
    private func type(of unit: ServiceUnit, _ text: inout UnitText) throws(ServiceError) -> Kind {
        let stem = String(unit.name.dropLast(".service".count))
        let kind: Kind
        switch unit.value("Type") ?? "simple" {
        case "forking": kind = .forking
        case "notify", "notify-reload": kind = .notify
        case "oneshot": kind = .oneshot
        case "dbus":
            kind = .exec
            text.warnings.append("that '\(stem)' is ready is not waited for: it would tell its bus")
        default: kind = .exec
        }
        switch kind {
        case .exec: text.service.append("Type=exec")
        // Only of its main process, which is this tool, does a manager take word.
        case .notify, .forking: text.service += ["Type=notify", "NotifyAccess=main"]
        case .oneshot: text.service.append("Type=oneshot")
        }
        return kind
    }

    /// What all commands of a unit have.
    private struct Shared {
        var workdir: String?
        var variables: [(name: String, value: String)]

        init(_ unit: ServiceUnit, _ options: ExportOptions, _ text: inout UnitText) {
            variables = unit.variables.all
            workdir = unit.isSystems ? "/" : nil
            guard let value = unit.value("WorkingDirectory") else { return }
            let isOptional = value.hasPrefix("-")
            let path = unit.specifiers.replaced(in: isOptional ? String(value.dropFirst()) : value)
            switch path {
            case "~"?: workdir = nil
            case let path? where path.hasPrefix("/"):
                if isOptional {
                    text.warnings.append(
                        "the directory '\(UnitQuoting.shown(path))' must be there for it to start"
                    )
                }
                workdir = path
            default: text.warnings.append("its directory '\(UnitQuoting.shown(value))' is left out")
            }
        }
    }

    private func add(
        _ command: UnitCommand,
        as key: String,
        _ shared: Shared,
        notifies: Bool = false,
        to text: inout UnitText
    ) {
        let flags = command.ignoresFailure ? "-" : ""
        if let signal = command.signal {
            // This tool passes it on. A stop by TERM is what happens anyway.
            if key == "ExecStop", signal == "SIGTERM" { return }
            text.service.append("\(key)=\(flags)/bin/kill -s \(signal.dropFirst(3)) $MAINPID")
            return
        }
        if command.namesProcess {
            text.warnings.append("'\(key)' is left out: its process has another number here")
            return
        }
        let line = line(
            command.words,
            flags: flags,
            asRoot: command.isPrivileged ? true : nil,
            notifies: notifies,
            workdir: shared.workdir,
            variables: shared.variables
        )
        text.service.append("\(key)=\(line)")
    }

    private func addReload(
        _ unit: ServiceUnit,
        _ shared: Shared,
        to text: inout UnitText
    ) throws(ServiceError) {
        let commands = try unit.commands("ExecReload")
        for command in commands { add(command, as: "ExecReload", shared, to: &text) }
        if commands.isEmpty, unit.value("Type") == "notify-reload" {
            let signal = unit.value("ReloadSignal").flatMap(UnitValues.signal) ?? "SIGHUP"
            text.service.append("ExecReload=/bin/kill -s \(signal.dropFirst(3)) $MAINPID")
        }
    }

    /// Lines that make the directories a system's unit has made for it.
    private func prepareFolders(_ unit: ServiceUnit, _ text: inout UnitText) -> [String] {
        let places = [
            ("RuntimeDirectory", "/run"), ("StateDirectory", "/var/lib"),
            ("CacheDirectory", "/var/cache"), ("LogsDirectory", "/var/log"),
            ("ConfigurationDirectory", "/etc"),
        ]
        var lines: [String] = []
        for (key, place) in places {
            for value in unit.file.values("Service", key) {
                for word in UnitWords.split(value) ?? [] {
                    guard unit.isSystems, let name = unit.specifiers.replaced(in: word.text),
                        let folder = UnitValues.folder(name)
                    else {
                        text.warnings.append(
                            "its directory '\(UnitQuoting.shown(word.text))' is not made for it"
                        )
                        continue
                    }
                    let mode = unit.value(key + "Mode").flatMap { UInt32($0, radix: 8) } ?? 0o755
                    var make = ["install", "-d", "-m", String(mode & 0o7777, radix: 8)]
                    if !options.asRoot { make += ["-o", unit.specifiers.user] }
                    let line = line(make + ["\(place)/\(folder)"], asRoot: true, workdir: "/")
                    lines.append("ExecStartPre=\(line)")
                }
            }
        }
        return lines
    }

    /// Tells once what of the unit is not heeded.
    private func tellUnheeded(_ unit: ServiceUnit, _ text: inout UnitText) {
        let name = String(unit.name.dropLast(".service".count))
        let user = unit.value("User") ?? (unit.isSystems ? "root" : nil)
        if let user, user != unit.specifiers.user, options.asRoot ? user != "root" : true {
            let who = options.asRoot ? "the box's root" : "you"
            let way = user == "root" ? "it does" : "as the box's root"
            let hint = options.asRoot ? "" : "; with --root \(way)"
            text.warnings.append(
                "'\(name)' runs as \(who), not as '\(UnitQuoting.shown(user))'\(hint)"
            )
        }
        var keys: [String] = []
        for assignment in unit.file.assignments where assignment.section == "Service" {
            let key = assignment.key
            let isHeeded =
                Self.heeded.contains(key) || UnitValues.kept.contains(key) || key.hasPrefix("Exec")
                || key.hasPrefix("X-") || keys.contains(key)
            if !isHeeded, UnitName.isPlain(key) { keys.append(key) }
        }
        if !keys.isEmpty {
            let list = keys.prefix(40).joined(separator: ", ")
            text.warnings.append("of '\(name)' this is not heeded: \(list)")
        }
    }

    private static let heeded: Set<String> = [
        "Type", "Environment", "EnvironmentFile", "UnsetEnvironment", "WorkingDirectory", "User",
        "Group", "RuntimeDirectory", "StateDirectory", "CacheDirectory", "LogsDirectory",
        "ConfigurationDirectory", "RuntimeDirectoryMode", "StateDirectoryMode",
        "CacheDirectoryMode", "LogsDirectoryMode", "ConfigurationDirectoryMode", "KillMode",
        "NotifyAccess", "WatchdogSec", "ReloadSignal", "PIDFile", "BusName", "GuessMainPID",
        "StandardOutput", "StandardError", "StandardInput", "SyslogIdentifier",
    ]
}
