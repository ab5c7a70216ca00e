package import Boxes
import Linux

/// Services of boxes on the host: units of the user's service manager.
///
/// All that a unit of ours starts is this tool, which runs the box's commands in the box. Of the
/// box's unit nothing comes along but words that are quoted, and settings from a list.
package enum ServiceExport {
    /// The plan for a unit or a program that is in the box.
    package static func plan(
        _ words: String,
        of box: BoxID,
        _ options: ExportOptions,
        user: String,
        in files: some BoxFiles,
        _ folders: HostFolders,
        _ command: HostCommand
    ) throws(ExportError) -> ExportPlan {
        let found: ServiceSource?
        do { found = try ServiceSource.find(words, in: files) } catch { throw .box(error) }
        guard let found else { throw .service(.missing(words)) }
        if found.material[ServiceSource.Key.unit] != nil, !options.arguments.isEmpty {
            throw .service(.arguments(unit: found.name))
        }
        var material = found.material
        material[userKey] = Array(user.utf8)
        material[nameKey] = Array(found.name.utf8)
        let source = ExportSource(box: box, kind: .service, name: options.name ?? found.name)
        return try render(source, options, material, folders, command)
    }

    /// The box itself, when the user logs in.
    package static func bootPlan(
        of box: BoxID,
        _ options: ExportOptions,
        _ folders: HostFolders,
        _ command: HostCommand
    ) throws(ExportError) -> ExportPlan {
        var options = options
        options.atLogin = true
        let source = ExportSource(box: box, kind: .service, name: bootName)
        return try render(source, options, [bootKey: []], folders, command)
    }

    /// The file in the box that it is of.
    private static func path(of export: Export) -> String {
        let keys = [ServiceSource.Key.unit, ServiceSource.Key.program]
        let bytes = keys.lazy.compactMap { export.material[$0]?.bytes }.first ?? []
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What to look for in the box, to export it again.
    private static func place(of export: Export) -> String {
        let path = path(of: export)
        // An instance is asked for by its own name, in the place of its template.
        guard let name = export.material[nameKey]?.bytes, name.contains(UInt8(ascii: "@")),
            let slash = path.lastIndex(of: "/")
        else { return path }
        return "\(path[...slash])\(String(decoding: name, as: UTF8.self)).service"
    }

    /// Keys of the material that are no paths.
    private static let userKey = "user"
    private static let nameKey = "name"
    private static let bootKey = "boot"
    /// What the box itself is called among its services.
    private static let bootName = "boot"

    /// The name of the unit on the host: one that hides none of the host's own.
    package static func unitName(_ name: String, _ box: BoxName) -> String {
        "\(box)-\(name.replacing("@", with: "-").replacing(":", with: "-")).service"
    }

    /// A unit of the user's hides one of the same name that the host has for everybody.
    private static func check(_ unit: String, _ folders: HostFolders) throws(ExportError) {
        let data = [folders.data] + folders.systemData
        let places =
            data.map { $0 + "/systemd/user" } + [
                "/etc/systemd/user", "/run/systemd/user", "/usr/local/lib/systemd/user",
                "/usr/lib/systemd/user", "/lib/systemd/user",
            ]
        if let place = places.first(where: { File.kind("\($0)/\(unit)") != nil }) {
            throw .service(.hostUnit(unit, folder: place))
        }
    }

    private static func render(
        _ source: ExportSource,
        _ options: ExportOptions,
        _ material: [String: [UInt8]],
        _ folders: HostFolders,
        _ command: HostCommand
    ) throws(ExportError) -> ExportPlan {
        let unit = unitName(source.name, command.box)
        guard UnitName.isPlain(unit) else { throw .service(.badName(source.name)) }
        try check(unit, folders)
        let call = ServiceCall(options: options, command: command)
        var text = UnitText()
        do throws(ServiceError) {
            if material[bootKey] != nil {
                text = call.boot()
            } else if let program = material[ServiceSource.Key.program] {
                text = call.unit(running: String(decoding: program, as: UTF8.self), source.name)
            } else {
                let name = String(decoding: material[nameKey] ?? [], as: UTF8.self) + ".service"
                let user = String(decoding: material[userKey] ?? [], as: UTF8.self)
                guard
                    let found = ServiceUnit(material, name: name, user: user, home: folders.home)
                else { throw ServiceError.missing(source.name) }
                text = try call.unit(of: found)
            }
        } catch {
            throw .service(error)
        }
        var files = [
            HostFile("\(folders.units)/\(unit)", .file(Array(text.text.utf8), mode: 0o644))
        ]
        if options.atLogin {
            let place = "\(folders.units)/default.target.wants/\(unit)"
            files.append(HostFile(place, .link("../\(unit)")))
        }
        return ExportPlan(
            source: source,
            options: options,
            files: files,
            material: material,
            warnings: text.warnings
        )
    }
}

extension ServiceExport: ExportRendering {
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
        if export.material[bootKey] != nil { return try plan(again: export, folders, command) }
        let words = place(of: export)
        let user = String(decoding: export.material[userKey]?.bytes ?? [], as: UTF8.self)
        var options = export.options
        options.name = export.source.name
        var plan = try plan(
            words,
            of: export.source.box,
            options,
            user: user,
            in: files,
            folders,
            command
        )
        plan.options = export.options
        return plan
    }

    static func hasSource(of export: Export, in files: any BoxFiles) throws(BoxFilesError) -> Bool {
        if export.material[bootKey] != nil { return true }
        return try files.realPath(path(of: export)) != nil
    }
}

/// A unit of the host while it is written.
struct UnitText: Equatable {
    var unit: [String] = []
    var service: [String] = []
    var warnings: [String] = []

    var text: String {
        let lines =
            ["[Unit]"] + unit + ["", "[Service]"] + service
            + ["", "[Install]", "WantedBy=default.target"]
        return lines.joined(separator: "\n") + "\n"
    }
}
