import Boxes

/// Shows what an image of a published box brings, and asks before commands of it are run.
struct PublishedConsent {
    let console: Console
    let isYes: Bool

    /// Nobody is asked for commands that are known already.
    func ask(_ published: PublishedSpec, known: [String] = []) throws(Failure) {
        let plain = BoxSpec(image: "")
        let lines = SpecWords.differences(from: plain, to: published.under(plain)).map(\.printable)
        // Whoever goes into a box runs what its image has; commands would run before that.
        let isAsked = !isYes && !published.commands.allSatisfy(known.contains)
        let tell = isAsked ? console.show : console.note
        if !lines.isEmpty { tell("The image is that of a published box, which has") }
        for line in lines { tell("  \(line)") }
        guard isAsked else { return }
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
