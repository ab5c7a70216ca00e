import Wire

/// What Alcove lays into a container: the agent and what it must know.
struct Layer {
    let program: [UInt8]
    let setup: [UInt8]

    init(program: [UInt8], setup: BoxSetup) {
        self.program = program
        self.setup = setup.bytes
    }

    /// Tells this layer from another.
    var mark: String { "\(Fingerprint(of: program).digits)-\(Fingerprint(of: setup).digits)" }

    /// The files as they are unpacked at the container's root.
    var archive: [UInt8] {
        var archive = UstarArchive()
        archive.addFolder(".alcove", mode: 0o755)
        archive.addFile(".alcove/init", mode: 0o755, program)
        archive.addFile(".alcove/setup", mode: 0o644, setup)
        archive.finish()
        return archive.bytes
    }

    /// The first process of every container.
    static let entrypoint = ["/.alcove/init"]
}
