import Boxes

/// Shows what an image of a published box brings, and asks before commands of it are run.
struct PublishedConsent {
    let console: Console
    let isYes: Bool

    func ask(_ published: PublishedSpec) throws(Failure) {
        let plain = BoxSpec(image: "")
        let lines = SpecWords.differences(from: plain, to: published.under(plain)).map(\.printable)
        if !lines.isEmpty { console.note("The image is that of a published box, which has") }
        for line in lines { console.note("  \(line)") }
        // Whoever goes into a box runs what its image has; commands would run before that.
        if isYes || published.commands.isEmpty { return }
        guard console.canAsk else {
            throw Failure(
                "the image brings commands that would run as you in the box",
                hint: "See them above, and pass --yes.",
                details: published.commands.map(\.printable)
            )
        }
        guard console.agrees("Run its commands in the box?") else { throw .declined() }
    }
}
