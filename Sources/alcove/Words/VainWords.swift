import Upkeep

extension VainUpgrade {
    /// What is told of the box, behind its name.
    func words(at now: Int64) -> String {
        let again = next > now ? "again in \(Amount.duration(next - now))" : "again now"
        return
            "could not be made as it is locked \(Amount.age(since: last, now: now)), and is tried "
            + "\(again) or when something else is locked"
    }
}

extension Console {
    /// Tells of boxes that are not as they are locked, and stay so.
    func tellVain(_ records: [BoxRecord], now: Int64) {
        for record in records {
            guard let vain = record.vain else { continue }
            note("Box '\(record.name)' \(vain.words(at: now))")
        }
    }
}

/// An upgrade that was tried in vain, in JSON.
struct VainListing: Encodable {
    /// Seconds since 1970: when it was tried first, and last, and when it is tried again.
    let first: Int64
    let last: Int64
    let next: Int64
    let count: Int

    init(_ vain: VainUpgrade) {
        first = vain.first
        last = vain.last
        next = vain.next
        count = vain.count
    }
}
