import Boxes
import Engines
import Upkeep

/// What making a box comes to, for `--dry-run`.
enum CreationWords {
    static func lines(_ plan: CreatePlan, _ order: ImageSupply.Order, _ store: Store) -> [String] {
        [image(plan.record.spec.image, order)] + essentials(plan.record.spec)
            + lines(plan, in: store)
    }

    static func lines(_ plan: CreatePlan, in store: Store) -> [String] {
        plan.steps(in: store).flatMap(lines)
    }

    private static func essentials(_ spec: BoxSpec) -> [String] {
        let wanted = (spec.bare ? [] : ["the essentials"]) + spec.packages.map { "'\($0)'" }
        if wanted.isEmpty { return [] }
        return ["add \(wanted.joined(separator: ", ")) to it, unless that was done before"]
    }

    private static func image(_ words: String, _ order: ImageSupply.Order) -> String {
        switch order.source {
        case .archive(let path), .recipe(let path): return "load the image of '\(path)'"
        case .bootstrap(let family, _):
            return "make the image '\(words)' from the mirror of \(family), unless it is here"
        case .reference:
            return switch order.pull {
            case .missing: "fetch the image '\(words)', unless it is here"
            case .newer: "fetch the image '\(words)', if the registry has a newer one"
            case .always: "fetch the image '\(words)'"
            case .never: "take the image '\(words)' that is here"
            }
        }
    }

    private static func lines(_ step: CreatePlan.Step) -> [String] {
        switch step {
        case .commit(let box, let image): ["make the image '\(image)' of box '\(box)'"]
        case .copyHome(let home, let path): ["copy '\(home)' to '\(path)'"]
        case .makeHome(let path): ["make the directory '\(path)'"]
        case .makeContainer(let request): container(request)
        case .layAgent(let files):
            ["lay into it " + files.map { "'\($0)'" }.joined(separator: " and ")]
        case .link(let path, let target): ["link '\(path)' to '\(target)'"]
        case .writeRecord(let path): ["write '\(path)'"]
        }
    }

    private static func container(_ request: ContainerRequest) -> [String] {
        var lines = ["make the container '\(request.name)'"]
        for mount in request.mounts {
            guard case .bind(let source, let readOnly) = mount.kind else { continue }
            lines.append("  '\(source)' at '\(mount.target)'" + (readOnly ? ", read-only" : ""))
        }
        return lines
    }
}
