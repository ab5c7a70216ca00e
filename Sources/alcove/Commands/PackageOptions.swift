import ArgumentParser
import Boxes
import Upkeep

/// The words of commands about packages: the box, and names.
struct PackageWords: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The box; no other word names it then.", valueName: "name"),
        completion: .boxes,
        transform: BoxName.argument
    )
    var box: BoxName?

    @Argument(
        help: ArgumentHelp(
            "The box's name, unless there is one box or a default, and packages or words.",
            valueName: "words"
        ),
        completion: .packages
    )
    var words: [String] = []

    /// The box that is meant, and the other words.
    ///
    /// The first word is a box's name if there is such a box.
    func box(on host: Host) throws(Failure) -> (name: BoxName, others: [String]) {
        if let box { return (box, words) }
        // Most names of packages are no box's.
        if let first = words.first, let name = try? BoxName(first), host.store.has(name) {
            return (name, Array(words.dropFirst()))
        }
        do {
            return (try DefaultBox(host: host).name(for: SessionOptions(.run)), words)
        } catch {
            guard let first = words.first, words.count > 1 else { throw error.with(status: 1) }
            throw Failure("no box is named '\(first)'", hint: error.hint)
        }
    }
}
