import Curl

/// What an engine tells while it pulls, one line at a time, added up.
struct PullStream {
    private(set) var progress = PullProgress(status: "")
    /// What went wrong, when the engine said so.
    private(set) var failure: String?
    /// The ids of the images that Podman names at the end.
    private(set) var images: [String] = []
    fileprivate static let garbled = "its progress is no JSON"
    private var lines = JSONLines()
    private var layers: [String: Layer] = [:]

    private struct Layer {
        var isDone = false
        var current: Int64 = 0
        var total: Int64 = 0
    }

    /// Takes a piece of the stream.
    ///
    /// Nil is what is no line of such a stream; else whether there is something new.
    mutating func take(_ chunk: [UInt8]) -> Bool? { read(lines.take(chunk)) }

    /// Takes what stands behind the last line end.
    mutating func finish() -> Bool? { read(lines.finish()) }

    private mutating func read(_ lines: [[UInt8]]) -> Bool? {
        for bytes in lines {
            // The caller says which engine sent this nonsense.
            guard let line = try? JSON.decode(Line.self, from: bytes) else { return nil }
            take(line)
        }
        return !lines.isEmpty
    }

    private mutating func take(_ line: Line) {
        if let error = line.errorDetail?.message ?? line.error { failure = error.singleLine }
        if let images = line.images { self.images = images }
        if let text = line.stream {
            progress.status = text.singleLine
            takeWords(text)
        }
        guard let status = line.status else { return }
        progress.status = line.id.map { "\($0): \(status.singleLine)" } ?? status.singleLine
        if let id = line.id { takeLayer(id, status: status, detail: line.progressDetail) }
    }

    /// Podman's own stream has words alone: a line for each blob that it begins.
    private mutating func takeWords(_ text: String) {
        let words = text.split(separator: " ")
        if words.count >= 3, words[0] == "Copying", words[1] == "blob" {
            layers[String(words[2].prefix { !$0.isWhitespace }), default: Layer()].isDone = false
        } else if words.count >= 2, words[0] == "Copying", words[1] == "config" {
            for id in layers.keys { layers[id]?.isDone = true }
        }
        addUp()
    }

    private mutating func takeLayer(_ id: String, status: String, detail: Line.Detail?) {
        // Docker gives the tag in place of a layer: "Pulling from library/debian".
        if status.hasPrefix("Pulling from") { return }
        var layer = layers[id] ?? Layer()
        switch status {
        case "Downloading":
            layer.current = detail?.current ?? layer.current
            layer.total = detail?.total ?? layer.total
        case "Download complete", "Already exists", "Pull complete", "Verifying Checksum",
            "Extracting":
            layer.current = layer.total
            layer.isDone = status != "Verifying Checksum"
        default:
            break
        }
        layers[id] = layer
        addUp()
    }

    private mutating func addUp() {
        progress.layersTotal = layers.count
        progress.layersDone = layers.values.count { $0.isDone }
        progress.bytesDone = layers.values.reduce(0) { $0 + $1.current }
        progress.bytesTotal = layers.values.reduce(0) { $0 + $1.total }
    }

    /// One line, of either API.
    private struct Line: Decodable {
        let status: String?
        let id: String?
        let progressDetail: Detail?
        let stream: String?
        let images: [String]?
        let error: String?
        let errorDetail: Failure?

        struct Detail: Decodable {
            let current: Int64?
            let total: Int64?
        }

        struct Failure: Decodable {
            let message: String?
        }
    }
}

extension EngineSocket {
    /// Runs a pull's call to its end and gives what it told.
    func pull(
        _ call: EngineCall,
        image: String,
        progress: (PullProgress) -> Bool
    ) throws(EngineError) -> PullStream {
        var pull = PullStream()
        var refusal: [UInt8] = []
        var isGarbled = false
        let head: AnswerHead
        do {
            let tick: (Int64) -> Bool = { _ in progress(pull.progress) }
            head = try stream(call, tick: tick) { head, chunk in
                if head.status != 200 {
                    refusal += chunk
                    return true
                }
                let isNew = pull.take(chunk)
                isGarbled = isNew == nil
                return isNew.map { !$0 || progress(pull.progress) } ?? false
            }
        } catch {
            if isGarbled { throw .broken(address, call: call.name, reason: PullStream.garbled) }
            throw error
        }
        if pull.finish() == nil {
            throw .broken(address, call: call.name, reason: PullStream.garbled)
        }
        if head.status != 200 {
            let answer = EngineAnswer(
                call: call.name,
                address: address,
                status: head.status,
                body: refusal
            )
            let reason = answer.refusal.reason
            throw registryFailure(image: image, status: head.status, reason: reason)
        }
        if let failure = pull.failure {
            throw registryFailure(image: image, status: 200, reason: failure)
        }
        return pull
    }
}
