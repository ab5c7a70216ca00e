import ArgumentParser
import Boxes
import Upkeep

/// Boxes by their names, or all of them.
struct BoxSelection: ParsableArguments {
    @Flag(help: "All boxes.")
    var all = false

    @Argument(
        help: ArgumentHelp("The boxes.", valueName: "name"),
        completion: .boxes,
        transform: BoxName.argument
    )
    var names: [BoxName] = []

    /// The names that are meant, each once.
    func names(on host: Host) throws(Failure) -> [BoxName] {
        if all {
            guard names.isEmpty else {
                throw Failure(
                    "both '--all' and names of boxes were given",
                    hint: "Leave one out.",
                    status: 64
                )
            }
            return host.store.names()
        }
        guard !names.isEmpty else {
            throw Failure("no box was named", hint: "Name boxes, or pass --all.", status: 64)
        }
        var seen: Set<BoxName> = []
        return names.filter { seen.insert($0).inserted }
    }
}

/// Does something to each; one that fails does not keep the others.
func forEach<Item>(
    _ items: [Item],
    on host: Host,
    _ body: (Item) throws(Failure) -> Void
) throws(Failure) {
    var failures: [Failure] = []
    for item in items {
        do {
            try body(item)
        } catch {
            failures.append(error)
        }
    }
    guard let last = failures.popLast() else { return }
    for failure in failures { failure.report(on: host.console) }
    throw last
}
