import Attach
import Boxes
import Engines
import Linux
import Upkeep

/// All boxes of the user, whichever engine they are on, and how they are.
///
/// Podman takes half a millisecond for each container that it lists, so engines are asked only for
/// what the boxes' own sockets leave open, or when the user wants to be certain.
struct Census {
    /// A box, and what is known of it now.
    struct Entry {
        let record: BoxRecord
        let state: State
    }

    /// The state of a box's container.
    enum State: Equatable {
        case known(Container.State)
        /// The engine has no such container.
        case gone
        /// The engine cannot be asked.
        case unknown

        var word: String {
            switch self {
            // Whether it ever ran makes no difference to anybody.
            case .known(.created): Container.State.stopped.rawValue
            case .known(let state): state.rawValue
            case .gone: "gone"
            case .unknown: "unknown"
            }
        }
    }

    /// In the order of their names.
    private(set) var entries: [Entry] = []
    /// Records that cannot be read, and engines that cannot be asked.
    private(set) var failures: [Failure] = []

    /// Reads all records, or those of the engine that was named.
    ///
    /// With `checking`, each engine in use is asked once for all of its boxes.
    init(on host: Host, checking: Bool) throws(Failure) {
        let records = try records(on: host)
        var states: [BoxName: State] = [:]
        if !checking {
            for record in records { states[record.name] = Self.stateByAgent(record.name, host) }
        }
        let open = records.filter { states[$0.name] == nil }
        for address in Set(open.map(\.engine.address)).sorted(by: { $0.socket < $1.socket }) {
            var containers: [String: Container]?
            do throws(Failure) {
                containers = try Self.containers(try host.engine(at: address))
            } catch {
                failures.append(error)
            }
            for record in open where record.engine.address == address {
                states[record.name] = Self.state(record, containers)
            }
        }
        entries = records.map { Entry(record: $0, state: states[$0.name] ?? .unknown) }
    }

    private mutating func records(on host: Host) throws(Failure) -> [BoxRecord] {
        var records: [BoxRecord] = []
        for name in host.store.names() {
            do throws(UpkeepError) {
                if let record = try host.store.record(name) { records.append(record) }
            } catch {
                failures.append(Failure(error))
            }
        }
        if let words = host.engineWords {
            let wish: EngineWish
            do { wish = try EngineWish(words) } catch { throw Failure(error) }
            records.removeAll { !$0.engine.address.isMeant(by: wish) }
        }
        return records
    }

    /// What the box's socket tells; nil when that leaves it open.
    ///
    /// A box whose agent answers runs; one that has ended in order has no socket. An agent that is
    /// silent may be paused.
    private static func stateByAgent(_ name: BoxName, _ host: Host) -> State? {
        do {
            let link = host.store.socketLink(name)
            let connection = try AgentConnection(path: link, uid: host.uid)
            return connection.answers(milliseconds: 500) ? .known(.running) : nil
        } catch .notAnswering(let error) where error.code == Errno.noSuchFile {
            return .known(.stopped)
        } catch {
            return nil
        }
    }

    private static func state(_ record: BoxRecord, _ containers: [String: Container]?) -> State {
        guard let containers else { return .unknown }
        let container = containers[record.container]
        // A container that copied our labels is none of ours.
        guard let container, container.labels[Label.id] == record.id.description else {
            return .gone
        }
        return .known(container.state)
    }

    private static func containers(
        _ engine: any Engine
    ) throws(Failure) -> [String: Container] {
        do {
            let containers = try engine.containers(labelled: Label.id)
            return Dictionary(containers.map { ($0.id, $0) }) { first, _ in first }
        } catch {
            throw Failure(error)
        }
    }
}
