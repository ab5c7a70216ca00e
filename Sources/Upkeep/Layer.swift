import Archives
import Boxes
import Wire

/// What Alcove lays into a container: the agent and what it must know.
struct Layer {
    let agent: AgentProgram
    let setup: [UInt8]
    /// Of the agent's program.
    ///
    /// Where the box's root is nobody on the host, the container's user is the box's, so that
    /// commands of the engine's own land there; the agent becomes root by itself.
    private let mode: UInt32

    init(agent: AgentProgram, setup: BoxSetup) {
        self.agent = agent
        self.setup = setup.bytes
        mode = setup.allowsRoot && setup.user.uid != 0 ? 0o4755 : 0o755
    }

    /// Tells this layer from another.
    var mark: String { "\(agent.mark)-\(Fingerprint(of: setup).digits)" }

    /// The files as they are unpacked at the container's root.
    func archive() throws(UpkeepError) -> [UInt8] {
        var archive = UstarArchive()
        archive.addFolder(".alcove", mode: 0o755)
        archive.addFile(".alcove/init", mode: mode, try agent.read())
        archive.addFile(".alcove/setup", mode: 0o644, setup)
        archive.finish()
        return archive.bytes
    }

    /// The first process of every container.
    static let entrypoint = ["/.alcove/init"]
}
