import Engines
import Linux
import Upkeep

/// Tells on a line how an image is fetched or made.
final class SupplyProgress {
    private let line: ProgressLine
    private let image: String
    private let clock: () -> Int64
    /// What was reached when, for the rate: a few seconds' worth.
    private var marks: [(time: Int64, bytes: Int64)] = []
    /// What was begun last.
    private var phase = ""
    /// What a build is at.
    private var step: BuildStep?
    private var last = ""

    init(
        _ line: ProgressLine,
        image: String,
        clock: @escaping () -> Int64 = { Clock.monotonic }
    ) {
        self.line = line
        self.image = image
        self.clock = clock
    }

    func take(_ event: SupplyEvent) {
        switch event {
        case .pulling(let progress):
            begin("Fetching \(image)")
            mark(progress.bytesDone)
            line.update(words(progress))
        case .reading: line.sketch("Reading \(image)")
        case .unpacking(let program):
            begin("Unpacking \(image) with \(program)")
        case .importing(let bytes, let total):
            begin("Importing \(image)")
            mark(bytes)
            line.update("Importing \(image)  \(amount(bytes, of: total))\(rate)")
        case .bootstrapping(let last):
            begin("Making \(image)")
            line.log(last)
            line.update("Making \(image)  \(last)")
        case .building(let event): take(event)
        }
    }

    /// Tells of a build, line by line for those who want all of it.
    func take(_ event: BuildEvent) {
        begin("Building \(image)")
        switch event {
        case .waiting(let sent) where step == nil && sent > 0:
            line.update("Building \(image)  \(Amount.bytes(sent)) sent")
        case .waiting: line.update(stepWords)
        case .step(let next):
            step = next
            last = ""
            line.log(next.words)
            line.update(stepWords)
        case .line(let text):
            last = text
            line.log(text)
            line.update(stepWords)
        }
    }

    private var stepWords: String {
        guard let step else { return "Building \(image)" }
        return (["Building \(image)", step.words] + (last.isEmpty ? [] : [last]))
            .joined(separator: "  ")
    }

    private func begin(_ text: String) {
        guard text != phase else { return }
        line.milestone(text)
        phase = text
        marks = []
    }

    private func words(_ progress: PullProgress) -> String {
        var parts: [String] = []
        if progress.layersTotal > 0 {
            parts.append("layers \(progress.layersDone)/\(progress.layersTotal)")
        }
        if progress.bytesDone > 0 {
            parts.append(amount(progress.bytesDone, of: progress.bytesTotal) + rate)
        }
        if parts.isEmpty, !progress.status.isEmpty { parts.append(progress.status) }
        return (["Fetching \(image)"] + parts).joined(separator: "  ")
    }

    private func amount(_ bytes: Int64, of total: Int64) -> String {
        total > 0 ? "\(Amount.bytes(bytes)) of \(Amount.bytes(total))" : Amount.bytes(bytes)
    }

    private func mark(_ bytes: Int64) {
        let now = clock()
        if let last = marks.last, now - last.time < 250 { return }
        marks.append((now, bytes))
        if marks.count > 16 { marks.removeFirst() }
    }

    /// Bytes per second over the last few seconds; nothing until that can be said.
    private var rate: String {
        guard let first = marks.first, let last = marks.last, last.time > first.time else {
            return ""
        }
        let perSecond = (last.bytes - first.bytes) * 1000 / (last.time - first.time)
        return perSecond > 0 ? "  \(Amount.bytes(perSecond))/s" : ""
    }
}

extension BuildStep {
    /// `2/4 RUN make`.
    fileprivate var words: String { "\(number)/\(count) \(text)" }
}
