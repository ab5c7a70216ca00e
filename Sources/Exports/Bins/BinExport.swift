package import Boxes

/// Programs of boxes on the host: a wrapper, and what helps to use it.
package enum BinExport {
    /// The plan for a program that is in the box.
    package static func plan(
        _ words: String,
        of box: BoxID,
        _ options: ExportOptions,
        in files: some BoxFiles,
        _ folders: HostFolders,
        _ command: HostCommand
    ) throws(ExportError) -> ExportPlan {
        let name = options.name ?? String(words.split(separator: "/").last ?? "")
        try check(name)
        let program = try BoxProgram(words, in: files).path
        var material: [String: [UInt8]] = [Self.programKey: Array(program.utf8)]
        let (manuals, isCompleted) = try onBox { () throws(BoxFilesError) in
            (
                try BinManuals.found(for: program, in: files),
                try BinCompletion.isThere(for: program, in: files)
            )
        }
        material.merge(manuals) { one, _ in one }
        if isCompleted { material[Self.completionKey] = [] }
        return render(
            ExportSource(box: box, kind: .bin, name: name),
            options,
            material,
            folders,
            command
        )
    }

    /// The program in the box that an export is of.
    package static func program(of export: Export) -> String? {
        export.material[programKey].map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    /// Keys of the material that are no paths.
    private static let programKey = "program"
    private static let completionKey = "completion"

    private static func render(
        _ source: ExportSource,
        _ options: ExportOptions,
        _ material: [String: [UInt8]],
        _ folders: HostFolders,
        _ command: HostCommand
    ) -> ExportPlan {
        let folder = options.folder ?? folders.bins
        let program = String(decoding: material[programKey] ?? [], as: UTF8.self)
        let wrapper = BinWrapper(
            name: source.name,
            program: program,
            box: source.box,
            options: options,
            command: command
        )
        var files = [
            HostFile("\(folder)/\(source.name)", .file(Array(wrapper.text.utf8), mode: 0o755))
        ]
        files += BinManuals.files(material, program: program, as: source.name, folders)
        if material[completionKey] != nil {
            let completion = BinCompletion(name: source.name, wrapper: wrapper)
            files += completion.files(folders)
        }
        return ExportPlan(
            source: source,
            options: options,
            files: files,
            material: material,
            warnings: folders.programs.contains(folder)
                ? [] : ["'\(folder)' is not in your PATH"]
        )
    }

    /// Whether a wrapper can have that name: one that is a file's, and no other program's option.
    private static func check(_ name: String) throws(ExportError) {
        guard !name.isEmpty, name.utf8.count <= 200, !name.hasPrefix("-"), !name.hasPrefix("."),
            name.unicodeScalars.allSatisfy({ !$0.isControl }),
            !name.utf8.contains(where: { "/'".utf8.contains($0) })
        else { throw .badProgram(name) }
        guard name != "alcove" else { throw .ownName(name) }
    }
}

extension BinExport: ExportRendering {
    static func plan(
        again export: Export,
        _ folders: HostFolders,
        _ command: HostCommand
    ) throws(ExportError) -> ExportPlan {
        let material = export.material.mapValues(\.bytes)
        try check(export.source.name)
        guard material[programKey] != nil else { throw .badProgram(export.source.name) }
        return render(export.source, export.options, material, folders, command)
    }

    static func plan(
        again export: Export,
        in files: any BoxFiles,
        _ folders: HostFolders,
        _ command: HostCommand
    ) throws(ExportError) -> ExportPlan {
        var options = export.options
        options.name = export.source.name
        let program = program(of: export) ?? export.source.name
        var plan = try plan(program, of: export.source.box, options, in: files, folders, command)
        plan.options = export.options
        return plan
    }

    static func hasSource(of export: Export, in files: any BoxFiles) throws(BoxFilesError) -> Bool {
        guard let program = program(of: export) else { return false }
        return try files.realPath(program) != nil
    }
}
