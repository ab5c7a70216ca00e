package import Accounts
package import Boxes
package import Engines
package import Exports
import Glibc
import Linux

/// The boxes of one user on one engine, and all that is done to them.
package struct Household {
    package let places: Places
    package let store: Store
    package let engine: any Engine
    package let user: Account
    package let hostname: String
    /// The version of this tool.
    package let version: String
    /// Seconds that a box may take until it is ready.
    package var startTimeout: Int
    /// Where the host has what exports are made of.
    package var hostFolders: HostFolders
    /// Is told what became of exports.
    package var onExport: (ExportNews) -> Void = { _ in }
    /// Makes exports anew whose box became another generation: finishes what killed commands left.
    package var finishFollowing: () -> Void = {}
    /// Begins to make the exports of a box anew that starts as another generation.
    package var beginFollowing: (BoxName, BoxID) -> Void = { _, _ in }
    /// Seconds since 1970.
    package var now: () -> Int64 = { Int64(time(nil)) }

    /// Whether the command was called in that box, and would not outlive its end.
    package var isWithin: (BoxName) -> Bool = { _ in false }

    /// Sees to it that commands of the box with that agent's socket can be run on the host.
    package var serveHost: (_ agent: String) -> Void = { _ in }

    /// The same for a box that starts: by a service that begins with it.
    package var renewHost: (_ agent: String) -> Void = { _ in }

    /// Sees to it that nobody waits for commands of that box any more.
    package var endHost: (_ agent: String) -> Void = { _ in }

    /// How many former generations a box keeps, those that are pinned aside.
    package var generationsKept: () -> Int = { 2 }

    let journal: Journal
    let reserve: Reserve
    package let notes: GenerationNotes

    package init(
        places: Places,
        engine: any Engine,
        user: Account,
        hostname: String,
        version: String
    ) {
        self.places = places
        self.engine = engine
        self.user = user
        self.hostname = hostname
        self.version = version
        startTimeout = places.startTimeout
        hostFolders = HostFolders(environment: [:], home: places.home)
        store = Store(places)
        journal = Journal(places)
        reserve = Reserve(places)
        notes = GenerationNotes(places)
    }

    /// The box's record.
    package func record(_ name: BoxName) throws(UpkeepError) -> BoxRecord {
        guard let record = try store.record(name) else { throw .missing(name) }
        return record
    }

    /// The box's container, proved to be its own.
    func container(of record: BoxRecord) throws(UpkeepError) -> Container {
        let container = try onEngine { () throws(EngineError) in
            try engine.container(record.container)
        }
        guard let container, container.hasFiles else {
            if record.engine.address != engine.address {
                throw .otherEngine(record.name, record.engine.address)
            }
            throw .containerGone(record.name, container: record.container)
        }
        guard container.labels[Label.id] == record.id.description else {
            throw .notOurs(record.name, container: container.id)
        }
        return container
    }

    /// The agent's program, from the best place that has one.
    func agent() throws(UpkeepError) -> AgentProgram {
        for path in places.agents {
            if let found = AgentProgram(path) { return found }
        }
        throw .noAgent(places.agents)
    }
}
