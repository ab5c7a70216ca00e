package import Boxes
package import Engines
import Linux
package import Wire

/// A box that is to be made, down to the last call; nothing has been touched yet.
package struct CreatePlan: Equatable, Sendable {
    /// What the box's record will be; its container is not known yet.
    package var record: BoxRecord
    package var request: ContainerRequest
    package var setup: BoxSetup
    /// A directory to make for the box's own home; nil when there is none to make.
    package var newHome: String?
    /// The box whose present state this one begins with.
    package var origin: BoxName?
    /// The home that the new one is a copy of.
    package var copiedHome: String?

    /// What the plan does, step by step.
    package enum Step: Equatable, Sendable {
        case commit(BoxName, String)
        case makeHome(String)
        case copyHome(String, to: String)
        case makeContainer(ContainerRequest)
        case layAgent([String])
        case link(String, to: String)
        case writeRecord(String)
    }

    package func steps(in store: Store) -> [Step] {
        let name = record.name
        var steps: [Step] = []
        if let origin, let state = record.state { steps.append(.commit(origin, state)) }
        if let newHome {
            steps.append(copiedHome.map { .copyHome($0, to: newHome) } ?? .makeHome(newHome))
        }
        steps += [
            .makeContainer(request), .layAgent(["/.alcove/init", "/.alcove/setup"]),
            .link(store.socketLink(name), to: setup.socket), .writeRecord(store.recordPath(name)),
        ]
        return steps
    }
}

extension Household {
    /// Says what making the box comes to, after all that can be checked was.
    package func plan(
        _ name: BoxName,
        _ spec: BoxSpec,
        image: BoxRecord.ImageMark,
        base: BoxRecord.Base? = nil,
        isCopy: Bool = false
    ) throws(UpkeepError) -> CreatePlan {
        try checkFreeOrSettle(name)
        let facts = try onEngine { () throws(EngineError) in try engine.facts() }
        try check(spec, facts)
        let id = BoxID()
        let home = try homeSource(of: spec) { () throws(UpkeepError) in
            try privateHome(for: name, of: id, fresh: isCopy)
        }
        var record = BoxRecord(
            id: id,
            name: name,
            spec: spec,
            engine: BoxRecord.Engine(engine.address),
            container: "",
            image: image,
            created: now(),
            version: version,
            home: places.home,
            homeSource: home,
            layer: "",
            users: BoxRecord.Users(facts)
        )
        record.base = base
        record.ownHome = spec.home == .private ? home : nil
        let request = try request(for: record, facts)
        let setup = try setup(of: record, socket: places.socket(of: id))
        return CreatePlan(
            record: record,
            request: request,
            setup: setup,
            newHome: spec.home == .private ? home : nil
        )
    }

    /// A container of that name may be what a killed `create` left, which its engine finished since.
    private func checkFreeOrSettle(_ name: BoxName) throws(UpkeepError) {
        do {
            try checkFree(name)
        } catch {
            guard case .nameTaken = error else { throw error }
            recover()
            do {
                try checkFree(name)
            } catch {
                // What is still not settled is the work of a command that goes on.
                guard case .nameTaken = error, journal.names.contains(name) else { throw error }
                throw .locked(name, by: FileLock.holder(of: store.lockPath(name)))
            }
        }
    }

    /// The name is no box's and no container's.
    func checkFree(_ name: BoxName) throws(UpkeepError) {
        if store.has(name) { throw .exists(name) }
        if engine.address.kind == .docker, name.description.utf8.count < 2 {
            throw .shortName(name, engine.address)
        }
        let other = try onEngine { () throws(EngineError) in
            try engine.container(name.description)
        }
        // An engine also answers to the beginning of an id.
        if let other, other.name == name.description {
            throw .nameTaken(name, container: other.id)
        }
    }
}
