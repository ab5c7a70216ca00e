import Boxes
import Engines
import Exports
import Linux
import Upkeep
import Wire

/// What `show --json` writes.
struct BoxDescription: Encodable {
    let version = 1
    let name: String
    let id: String
    let state: String
    let generation: Int
    /// The numbers of all that it keeps.
    let generations: [Int]
    /// Seconds since 1970.
    let created: Int64
    /// The version of the tool that made it.
    let madeBy: String
    let image: ImageDescription
    let engine: EngineListing
    let container: String
    let home: HomeDescription
    let spec: BoxSpec
    /// Why the box has no essentials; nil when it has them, or was not to have any.
    let lacks: BoxRecord.Lack?
    /// What it gives to the host.
    let exports: [ExportDescription]
    /// Nil when the box does not run.
    let agent: AgentDescription?

    struct ExportDescription: Encodable {
        let kind: String
        let name: String
    }

    struct ImageDescription: Encodable {
        let reference: String
        let id: String
        let digest: String?
    }

    struct HomeDescription: Encodable {
        /// In the box.
        let path: String
        /// On the host.
        let source: String
    }

    struct AgentDescription: Encodable {
        let version: String
        let warnings: [Warning]
        let sessions: [Session]

        struct Warning: Encodable {
            let step: String
            let text: String
        }

        struct Session: Encodable {
            let pid: Int32
            let command: String
            let terminal: Bool
            /// Seconds since 1970.
            let since: UInt64
        }
    }

    init(_ portrait: BoxPortrait) {
        let record = portrait.record
        name = record.name.description
        id = record.id.description
        state = portrait.state.word
        generation = record.generation
        generations = record.generations.map(\.number)
        created = record.created
        madeBy = record.version
        image = ImageDescription(
            reference: record.image.reference,
            id: record.image.id,
            digest: record.image.digest
        )
        engine = EngineListing(record.engine)
        container = record.container
        home = HomeDescription(path: record.home, source: record.homeSource)
        spec = record.spec
        lacks = record.lacks
        exports = portrait.exports.map {
            ExportDescription(kind: $0.kind.rawValue, name: $0.name)
        }
        agent = portrait.status.map { status in
            AgentDescription(
                version: status.version,
                warnings: status.steps.compactMap { step in
                    step.warning.map { AgentDescription.Warning(step: step.name, text: $0) }
                },
                sessions: status.sessions.map {
                    AgentDescription.Session(
                        pid: $0.pid,
                        command: $0.command.text,
                        terminal: $0.hasTerminal,
                        since: $0.since
                    )
                }
            )
        }
    }
}
