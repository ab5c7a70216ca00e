import Boxes
import Glibc
import Linux
import Manifests
import Upkeep

/// Applies a manifest to several boxes at once: this program once more for each of them.
///
/// That is the one place where work on boxes is not done one after the other. Each is a change of its
/// own, with its own locks and journal, so what becomes of one is nothing to the others.
struct ApplyParts {
    let host: Host
    let interruption: Interruption
    /// Options that each part is given.
    let options: [String]
    /// How many may run at once.
    let limit: Int

    /// One box to be applied.
    struct Part {
        let manifest: String
        let box: BoxName
        /// What is fetched for it, and what is built: done once, the others find it.
        let image: String
        let inputs: String
    }

    /// Does all parts; answers how many failed, which have said why.
    func run(_ parts: [Part]) throws(Failure) -> Int {
        do {
            return try work(parts)
        } catch {
            throw Failure(error)
        }
    }

    private func work(_ parts: [Part]) throws(SystemError) -> Int {
        let line = ProgressLine(host.console)
        defer { line.clear() }
        var waiting = parts
        var running: [RunningPart] = []
        var done: [Part] = []
        var failed = 0
        var hasPassed = false
        while !waiting.isEmpty || !running.isEmpty {
            if interruption.isWanted {
                waiting = []
                // Ctrl-C comes to each by itself; once more does no harm.
                if !hasPassed { for part in running { part.end() } }
                hasPassed = true
            }
            while running.count < limit, let index = next(waiting, running.map(\.part), done) {
                running.append(try RunningPart(waiting.remove(at: index), options))
            }
            let names = running.map(\.part.box.description).joined(separator: ", ")
            line.sketch("\(done.count) of \(parts.count) boxes done; at work on \(names)")
            let ready = try wait(running)
            if !ready.isEmpty { line.clear() }
            for part in running {
                part.tell(ready, host.console)
                guard let ending = try part.ending() else { continue }
                part.tellRest(host.console)
                running.removeAll { $0 === part }
                done.append(part.part)
                if ending != .code(0) { failed += 1 }
            }
        }
        return failed + parts.count - done.count
    }

    /// The first that would not do what another is doing.
    private func next(_ waiting: [Part], _ running: [Part], _ done: [Part]) -> Int? {
        waiting.firstIndex { part in
            let isFetched = done.contains { $0.image == part.image }
            let isBuilt = done.contains { $0.inputs == part.inputs }
            return !running.contains {
                $0.image == part.image && !isFetched || $0.inputs == part.inputs && !isBuilt
            }
        }
    }

    /// The streams on which there is something, or the end.
    private func wait(_ running: [RunningPart]) throws(SystemError) -> Set<Int32> {
        let poller = try Poller()
        for part in running {
            for number in part.open { try poller.add(number, .input) }
        }
        return Set(try poller.wait(milliseconds: 100).map(\.descriptor))
    }
}

/// One box that is being applied by a process of its own.
private final class RunningPart {
    let part: ApplyParts.Part
    private let pid: Int32
    private let output: FileDescriptor
    private let error: FileDescriptor
    /// What was not told yet, a stream each.
    private var rest: [[UInt8]] = [[], []]
    private var isOpen = [true, true]
    /// The failure with which it ends; told as a whole.
    private var failure: [String] = []

    init(_ part: ApplyParts.Part, _ options: [String]) throws(SystemError) {
        self.part = part
        // Without --yes: it is allowed by now, and nothing else is.
        let words = ["apply", part.manifest, "--box", part.box.description] + options
        let output = try Pipe()
        let error = try Pipe()
        let none = try FileDescriptor(opening: "/dev/null", O_RDWR)
        pid = try Child.spawn(
            "/proc/self/exe",
            words.map { Array($0.utf8) },
            environment: Environment.all,
            streams: (none.number, output.writer.number, error.writer.number)
        )
        self.output = output.keepReader()
        self.error = error.keepReader()
    }

    /// The streams that it has not closed.
    var open: [Int32] {
        (isOpen[0] ? [output.number] : []) + (isOpen[1] ? [error.number] : [])
    }

    func end() { Signals.send(SIGTERM, to: pid) }

    /// How it ended; nil while it goes on.
    func ending() throws(SystemError) -> Ending? {
        isOpen.contains(true) ? nil : try Child.wait(pid)
    }

    /// Tells the lines that it wrote; those of its failure are kept until its end.
    func tell(_ ready: Set<Int32>, _ console: Console) {
        for index in 0...1 where isOpen[index] {
            let number = index == 0 ? output.number : error.number
            guard ready.contains(number) else { continue }
            // A stream that cannot be read has ended.
            let chunk = (try? readSome(from: number, subject: "pipe")) ?? []
            if chunk.isEmpty { isOpen[index] = false }
            rest[index] += chunk
            while let newline = rest[index].firstIndex(of: UInt8(ascii: "\n")) {
                tell(rest[index][..<newline], isResult: index == 0, console)
                rest[index].removeSubrange(...newline)
            }
        }
    }

    private func tell(_ line: ArraySlice<UInt8>, isResult: Bool, _ console: Console) {
        let line = Array(line).text
        if isResult {
            console.result(line)
        } else if !failure.isEmpty || line.hasPrefix("error: ") {
            failure.append(line)
        } else {
            console.write(.error, line + "\n")
        }
    }

    func tellRest(_ console: Console) {
        for line in failure { console.write(.error, line + "\n") }
    }
}
