import Boxes

/// Offers to add the init system that a box is to run to an image that has it not.
struct SystemOffer {
    let console: Console
    let isYes: Bool

    func make(_ packages: [String], for spec: BoxSpec) throws(Failure) {
        let system = spec.initSystem.name
        let words = packages.joined(separator: " ")
        if isYes { return console.note("Adding \(system): \(words)") }
        guard console.canAsk else {
            throw Failure(
                "there is no \(system) in the image '\(spec.image)'",
                hint: "Pass --yes to add it (\(words)), or leave out --bare."
            )
        }
        let question = "There is no \(system) in the image '\(spec.image)'. Add it (\(words))?"
        guard console.agrees(question) else { throw .declined() }
    }
}
