import Boxes
import Exports
import Manifests
import Upkeep

extension ApplyPlan.BoxPlan {
    /// What will be done with the box, in a word.
    var word: String {
        switch deed {
        case .nothing: missing.isEmpty && surplus.isEmpty ? "ready" : "export"
        case .note: "take over"
        case .make: "make"
        case .change: "change"
        case .rebuild: "rebuild"
        case .foreign: "not this manifest's"
        }
    }

    /// The box with what will be done, and a line for each difference.
    var lines: [String] {
        var lines = ["\(name): \(word)"]
        switch deed {
        case .make: lines.append("  from \(declaration.spec.image)")
        case .change, .rebuild:
            if let record {
                lines += SpecWords.differences(from: record.coming, to: target).map { "  \($0)" }
            }
        case .foreign(let other?): lines.append("  it is of \(other)")
        case .foreign(nil): lines.append("  it was made by hand; --adopt takes it over")
        case .nothing, .note: break
        }
        lines += missing.map { "  + Export: \($0.kind.rawValue) \($0.words)" }
        lines += surplus.map { "  - Export: \($0.kind.rawValue) \($0.words)" }
        if let drift {
            let isKept = target == drift.present || deed == .nothing
            let fate = isKept ? "kept" : "see above"
            lines += SpecWords.differences(from: drift.declared, to: drift.present).map {
                "  by hand: \($0) (\(fate))"
            }
        }
        return lines
    }
}

extension ManifestPlan {
    /// All that will be done.
    func lines(prunes: Bool) -> [String] {
        plan.boxes.flatMap(\.lines)
            + plan.leftovers.map {
                "\($0): \(prunes ? "remove" : "not declared any more; --prune removes it")"
            }
    }
}
