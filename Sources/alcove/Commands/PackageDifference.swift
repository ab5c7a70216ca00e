import Upkeep

/// How the packages of two generations differ.
struct PackageDifference: Equatable {
    struct Change: Equatable, Encodable {
        let name: String
        /// Nil when it came.
        let from: String?
        /// Nil when it went.
        let to: String?
    }

    /// By their names.
    let changes: [Change]

    init(_ old: [String: String], _ new: [String: String]) {
        changes = Set(old.keys).union(new.keys).sorted().compactMap { name in
            old[name] == new[name] ? nil : Change(name: name, from: old[name], to: new[name])
        }
    }

    /// What a generation has changed of the one that it came after; nil when one of them is not known.
    init?(before one: Generation, in record: BoxRecord, _ notes: GenerationNotes) {
        guard let former = record.former(of: one),
            let old = notes.note(record.id, generation: former.number),
            let new = notes.note(record.id, generation: one.number)
        else { return nil }
        self.init(old.packages, new.packages)
    }

    var count: Int { changes.count }

    /// `3 added, 1 removed, 12 changed`.
    var summary: String {
        let counts = [
            (changes.filter { $0.from == nil }.count, "added"),
            (changes.filter { $0.to == nil }.count, "removed"),
            (changes.filter { $0.from != nil && $0.to != nil }.count, "changed"),
        ]
        let words = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return words.isEmpty ? "the same" : words.joined(separator: ", ")
    }

    /// A line for each: `+ jq 1.7`, `- gcc 14`, `~ curl 8.1 -> 8.2`.
    var lines: [String] {
        changes.map { change in
            switch (change.from, change.to) {
            case (nil, let to): "+ \(change.name) \(to ?? "")"
            case (let from?, nil): "- \(change.name) \(from)"
            case (let from?, let to?): "~ \(change.name) \(from) -> \(to)"
            }
        }
    }
}
