import Boxes
import Engines
import Exports
import Manifests
import Profiles
import Upkeep

extension ApplyPlan.BoxPlan {
    /// What will be done with the box, in a word.
    var word: String {
        switch deed {
        case .nothing where !missing.isEmpty || !surplus.isEmpty: "export"
        case .nothing: dotfiles == nil ? "ready" : "dotfiles"
        case .note: "take over"
        case .make: "make"
        case .change: "change"
        case .rebuild: "rebuild"
        case .foreign: "not this manifest's"
        }
    }

    /// The box with what will be done, and a line for each difference.
    func lines(on host: Host) -> [String] {
        var lines = ["\(name): \(word)"]
        if let restart = BoxRestart(self, on: host) { lines.append(restart.line) }
        switch deed {
        case .make:
            lines.append("  from \(declaration.spec.image)")
            let plain = BoxSpec(image: declaration.spec.image)
            lines += SpecWords.differences(from: plain, to: target).map { "  \($0)" }
        case .change, .rebuild:
            if let record {
                lines += SpecWords.differences(from: record.coming, to: target).map { "  \($0)" }
                let former = record.comingDeclared?.files
                if let former, former != files { lines.append("  ~ Files of the image") }
                if let lockedDigest {
                    let present = record.upcoming.image
                    lines.append(
                        "  ~ Locked image: \(present.digest ?? present.id) -> \(lockedDigest)"
                    )
                }
            }
        case .foreign(let other?): lines.append("  it is of \(other)")
        case .foreign(nil): lines.append("  it was made by hand; --adopt takes it over")
        case .nothing, .note: break
        }
        if let dotfiles { lines.append("  + Dotfiles: \(dotfiles.summary)") }
        lines += missing.map { "  + Export: \($0.kind.rawValue) \($0.words)" }
        lines += surplus.map { "  - Export: \($0.kind.rawValue) \($0.words)" }
        if let drift {
            let former = drift.declared
            let declared = SpecWords.differences(from: former, to: declaration.spec)
            let kept = SpecWords.differences(from: former, to: target)
            lines += SpecWords.differences(from: former, to: drift.present).map { line in
                let fate =
                    declared.contains(line)
                    ? "declared by now" : kept.contains(line) ? "kept" : "see above"
                return "  by hand: \(line) (\(fate))"
            }
        }
        return lines + findingLines
    }

    /// A line for each thing that was done in the box by hand, beside its options.
    private var findingLines: [String] {
        var lines = ownExports.filter { !surplus.contains($0) }.map {
            "  by hand: + Export: \($0.kind.rawValue) \($0.words) (kept)"
        }
        lines += takenBack.map {
            "  by hand: - Export: \($0.kind.rawValue) \($0.words) (see above)"
        }
        guard let findings else { return lines }
        let isAnew = deed == .rebuild
        let names = Set(target.packages)
        for package in findings.packages {
            let fate = !isAnew ? "kept" : names.contains(package.name) ? "carried over" : "dropped"
            let place = findings.orphans.contains(package.name) ? ", in no repository" : ""
            lines.append(
                "  by hand: + Package: \(package.name) \(package.version) (\(fate)\(place))"
            )
        }
        if findings.mayHaveComeAlong {
            lines.append("  by hand: \(Self.cameAlong)")
        }
        for name in findings.gonePackages {
            let fate = isAnew && names.contains(name) ? "installed again" : "kept"
            lines.append("  by hand: - Package: \(name) (\(fate))")
        }
        let shown = findings.files.prefix(Self.shownFiles)
        let carried = Set(self.carried.map(\.path))
        lines += shown.map { file in
            let fate =
                !isAnew
                ? "kept"
                : carried.contains(file.path) ? "carried over" : "stays in the former generation"
            return "  by hand: \(file.kind.sign) \(file.path.printable) (\(fate))"
        }
        if shown.count < findings.files.count {
            lines.append(
                "  by hand: \(findings.files.count - shown.count) more files; --json has them"
            )
        }
        // Only a box that is made anew could lose them.
        if findings.lacksFiles, isAnew {
            lines.append(
                "  by hand: files that were changed in generations which are gone are not known"
            )
        }
        if let unseen = findings.unseen { lines.append("  by hand: \(unseen.words(name))") }
        return lines
    }

    private static var cameAlong: String {
        "some of these packages may have come with others: the package manager does not tell"
    }

    /// How many files are shown of a box.
    private static var shownFiles: Int { 20 }

    /// Whether there is something that can be carried or dropped.
    var hasDrift: Bool { hasFindings || canBeAdopted }

    /// Whether there is something that a manifest can say; files it cannot.
    var canBeAdopted: Bool {
        // What is declared by now is nobody's to adopt.
        let hasOptions = drift != nil && present != declaration.spec
        let hasPackages =
            findings.map { !$0.adoptable.isEmpty || !$0.gonePackages.isEmpty } ?? false
        return hasOptions || hasPackages || !ownExports.isEmpty || !takenBack.isEmpty
    }
}

extension BoxDrift.Unseen {
    func words(_ name: BoxName) -> String {
        switch self {
        case .stopped: "packages changed; 'alcove start \(name)' lets them be compared"
        case .unknownGround: "packages changed; it is not known any more what it was made with"
        }
    }
}

extension ManifestPlan {
    /// All that will be done.
    func lines(prunes: Bool, on host: Host) -> [String] {
        let leftovers = plan.leftovers.map {
            "\($0): \(prunes ? "remove" : "not declared any more; --prune removes it")"
        }
        // A stranger may have written them.
        return (plan.boxes.flatMap { $0.lines(on: host) } + leftovers).map(\.printable)
    }
}
