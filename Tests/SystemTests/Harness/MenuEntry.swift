import Foundation

/// A desktop entry on the host, as a menu sees it.
struct MenuEntry {
    let host: Host
    let path: String
    /// Lines by group, in the order of the file.
    private let groups: [(name: String, lines: [String])]

    init(_ host: Host, _ path: String) throws {
        self.host = host
        self.path = path
        var groups: [(name: String, lines: [String])] = []
        for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
            if line.hasPrefix("["), line.hasSuffix("]") {
                groups.append((String(line.dropFirst().dropLast()), []))
            } else if !groups.isEmpty, !line.hasPrefix("#") {
                groups[groups.count - 1].lines.append(String(line))
            }
        }
        self.groups = groups
    }

    /// A key's value as it is in the file.
    subscript(key: String, group: String = "Desktop Entry") -> String? {
        let lines = groups.first { $0.name == group }?.lines ?? []
        return lines.first { $0.hasPrefix("\(key)=") }.map { String($0.dropFirst(key.count + 1)) }
    }

    /// All command lines that a menu could run.
    var commands: [String] {
        groups.filter { $0.name == "Desktop Entry" || $0.name.hasPrefix("Desktop Action ") }
            .flatMap(\.lines).filter { $0.hasPrefix("Exec") }
    }

    /// What the desktop's own checker says, which is nothing about a good entry but hints.
    func validate() throws -> Outcome {
        try host.run(
            ["/usr/bin/desktop-file-validate", "--no-hints", path],
            stdin: [],
            environment: []
        )
    }

    /// Starts it as a menu does, with these files or addresses.
    func launch(_ files: String..., on desk: Desk) throws {
        try launch(path, files, on: desk)
    }

    /// Starts one of its actions: the same as an entry of its own with that command.
    func launch(action: String, _ files: String..., on desk: Desk) throws {
        guard let command = self["Exec", "Desktop Action \(action)"] else {
            throw Problem("there is no action '\(action)' in \(path)")
        }
        let entry = host.home + "/action.desktop"
        defer { try? FileManager.default.removeItem(atPath: entry) }
        try "[Desktop Entry]\nType=Application\nName=\(action)\nExec=\(command)\n"
            .write(toFile: entry, atomically: true, encoding: .utf8)
        try launch(entry, files, on: desk)
    }

    /// What is started has the streams of the menu, and keeps them: they are nobody's pipe.
    private func launch(_ entry: String, _ files: [String], on desk: Desk) throws {
        let launcher = try Child(
            (["/usr/bin/gio", "launch", entry] + files).map { Array($0.utf8) },
            environment: desk.environment.map { Array("\($0)=\($1)".utf8) },
            directory: host.home,
            streams: [.file("/dev/null"), .file("/dev/null"), .file("/dev/null")]
        )
        let end = try launcher.wait(seconds: 60)
        guard end == .exited(0) else { throw Problem("\(entry) was not launched: \(end)") }
    }
}

extension Host {
    /// Exports an application, and gives the entry that was made.
    func export(app id: String, of box: String, _ options: String...) throws -> MenuEntry {
        let exported = try alcove(["export", "app", id, "--box", box] + options)
        guard exported.status == 0 else { throw Problem("\(exported)") }
        return try MenuEntry(self, text(exported.stdout).trimmingCharacters(in: .newlines))
    }

    /// Makes a file of the person's, with the folders above it.
    func write(_ contents: String, to path: String, mode: Int = 0o644) throws {
        let path = "\(home)/\(path)"
        let files = FileManager.default
        try files.createDirectory(atPath: parent(path), withIntermediateDirectories: true)
        try contents.write(toFile: path, atomically: true, encoding: .utf8)
        try files.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }
}
