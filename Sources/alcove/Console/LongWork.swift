import Boxes
import Engines
import Linux
import Upkeep

/// A change that may take long: it is told that it goes on, and can be interrupted.
struct LongWork {
    private let console: Console
    private let interruption: Interruption
    private let line: ProgressLine
    private let begin = Moment()

    init(on host: Host, _ interruption: Interruption) {
        console = host.console
        self.interruption = interruption
        line = ProgressLine(host.console)
    }

    /// Tells for how long it goes on; answers whether it is to stop.
    func goesOn(_ text: String) -> Bool {
        line.update("\(text)  \(begin.millisecondsAgo / 1000) s")
        return interruption.isWanted
    }

    /// Writes a line of somebody else's output, for those who want to see all of it.
    func log(_ text: String) { line.log(text) }

    func end() { line.clear() }

    /// Says beforehand that the engine will copy all that is in the box.
    func announceCopy(of record: BoxRecord, on household: Household) throws(UpkeepError) {
        guard let bytes = try household.bytesCopied(for: record) else { return }
        console.note(
            "The engine copies the box's files for their owners: \(Amount.bytes(bytes))"
        )
    }

    /// Runs the change; `outcome` says what an interruption leaves.
    func run(
        _ outcome: String,
        _ body: () throws(UpkeepError) -> Void
    ) throws(Failure) {
        defer { line.clear() }
        do {
            try body()
        } catch {
            line.clear()
            guard error == .cancelled else { throw Failure(error) }
            throw interruption.failure("interrupted; \(outcome)")
        }
    }
}
