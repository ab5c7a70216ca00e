import Curl

/// What an engine tells while it builds: JSON values, in which the output is cut anywhere.
struct BuildStream {
    /// The step that was begun last.
    private(set) var step: BuildStep?
    /// What went wrong, when the engine said so.
    private(set) var reason: String?
    private(set) var exitCode: Int32?
    /// The last lines of that step's output.
    private(set) var log: [String] = []
    /// The ids that Docker named on the way, shortened; output of a step may look like one, too.
    private(set) var named: [String] = []
    static let garbled = "its progress is no JSON"
    /// Lines that are kept for a failure.
    private static let longest = 20

    private var lines = JSONLines()
    private var text: [UInt8] = []
    private var auxiliary: String?
    private var last = ""

    /// The image that was made, once all is told.
    var image: String? {
        // Podman's last line is the id alone.
        auxiliary ?? (last.utf8.count == 64 && last.utf8.allSatisfy(\.isHexadecimal) ? last : nil)
    }

    var failure: BuildFailure? {
        reason.map { BuildFailure(reason: $0, step: step, exitCode: exitCode, log: log) }
    }

    /// Takes a piece of the stream, and gives what is new; nil when it is no such stream.
    mutating func take(_ chunk: [UInt8]) -> [BuildEvent]? { read(lines.take(chunk)) }

    /// Takes what stands behind the last line end.
    mutating func finish() -> [BuildEvent]? {
        guard var events = read(lines.finish()) else { return nil }
        if !text.isEmpty { endLine(&events) }
        return events
    }

    private mutating func read(_ lines: [[UInt8]]) -> [BuildEvent]? {
        var events: [BuildEvent] = []
        for bytes in lines {
            // The caller says which engine sent this nonsense.
            guard let line = try? JSON.decode(Line.self, from: bytes) else { return nil }
            if let stream = line.stream { take(stream, &events) }
            // A base that is fetched: what is told of its bytes is left out.
            if let status = line.status, line.progressDetail?.current == nil {
                take(line.id.map { "\($0): \(status)\n" } ?? status + "\n", &events)
            }
            if let id = line.aux?.id { auxiliary = id }
            if let error = line.errorDetail?.message ?? line.error {
                reason = error.singleLine
                exitCode = line.errorDetail?.code ?? error.exitStatus
            }
        }
        return events
    }

    private mutating func take(_ piece: String, _ events: inout [BuildEvent]) {
        for byte in piece.utf8 {
            if byte == UInt8(ascii: "\n") { endLine(&events) } else { text.append(byte) }
        }
    }

    private mutating func endLine(_ events: inout [BuildEvent]) {
        let line = String(decoding: text, as: UTF8.self).printed
        text.removeAll(keepingCapacity: true)
        last = line
        if let step = BuildStep(line) {
            self.step = step
            log.removeAll()
            events.append(.step(step))
            return
        }
        if let id = line.namedImage { named.append(id) }
        if log.count == Self.longest { log.removeFirst() }
        log.append(line)
        events.append(.line(line))
    }

    private struct Line: Decodable {
        let stream: String?
        let status: String?
        let id: String?
        let progressDetail: Detail?
        let aux: Made?
        let error: String?
        let errorDetail: Failure?

        struct Detail: Decodable {
            let current: Int64?
        }

        struct Made: Decodable {
            let id: String?

            enum CodingKeys: String, CodingKey {
                case id = "ID"
            }
        }

        struct Failure: Decodable {
            let code: Int32?
            let message: String?
        }
    }
}

extension BuildStep {
    /// Reads the line with which an engine begins one: `STEP 2/4: RUN x`, `Step 2/4 : RUN x`, and
    /// `[1/2] STEP 1/3: FROM x` where there are several stages.
    init?(_ line: String) {
        var rest = line[...]
        if rest.first == "[", let end = rest.firstIndex(of: "]") {
            rest = rest[rest.index(after: end)...].drop { $0 == " " }
        }
        guard rest.hasPrefix("STEP ") || rest.hasPrefix("Step ") else { return nil }
        guard let colon = rest.firstIndex(of: ":") else { return nil }
        let numbers = rest[..<colon].dropFirst(5).split { $0 == "/" || $0 == " " }.map { Int($0) }
        guard numbers.count == 2, let number = numbers[0], let count = numbers[1] else {
            return nil
        }
        let text = rest[rest.index(after: colon)...].drop { $0 == " " }
        self.init(number: number, count: count, text: String(text))
    }
}

extension String {
    /// As a terminal would show it at the end: without what is written over, and without colours.
    fileprivate var printed: String {
        var shown: [UInt8] = []
        var sequence: [UInt8]?
        for byte in utf8 {
            if var begun = sequence {
                begun.append(byte)
                // `ESC [ parameters letter`, or `ESC letter`.
                let isOver = begun.count == 1 ? byte != UInt8(ascii: "[") : byte >= 0x40
                sequence = isOver ? nil : begun
            } else if byte == 0x1b {
                sequence = []
            } else if byte == UInt8(ascii: "\r") {
                if !shown.isEmpty { shown.append(byte) }
            } else if byte >= 0x20 || byte == UInt8(ascii: "\t") {
                shown.append(byte)
            }
        }
        let parts = shown.split(separator: UInt8(ascii: "\r"))
        return String(decoding: parts.last ?? [], as: UTF8.self)
    }

    /// The id of a line like ` ---> 7d79a84babfb`.
    fileprivate var namedImage: String? {
        guard hasPrefix(" ---> ") else { return nil }
        let id = String(dropFirst(6))
        return id.utf8.count == 12 && id.utf8.allSatisfy(\.isHexadecimal) ? id : nil
    }

    /// Podman says what a command ended with in words alone.
    fileprivate var exitStatus: Int32? {
        let words = split { $0 == " " || $0.isNewline }
        guard words.count > 2, words.suffix(3).prefix(2) == ["exit", "status"] else { return nil }
        return Int32(words[words.count - 1])
    }
}

extension UInt8 {
    fileprivate var isHexadecimal: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
    }
}

extension EngineSocket {
    /// Runs a build's call to its end; puts what it told into `build`, a failure included.
    ///
    /// `progress` answers whether to go on.
    func run(
        _ call: EngineCall,
        into build: inout BuildStream,
        progress: (BuildEvent) -> Bool
    ) throws(EngineError) {
        var refusal: [UInt8] = []
        var isGarbled = false
        let tick: (Int64) -> Bool = { progress(.waiting(sent: $0)) }
        let head: AnswerHead
        do {
            head = try stream(call, tick: tick) { head, chunk in
                if head.status != 200 {
                    refusal += chunk
                    return true
                }
                let events = build.take(chunk)
                isGarbled = events == nil
                return events?.allSatisfy(progress) ?? false
            }
        } catch {
            if isGarbled { throw .broken(address, call: call.name, reason: BuildStream.garbled) }
            throw error
        }
        if head.status != 200 {
            // Docker looks at the Containerfile before it begins.
            let answer = EngineAnswer(
                call: call.name,
                address: address,
                status: head.status,
                body: refusal
            )
            throw .buildFailed(BuildFailure(reason: answer.refusal.reason))
        }
        guard let events = build.finish() else {
            throw .broken(address, call: call.name, reason: BuildStream.garbled)
        }
        // What is left over are last words: there is nothing to be stopped any more.
        for event in events { _ = progress(event) }
    }
}
