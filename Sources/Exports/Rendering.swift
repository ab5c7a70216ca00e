/// A kind of thing that boxes give to the host: how an export of it is made anew.
protocol ExportRendering {
    /// The plan once more, for another name of the box: from what was read before.
    ///
    /// - Throws: also when what the ledger has is no material of this kind's.
    static func plan(
        again export: Export,
        _ folders: HostFolders,
        _ command: HostCommand
    ) throws(ExportError) -> ExportPlan

    /// The plan for the same thing, as the box has it now.
    static func plan(
        again export: Export,
        in files: any BoxFiles,
        _ folders: HostFolders,
        _ command: HostCommand
    ) throws(ExportError) -> ExportPlan

    /// Whether what an export is of is still in the box.
    static func hasSource(of export: Export, in files: any BoxFiles) throws(BoxFilesError) -> Bool
}

extension ExportSource.Kind {
    fileprivate var rendering: any ExportRendering.Type {
        switch self {
        case .app: AppExport.self
        case .bin: BinExport.self
        case .service: ServiceExport.self
        case .box: BoxEntry.self
        }
    }
}

extension Export {
    /// What it is to be for another name of its box, without a look into the box.
    package func plan(
        _ folders: HostFolders,
        _ command: HostCommand
    ) throws(ExportError) -> ExportPlan {
        try source.kind.rendering.plan(again: self, folders, command)
    }

    /// What it is to be after changes in the box.
    package func plan(
        in files: any BoxFiles,
        _ folders: HostFolders,
        _ command: HostCommand
    ) throws(ExportError) -> ExportPlan {
        try source.kind.rendering.plan(again: self, in: files, folders, command)
    }

    /// Whether what it is of is still in the box.
    package func hasSource(in files: any BoxFiles) throws(BoxFilesError) -> Bool {
        try source.kind.rendering.hasSource(of: self, in: files)
    }
}
