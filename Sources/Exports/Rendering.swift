extension Export {
    /// What it is to be for another name of its box, without a look into the box.
    package func plan(
        _ folders: HostFolders,
        _ command: HostCommand
    ) throws(ExportError) -> ExportPlan {
        switch source.kind {
        case .bin: try BinExport.plan(again: self, folders, command)
        case .app:
            try onApp { () throws(AppError) in
                try AppExport.plan(again: self, folders, command)
            }
        case .service: try ServiceExport.plan(again: self, folders, command)
        case .box: try BoxEntry.plan(again: self, folders, command)
        }
    }

    /// What it is to be after changes in the box.
    package func plan(
        in files: any BoxFiles,
        _ folders: HostFolders,
        _ command: HostCommand
    ) throws(ExportError) -> ExportPlan {
        switch source.kind {
        case .bin: try BinExport.plan(again: self, in: files, folders, command)
        case .app:
            try onApp { () throws(AppError) in
                try AppExport.plan(again: self, in: files, folders, command)
            }
        case .service: try ServiceExport.plan(again: self, in: files, folders, command)
        case .box: try BoxEntry.plan(again: self, in: files, folders, command)
        }
    }

    /// Whether what it is of is still in the box.
    package func hasSource(in files: any BoxFiles) throws(BoxFilesError) -> Bool {
        switch source.kind {
        case .bin: try BinExport.hasProgram(of: self, in: files)
        case .app: try AppExport.hasEntry(of: self, in: files)
        case .service: try ServiceExport.hasSource(of: self, in: files)
        case .box: true
        }
    }
}
