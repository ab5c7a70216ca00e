import Boxes
import Engines
import Upkeep

/// All boxes of the user, whichever engine they are on, and how they are.
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

    /// Reads all records, or those of the engine that was named, and asks each engine in use once.
    init(on host: Host) throws(Failure) {
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
        var states: [EngineAddress: [String: Container]] = [:]
        for address in Set(records.map(\.engine.address)).sorted(by: { $0.socket < $1.socket }) {
            do throws(Failure) {
                states[address] = try Self.containers(try host.engine(at: address))
            } catch {
                failures.append(error)
            }
        }
        entries = records.map { record in
            guard let containers = states[record.engine.address] else {
                return Entry(record: record, state: .unknown)
            }
            let container = containers[record.container]
            // A container that copied our labels is none of ours.
            guard let container, container.labels[Label.id] == record.id.description else {
                return Entry(record: record, state: .gone)
            }
            return Entry(record: record, state: .known(container.state))
        }
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
