import Wire

/// What Alcove lays into a container: the agent and what it must know.
struct Layer {
    let agent: AgentProgram
    let setup: [UInt8]

    init(agent: AgentProgram, setup: BoxSetup) {
        self.agent = agent
        self.setup = setup.bytes
    }

    /// Tells this layer from another.
    var mark: String { "\(agent.mark)-\(Fingerprint(of: setup).digits)" }

    /// The files as they are unpacked at the container's root.
    func archive() throws(UpkeepError) -> [UInt8] {
        var archive = UstarArchive()
        archive.addFolder(".alcove", mode: 0o755)
        archive.addFile(".alcove/init", mode: 0o755, try agent.read())
        archive.addFile(".alcove/setup", mode: 0o644, setup)
        archive.finish()
        return archive.bytes
    }

    /// The first process of every container.
    static let entrypoint = ["/.alcove/init"]
}
