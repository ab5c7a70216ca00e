import Boxes
import Engines
import Upkeep

/// Whether the engines have the containers of boxes: each is asked once, however many boxes are looked at.
final class BoxPresence {
    private let host: Host
    private var containers: [EngineAddress: Set<String>] = [:]

    init(on host: Host) { self.host = host }

    /// Refuses a box whose container somebody took away: it could not be entered, whatever its record says.
    func require(_ record: BoxRecord) throws(Failure) {
        let there = try containers(of: record)
        if there.contains(record.container) { return }
        let failure = Failure(
            UpkeepError.containerGone(record.name, container: record.container)
        )
        let isKept = record.generations.contains { there.contains($0.container) }
        throw failure.with(
            hint: isKept
                ? "'alcove doctor --fix' makes it one of its other generations."
                : "Remove what is left of it with 'alcove rm \(record.name)', and apply once more."
        )
    }

    private func containers(of record: BoxRecord) throws(Failure) -> Set<String> {
        let address = record.engine.address
        if let known = containers[address] { return known }
        let engine = try host.household(of: record).engine
        do throws(EngineError) {
            let found = Set(try engine.containers(labelled: Label.id).map(\.id))
            containers[address] = found
            return found
        } catch {
            throw Failure(error)
        }
    }
}

extension BoxApplying {
    /// What is asked of each box, whether there is anything to do for it or not.
    func check(_ box: ApplyPlan.BoxPlan) throws(Failure) {
        if isLocked { try requireLocked(box) }
        if case .foreign = box.deed { return }
        if let record = box.record { try presence.require(record) }
    }
}
