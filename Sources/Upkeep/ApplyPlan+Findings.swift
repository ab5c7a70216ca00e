package import Boxes
import Manifests
import Profiles

extension ApplyPlan.BoxPlan {
    /// Whether there is something in the box that nobody declared, as far as it was looked at.
    package var hasFindings: Bool { findings?.isThere ?? false }

    /// Exports that were declared and made, and taken back by hand since.
    package var takenBack: [DeclaredExport] {
        (record?.comingDeclared?.exports ?? []).filter { export in
            export.name != nil
                && missing.contains { $0.kind == export.kind && $0.words == export.words }
        }
    }

    /// The plan with what was found in the box, and what is to become of it.
    ///
    /// Packages and files are carried over to a box that is made anew. To drop what was done in it, it is made
    /// anew.
    package func with(_ findings: BoxDrift, _ drift: ApplyPlan.Drift) -> Self {
        var plan = self
        plan.findings = findings
        switch drift {
        case .drop:
            if findings.isThere, deed != .make { plan.deed = .rebuild }
        case .carry, .adopt:
            guard deed == .rebuild else { return plan }
            plan.carried = findings.carried
            plan.unseen = findings.unseen
            let names = findings.packages.map(\.name)
            plan.target.packages += names.filter { !target.packages.contains($0) }
            plan.target.packages.removeAll { findings.gonePackages.contains($0) }
        }
        return plan
    }

    /// The box as it is, as a manifest would declare it.
    package var present: BoxSpec {
        guard let record else { return declaration.spec }
        let former = record.comingDeclared?.spec ?? declaration.spec
        var spec = declaration.spec.carrying(from: former, to: record.coming)
        guard let findings else { return spec }
        let names = findings.adoptable.map(\.name)
        spec.packages += names.filter { !spec.packages.contains($0) }
        spec.packages.removeAll { findings.gonePackages.contains($0) }
        return spec
    }
}
