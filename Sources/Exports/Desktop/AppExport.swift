package import Boxes
import Linux

/// What an application of a box comes to on the host: its entry, icons, types and service.
package struct AppExport {
    private let material: AppMaterial
    private let box: BoxID
    private let command: HostCommand
    private let options: ExportOptions
    private let folders: HostFolders

    package init(
        _ material: AppMaterial,
        of box: BoxID,
        _ command: HostCommand,
        _ options: ExportOptions,
        on folders: HostFolders
    ) {
        self.material = material
        self.box = box
        self.command = command
        self.options = options
        self.folders = folders
    }

    /// The plan for an application that is in the box.
    package static func plan(
        _ app: FoundApp,
        of box: BoxID,
        _ options: ExportOptions,
        in files: some BoxFiles,
        _ folders: HostFolders,
        _ command: HostCommand
    ) throws(AppError) -> ExportPlan {
        let material = try AppMaterial(app, of: files, for: folders)
        return try AppExport(material, of: box, command, options, on: folders).plan()
    }

    /// The files that it is to have.
    package func plan() throws(AppError) -> ExportPlan {
        guard let original = DesktopFile(material.entry),
            let main = original[DesktopFile.mainGroup]
        else { throw .unreadable(material.path) }
        let id = try hostID()
        let service = service(for: id)
        let exported = ExportedCommand(
            command: command,
            options: options,
            source: material.path,
            icon: main["Icon"]?.text,
            workdir: material.hasWorkdir ? main["Path"]?.text : nil
        )
        let entry = try ExportedEntry(
            original,
            ExportedEntry.Wish(
                box: box,
                command: exported,
                label: try label(),
                icons: iconNames,
                isActivated: service != nil && !Self.takesFiles(main),
                windowClass: id == material.id ? nil : material.id
            )
        )
        var plan = ExportPlan(
            source: ExportSource(box: box, kind: .app, name: material.id),
            options: options,
            material: material.contents,
            warnings: entry.warnings
        )
        add(entry.file, id, to: &plan)
        addIcons(to: &plan)
        if let types = material.types {
            let path = MimePackage.path(of: material.id, box, in: folders)
            plan.files.append(HostFile(path, .file(types, mode: 0o644)))
        }
        if let bytes = service?.bytes(for: exported, box) {
            let path = "\(folders.busServices)/\(id).service"
            plan.files.append(HostFile(path, .file(bytes, mode: 0o644)))
        }
        return plan
    }

    /// Whether it is given files, by a command that can be read.
    private static func takesFiles(_ main: DesktopFile.Group) -> Bool {
        // Another command is refused by whoever writes the entry.
        guard let exec = main["Exec"], let line = try? ExecLine(exec.value) else { return false }
        return line.words.flatMap(\.pieces).contains { piece in
            if case .code(let code) = piece { code.isOfFiles } else { false }
        }
    }

    private func add(_ file: DesktopFile, _ id: String, to plan: inout ExportPlan) {
        let path = "\(folders.applications)/\(id)\(DesktopID.ending)"
        plan.files.append(HostFile(path, .file(file.ended, mode: 0o644)))
        guard options.atLogin else { return }
        guard let atLogin = file.atLogin else {
            plan.warnings.append("it has no command of its own that could begin with the session")
            return
        }
        let isTaken = HostEntries(folders: folders).startsAtLogin(id, except: box, material.path)
        let name = isTaken ? prefixed(id) : id
        plan.files.append(
            HostFile(
                "\(folders.autostart)/\(name)\(DesktopID.ending)",
                .file(atLogin.ended, mode: 0o644)
            )
        )
    }

    /// What the host calls the entry: as the box does, so that windows are known as its own; with
    /// the box's name before it where the host has one of that name.
    private func hostID() throws(AppError) -> String {
        if let name = options.name {
            guard DesktopID.isSafe(name) else { throw .badName(name) }
            return name
        }
        let id = DesktopID.safe(material.id)
        let isTaken = HostEntries(folders: folders).has(id, except: box, material.path)
        return isTaken ? prefixed(id) : id
    }

    private func prefixed(_ id: String) -> String { DesktopID.safe("\(command.box)-\(id)") }

    /// The bus starts an entry's service by the entry's id: under another one there is none.
    private func service(for id: String) -> BusService? {
        guard id == material.id, let bytes = material.service,
            let service = BusService(bytes, name: id),
            !BusService.isTaken(id, in: folders, except: box)
        else { return nil }
        let exported = ExportedCommand(
            command: command,
            options: options,
            source: material.path,
            icon: nil,
            workdir: nil
        )
        return service.bytes(for: exported, box) == nil ? nil : service
    }

    private func label() throws(AppError) -> String {
        guard let label = options.label else { return " (on \(command.box))" }
        guard DesktopValue.isPlain(Array(label.utf8)), label.utf8.count <= 200 else {
            throw .badLabel(label)
        }
        return label.isEmpty || label.hasPrefix(" ") ? label : " \(label)"
    }

    /// The host's names of icons, told apart from all others for as long as the box lives.
    private var iconNames: [[UInt8]: String] {
        var names: [[UInt8]: String] = [:]
        for icon in material.icons { names[Array(icon.name.utf8)] = hostName(of: icon.name) }
        return names
    }

    private func hostName(of icon: String) -> String {
        let start = "alcove.\(box).\(DesktopID.safe(material.id))"
        return DesktopID.isSafe(icon) && "\(start).\(icon)".utf8.count <= 220
            ? "\(start).\(icon)" : "\(start).\(Fingerprint(of: Array(icon.utf8)).digits)"
    }

    private func addIcons(to plan: inout ExportPlan) {
        for icon in material.icons {
            let suffix = icon.folder == IconFolder.symbolic ? "-symbolic" : ""
            let name = "\(hostName(of: icon.name))\(suffix).\(icon.kind)"
            let path = "\(folders.icons)/hicolor/\(icon.folder)/apps/\(name)"
            plan.files.append(HostFile(path, .file(icon.bytes, mode: 0o644)))
        }
    }
}

extension AppExport: ExportRendering {
    static func plan(
        again export: Export,
        _ folders: HostFolders,
        _ command: HostCommand
    ) throws(ExportError) -> ExportPlan {
        try onApp { () throws(AppError) in
            try plan(again: export, try material(of: export), folders, command)
        }
    }

    static func plan(
        again export: Export,
        in files: any BoxFiles,
        _ folders: HostFolders,
        _ command: HostCommand
    ) throws(ExportError) -> ExportPlan {
        try onApp { () throws(AppError) in
            let old = try material(of: export)
            let new = try AppMaterial(id: old.id, at: old.path, of: files, for: folders)
            return try plan(again: export, new, folders, command)
        }
    }

    static func hasSource(of export: Export, in files: any BoxFiles) throws(BoxFilesError) -> Bool {
        // Without its material, nobody knows where it was.
        guard let material = try? material(of: export) else { return false }
        return try files.realPath(material.path) != nil
    }

    private static func plan(
        again export: Export,
        _ material: AppMaterial,
        _ folders: HostFolders,
        _ command: HostCommand
    ) throws(AppError) -> ExportPlan {
        let box = export.source.box
        return try AppExport(material, of: box, command, export.options, on: folders).plan()
    }

    private static func material(of export: Export) throws(AppError) -> AppMaterial {
        let contents = export.material.mapValues(\.bytes)
        guard let material = AppMaterial(id: export.source.name, contents) else {
            throw .unreadable(export.source.name)
        }
        return material
    }
}

extension DesktopFile {
    /// Its contents, with the end of the last line.
    fileprivate var ended: [UInt8] {
        let bytes = bytes
        return bytes.last == UInt8(ascii: "\n") ? bytes : bytes + [UInt8(ascii: "\n")]
    }

    /// The entry as a session begins with it: by its command, and for nothing else; nil without one.
    fileprivate var atLogin: DesktopFile? {
        var file = self
        guard let index = groups.firstIndex(where: { $0.name == DesktopFile.mainGroup }),
            groups[index]["Exec"] != nil
        else { return nil }
        for key in ["DBusActivatable", "Implements", "MimeType"] { file.groups[index].remove(key) }
        return file
    }
}
