import ArgumentParser

/// `alcove export`: a command for each kind of thing.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Make something of a box available on the host",
        discussion: """
            Every file that is written is remembered, and 'alcove unexport' takes exactly those \
            back.
            """,
        subcommands: [ExportApp.self, ExportBin.self, ExportService.self, ExportBox.self]
    )
}
