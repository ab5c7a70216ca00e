import CSubid

/// A run of ids that a user may map into a box.
package struct SubordinateRange: Equatable, Sendable {
    package let start: UInt
    package let count: UInt

    package init(start: UInt, count: UInt) {
        self.start = start
        self.count = count
    }
}

/// The library that knows subordinate ids is not installed: its file name.
package struct SubidMissing: Error, Equatable {
    package let file: String
}

/// Which of the two kinds of ids.
package enum SubordinateKind: Sendable {
    case users, groups
}

/// The ranges of subordinate ids that `user` owns, as the system's name service tells them.
///
/// An unknown user owns none; that is no error.
package func subordinateIDs(
    of user: String,
    _ kind: SubordinateKind
) throws(SubidMissing) -> [SubordinateRange] {
    var room = 16
    while true {
        var found: Int32 = 0
        let ranges = unsafe [csu_range](unsafeUninitializedCapacity: room) { buffer, count in
            let groups: Int32 = kind == .groups ? 1 : 0
            found = unsafe csu_ranges(user, groups, buffer.baseAddress, Int32(room))
            count = min(max(Int(found), 0), room)
        }
        if found < 0 { throw SubidMissing(file: "libsubid.so.4") }
        if Int(found) <= room {
            return ranges.map { SubordinateRange(start: $0.start, count: $0.count) }
        }
        room = Int(found)
    }
}
