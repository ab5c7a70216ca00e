import Boxes
import Upkeep

/// Makes an image of a box for other machines, and tells how far it is.
struct PublishWork {
    let host: Host
    private let record: BoxRecord
    private let household: Household
    private let spec: PublishedSpec
    private let work: LongWork

    typealias Events = (PublishEvent) -> Bool

    init(
        _ choice: PublishedChoice,
        on host: Host,
        _ interruption: Interruption
    ) throws(Failure) {
        self.host = host
        let whole = try host.record(choice.name)
        let number = choice.generation ?? whole.generation
        guard let one = whole.generations.first(where: { $0.number == number }) else {
            throw Failure(UpkeepError.noGeneration(choice.name, number))
        }
        record = whole.seen(as: one)
        household = try host.household(of: record)
        let known = record.spec.env.map(\.name)
        for name in choice.env where !known.contains(name) {
            let near = nearest(to: name, among: known)
            throw Failure(
                "box '\(choice.name)' has no variable '\(name)'",
                hint: near.map { "Did you mean '\($0)'?" },
                status: 64
            )
        }
        spec = PublishedSpec(record.spec, home: record.home, variables: Set(choice.env))
        work = LongWork(on: host, interruption)
    }

    /// Says what would be done, and what goes along.
    func preview(_ last: String) {
        let number = record.generation
        host.console.result("make an image of generation \(number) of box '\(record.name)'")
        for line in lines { host.console.result("  \(line)") }
        host.console.result(last)
    }

    /// What the image says of the box.
    private var lines: [String] {
        let plain = BoxSpec(image: "")
        return SpecWords.differences(from: plain, to: spec.under(plain)).map(\.printable)
    }

    /// Gives the image to `body`; it goes with the call.
    func run<Result>(
        _ body: (Household, String, @escaping Events) throws(UpkeepError) -> Result
    ) throws(Failure) -> Result {
        for line in lines { host.console.detail("goes along: \(line)") }
        var result: Result?
        try work.run("nothing was sent, and box '\(record.name)' is as it was") {
            () throws(UpkeepError) in
            let events: Events = { [work, host] in
                if case .leavingOut(let variable) = $0 {
                    host.console.warn(
                        "the image's variable '\(variable.printable)' stays here: its value has "
                            + "characters that no engine takes"
                    )
                }
                return !work.goesOn($0.words)
            }
            result = try household.withPortableImage(of: record, spec, events: events) {
                image throws(UpkeepError) in
                try body(household, image, events)
            }
        }
        guard let result else { preconditionFailure("nothing failed, and nothing came of it") }
        return result
    }
}

extension PublishEvent {
    fileprivate var words: String {
        switch self {
        case .committing: "Taking the box's state"
        case .exporting(let bytes): "Reading its files  \(Amount.bytes(bytes))"
        case .sorting(let bytes): "Leaving out what is this machine's  \(Amount.bytes(bytes))"
        case .importing(let bytes): "Making the image  \(Amount.bytes(bytes))"
        case .pushing(let status): "Sending the image  \(status.printable)"
        case .saving(let bytes): "Writing the archive  \(Amount.bytes(bytes))"
        case .leavingOut(let variable): "Leaving out \(variable.printable)"
        }
    }
}
