import Boxes
import Engines

/// A generation and those that its state comes from, the youngest first: down to one that was made of an
/// image.
struct Lineage: Equatable, Sendable {
    private(set) var steps: [Step]

    struct Step: Equatable, Sendable {
        let number: Int
        let source: Source
        /// Whether it was made of the state of another of which nothing is known.
        fileprivate(set) var isAfterGap = false

        enum Source: Equatable, Sendable {
            case kept(Generation)
            case gone(Bygone)
        }

        fileprivate var origin: Int? {
            switch source {
            case .kept(let one): one.origin
            case .gone(let one): one.origin
            }
        }
    }

    init(of one: Generation, in record: BoxRecord, _ notes: GenerationNotes) {
        steps = [Step(number: one.number, source: .kept(one))]
        // A record that somebody wrote may lead in a circle.
        while let last = steps.last, let number = last.origin, number > 0, number < last.number {
            if let next = record.generations.first(where: { $0.number == number }) {
                steps.append(Step(number: number, source: .kept(next)))
            } else if let next = notes.bygone(record.id, generation: number) {
                steps.append(Step(number: number, source: .gone(next)))
            } else {
                steps[steps.count - 1].isAfterGap = true
                guard let next = record.generations.last(where: { $0.number < number }) else {
                    break
                }
                steps.append(Step(number: next.number, source: .kept(next)))
            }
        }
    }

    /// Whether all is known down to an image.
    var isWhole: Bool { steps.last?.origin == nil && !steps.contains(where: \.isAfterGap) }
}

extension Generation {
    /// The generation whose state it is made of; nil where it is made of an image.
    var origin: Int? { state == nil ? nil : former ?? number - 1 }
}

extension ChangedFile {
    /// Whether what is at the path is there for a start only, or can be had again.
    static func isPassing(_ path: String) -> Bool {
        let folders = [
            "/run", "/tmp", "/var/tmp", "/var/cache", "/var/lib/apt/lists", "/proc", "/dev",
            "/.alcove",
        ]
        return folders.contains { Bearings.isPath(path, in: $0) }
    }

    /// Whether nobody changes anything by it: the set-up's own script, and locks of package managers.
    ///
    /// The folder is changed by it, and no more than by what else is in it.
    static func saysNothing(_ path: String) -> Bool {
        if ["/etc/profile.d/alcove.sh", "/etc/profile.d/zz-alcove.sh"].contains(path) {
            return true
        }
        let name = path.split(separator: "/").last ?? ""
        let locks = ["lock", "lock-frontend", "Lock", ".rpm.lock", "db.lck"]
        return path.hasPrefix("/var/lib/") && locks.contains(String(name))
    }
}
