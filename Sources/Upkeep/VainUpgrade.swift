package import Boxes

/// An upgrade that was tried in vain: what is locked cannot be had any more.
///
/// To find that out takes a build. It is not tried again unasked before something else is locked, or some time
/// has gone by: longer each time.
package struct VainUpgrade: Codable, Equatable, Sendable {
    /// Tells what was wanted.
    package var inputs: String
    /// When it was tried first, and last: seconds since 1970.
    package var first: Int64
    package var last: Int64
    package var count: Int

    package init(_ inputs: String, after former: VainUpgrade?, at now: Int64) {
        let isTheSame = former?.inputs == inputs
        self.inputs = inputs
        first = isTheSame ? former?.first ?? now : now
        last = now
        count = (isTheSame ? former?.count ?? 0 : 0) + 1
    }

    /// When it is tried again unasked: after two days, four, and so on until it is a month.
    ///
    /// A timer that comes each day comes at no exact moment.
    package var next: Int64 {
        let days = count < 5 ? Int64(1) << Int64(count) : 30
        return last + days * 86400 - 6 * 3600
    }

    /// Whether it would be in vain once more, as far as anybody can tell.
    package func covers(_ inputs: String, at now: Int64) -> Bool {
        // A clock that was put back is no reason to wait for long.
        self.inputs == inputs && (last...max(next, last)).contains(now)
    }
}

extension Household {
    /// Lets the record have what came of an upgrade that changed nothing.
    package func note(_ vain: VainUpgrade?, for name: BoxName) throws(UpkeepError) {
        try store.whileLocked(name) { () throws(UpkeepError) in
            var record = try record(name)
            if record.vain == vain { return }
            record.vain = vain
            try store.save(record)
        }
    }
}
