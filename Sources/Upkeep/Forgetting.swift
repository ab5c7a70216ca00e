package import Boxes
import Engines
import Linux

/// Former generations go: their containers, and the images of their states.
extension Household {
    /// What is left to remove of a generation that the record names no more.
    struct Remains: Codable, Equatable, Sendable {
        var generation: Int
        var container: String
        var state: String?
        /// See ``Generation/former``.
        var former: Int?

        init(_ generation: Generation) {
            self.generation = generation.number
            container = generation.container
            state = generation.state
            former = generation.former
        }

        init(_ generation: Int, _ container: String, _ state: String?) {
            self.generation = generation
            self.container = container
            self.state = state
        }
    }

    /// The generations that may go: former ones that are not pinned, beyond so many, or not live any more
    /// since before a moment.
    ///
    /// The one to go back to never goes by its age alone.
    package func outdated(
        _ record: BoxRecord,
        keeping count: Int,
        before moment: Int64? = nil
    ) -> [Generation] {
        let former = record.formerByWorth.filter { !$0.isPinned }
        let extra = former.dropFirst(count)
        return former.filter { one in
            let isOld = moment.map { one.left ?? one.created < $0 } ?? false
            return extra.contains(one) || isOld && one.number != record.formerNumber
        }
    }

    /// The same of all boxes of this engine; none when nothing says how many, and none of a box whose record
    /// cannot be read.
    package func formerGenerations(
        keeping count: Int?,
        olderThan seconds: Int64?
    ) -> [Waste.Former] {
        guard let count else { return [] }
        var all: [Waste.Former] = []
        for record in store.all().records where record.engine.address == engine.address {
            let moment = seconds.map { now() - $0 }
            all += outdated(record, keeping: count, before: moment).map {
                Waste.Former(box: record.name, generation: $0)
            }
        }
        return all
    }

    /// Forgets generations of a box, and takes away what they were.
    ///
    /// `mayGo` says which may when nobody else changes the box any more: one may be pinned by now, or live.
    package func forget(
        _ generations: [Generation],
        of name: BoxName,
        ifStill mayGo: (BoxRecord) -> [Generation] = { $0.others }
    ) throws(UpkeepError) -> BoxRecord {
        recover()
        return try store.whileLocked(name) { () throws(UpkeepError) in
            let record = try record(name)
            let numbers = Set(mayGo(record).map(\.number))
            return try forgetLocked(
                numbers.intersection(generations.map(\.number)),
                of: record
            )
        }
    }

    /// Forgets a former generation if it may go still, by the same reasons as it was found by.
    ///
    /// - Returns: whether it is gone.
    package func forget(
        _ former: Waste.Former,
        keeping count: Int,
        olderThan seconds: Int64?
    ) throws(UpkeepError) -> Bool {
        let moment = seconds.map { now() - $0 }
        let record = try forget([former.generation], of: former.box) { record in
            // A box that was made anew under the name has others.
            record.others.contains { $0.container == former.generation.container }
                ? outdated(record, keeping: count, before: moment) : []
        }
        return !record.generations.contains { $0.container == former.generation.container }
    }

    /// The record without the generations that are not kept any longer.
    ///
    /// The change that this comes after is done: what cannot be removed now is by the next command.
    func tidied(_ record: BoxRecord) -> BoxRecord {
        let numbers = Set(outdated(record, keeping: generationsKept()).map(\.number))
        return (try? forgetLocked(numbers, of: record)) ?? record
    }

    func forgetLocked(
        _ numbers: Set<Int>,
        of record: BoxRecord
    ) throws(UpkeepError) -> BoxRecord {
        let gone = record.others.filter { numbers.contains($0.number) }
        guard let first = gone.first else { return record }
        var new = record
        new.latest = max(new.latest ?? 0, record.generations.last?.number ?? 0)
        new.others.removeAll { numbers.contains($0.number) }
        if let staged = new.staged, numbers.contains(staged) {
            new.staged = nil
            new.stagedDeclared = nil
        }
        let entry = entry(.forget(record.name, gone.map(Remains.init)), of: record)
        let open = try journal.begin(entry, as: "\(record.id)-forget\(first.number)")
        try store.save(new)
        try markStaged(new)
        let done = Result { () throws(UpkeepError) in try finish(entry, isDoubtful: false) }
        if case .success(true) = done { try open.close() }
        return new
    }

    /// Removes what is left of generations that the record names no more.
    func clear(_ remains: [Remains], of box: BoxID, _ name: BoxName) throws(UpkeepError) {
        let record = try store.record(name).flatMap { $0.id == box ? $0 : nil }
        let named = record?.generations.map(\.number) ?? []
        // What is made from another goes before it.
        for one in remains.sorted(by: { $0.generation > $1.generation })
        where !named.contains(one.generation) {
            if let record { try remember(one, of: box, for: record) }
            _ = try removeContainer(one.container, of: box)
            if let state = one.state { removeState(state) }
            try forgetSocket(of: box, generation: one.generation)
            try notes.forget(box, generation: one.generation)
        }
        if let record { try forgetBygones(of: record) }
    }

    /// Pins a generation, or takes the pin out.
    package func pin(
        _ name: BoxName,
        _ number: Int,
        _ isPinned: Bool
    ) throws(UpkeepError) {
        recover()
        guard store.has(name) else { throw .missing(name) }
        try store.whileLocked(name) { () throws(UpkeepError) in
            var record = try record(name)
            var remark = Generation.Remark(nil)
            if number == record.generation {
                remark = record.remark ?? remark
                remark.isPinned = isPinned
                record.remark = remark
            } else if let index = record.others.firstIndex(where: { $0.number == number }) {
                remark = record.others[index].remark ?? remark
                remark.isPinned = isPinned
                record.others[index].remark = remark
            } else {
                throw .noGeneration(name, number)
            }
            try store.save(record)
        }
    }
}
