package import Boxes
import Linux

/// A box in the host's menu: an entry that opens a terminal in it, with its distribution's icon.
package enum BoxEntry {
    /// The plan, with what the box has of an icon; nothing but pictures comes from it.
    package static func plan(
        of box: BoxID,
        _ options: ExportOptions,
        in files: some BoxFiles,
        _ folders: HostFolders,
        _ command: HostCommand
    ) throws(ExportError) -> ExportPlan {
        let material: [String: [UInt8]]
        do { material = try gather(files, folders) } catch { throw .box(error) }
        let source = ExportSource(box: box, kind: .box, name: name)
        return try render(source, options, material, folders, command)
    }

    /// What the export is called: a box has one.
    private static let name = "box"
    private static let iconKey = "icon:"
    private static let hostIconKey = "host-icon"

    private static func gather(
        _ files: some BoxFiles,
        _ folders: HostFolders
    ) throws(BoxFilesError) -> [String: [UInt8]] {
        var release = UnitVariables()
        for path in ["/etc/os-release", "/usr/lib/os-release"] {
            guard let bytes = try files.read(path, limit: 64 << 10) else { continue }
            release.add(file: bytes)
            break
        }
        let names = iconNames(logo: release["LOGO"], id: release["ID"])
        let search = IconSearch(files: files, folders: try DataFolders(of: files))
        for name in names {
            let icons = try search.icon(name)
            if icons.isEmpty { continue }
            return Dictionary(
                icons.map { ("\(iconKey)\($0.folder)/\($0.kind)", $0.bytes) },
                uniquingKeysWith: { one, _ in one }
            )
        }
        let own = names.first { hasIcon($0, folders) }
        return [hostIconKey: Array((own ?? "utilities-terminal").utf8)]
    }

    /// What distributions call their own icon, the likeliest first.
    static func iconNames(logo: String?, id: String?) -> [String] {
        var names = [logo].compactMap(\.self)
        if let id {
            names += [
                "distributor-logo-\(id)", "\(id)-logo", "\(id)-logo-icon", "start-here-\(id)",
            ]
        }
        return names.filter { DesktopID.isSafe($0) && !$0.contains("@") }
    }

    /// Whether the host has an icon of that name where every theme finds it.
    private static func hasIcon(_ name: String, _ folders: HostFolders) -> Bool {
        let sizes = ["scalable", "256x256", "128x128", "64x64", "48x48", "32x32"]
        let data = [folders.data] + folders.systemData
        return data.contains { data in
            let places = sizes.flatMap { size in
                ["apps", "places"].map { "\(data)/icons/hicolor/\(size)/\($0)" }
            }
            return (places + [data + "/pixmaps"]).contains { place in
                ["svg", "png"].contains { File.kindFollowed("\(place)/\(name).\($0)") == .file }
            }
        }
    }

    private static func render(
        _ source: ExportSource,
        _ options: ExportOptions,
        _ material: [String: [UInt8]],
        _ folders: HostFolders,
        _ command: HostCommand
    ) throws(ExportError) -> ExportPlan {
        let id = options.name ?? "alcove-box-\(source.box)"
        guard DesktopID.isSafe(id) else { throw .badProgram(id) }
        let ownIcon = "alcove.\(source.box).box"
        var files: [HostFile] = []
        for (key, bytes) in material.sorted(by: { $0.key < $1.key }) where key.hasPrefix(iconKey) {
            let parts = key.dropFirst(iconKey.count).split(separator: "/").map(String.init)
            guard parts.count == 2, IconFolder.isOne(parts[0]),
                let kind = IconFile.Kind(rawValue: parts[1])
            else { continue }
            let suffix = parts[0] == IconFolder.symbolic ? "-symbolic" : ""
            let path = "\(folders.icons)/hicolor/\(parts[0])/apps/\(ownIcon)\(suffix).\(kind)"
            files.append(HostFile(path, .file(bytes, mode: 0o644)))
        }
        let hostIcon = String(decoding: material[hostIconKey] ?? [], as: UTF8.self)
        let icon = files.isEmpty ? hostIcon : ownIcon
        let text: [UInt8]
        do {
            text = try entry(source.box, icon, command)
        } catch {
            // No desktop would read a path like that.
            throw .badPath(command.program)
        }
        // Last, as it is what is looked at: by then its icon is there.
        let path = "\(folders.applications)/\(id)\(DesktopID.ending)"
        files.append(HostFile(path, .file(text, mode: 0o644)))
        return ExportPlan(source: source, options: options, files: files, material: material)
    }

    private static func entry(
        _ box: BoxID,
        _ icon: String,
        _ command: HostCommand
    ) throws(ExecLine.Fault) -> [UInt8] {
        let name = command.box.description
        let lines = [
            "[Desktop Entry]", "Type=Application", "Version=1.1", "Name=\(name)",
            "Comment=A terminal in the box \(name)", "Exec=\(try exec("terminal", command))",
            "TryExec=\(value(command.program))", "Icon=\(icon)", "Terminal=false",
            "StartupNotify=false", "Categories=System;TerminalEmulator;",
            "Keywords=box;container;terminal;", "Actions=restart;stop;",
            "X-Alcove-Box=\(box)",
            "",
            "[Desktop Action restart]", "Name=Restart", "Exec=\(try exec("restart", command))",
            "",
            "[Desktop Action stop]", "Name=Stop", "Exec=\(try exec("stop", command))",
        ]
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    private static func exec(
        _ verb: String,
        _ command: HostCommand
    ) throws(ExecLine.Fault) -> String {
        var words: [[UInt8]] = []
        for word in [command.program, verb, command.box.description] {
            words.append(try ExecQuoting.quoted(Array(word.utf8)))
        }
        return value(Array(words.joined(separator: [0x20])).text)
    }

    private static func value(_ text: String) -> String {
        DesktopValue.value(Array(text.utf8)).text
    }
}

extension BoxEntry: ExportRendering {
    static func plan(
        again export: Export,
        _ folders: HostFolders,
        _ command: HostCommand
    ) throws(ExportError) -> ExportPlan {
        let material = export.material.mapValues(\.bytes)
        return try render(export.source, export.options, material, folders, command)
    }

    static func plan(
        again export: Export,
        in files: any BoxFiles,
        _ folders: HostFolders,
        _ command: HostCommand
    ) throws(ExportError) -> ExportPlan {
        try plan(of: export.source.box, export.options, in: files, folders, command)
    }

    /// The box itself is where it has files.
    static func hasSource(of export: Export, in files: any BoxFiles) throws(BoxFilesError) -> Bool {
        true
    }
}
