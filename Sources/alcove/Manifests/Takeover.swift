import Boxes
import Linux
import Manifests
import Upkeep

/// What `apply --adopt` takes from manifests that are still there, whose boxes it then is not.
struct Takeover {
    private let boxes: [(name: BoxName, manifest: String)]

    init(_ plan: ManifestPlan) {
        boxes = plan.plan.boxes.compactMap { box in
            if case .foreign = box.deed { return nil }
            guard let other = box.record?.comingDeclared?.manifest,
                other != plan.manifest.file, File.kind(other) != nil
            else { return nil }
            return (box.name, other)
        }
    }

    func has(_ box: ApplyPlan.BoxPlan) -> Bool { boxes.contains { $0.name == box.name } }

    /// Asks whether it is meant: who says `--adopt` may think of a box that was made by hand.
    func agree(isSaid: Bool, on host: Host) throws(Failure) {
        if isSaid { return }
        for (name, manifest) in boxes {
            guard host.console.canAsk else {
                throw Failure(
                    "box '\(name)' is of '\(manifest)', which is still there",
                    hint: "Give the one here another name, or pass --yes to take it over."
                )
            }
            let question = "Take box '\(name)' from '\(manifest.printable)'?"
            guard host.console.agrees(question) else { throw .declined() }
        }
    }
}
