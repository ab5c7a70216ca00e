import Testing

@testable import Engines

@Suite struct PullStreamTests {
    func read(_ bytes: [UInt8], by size: Int) -> PullStream? {
        var pull = PullStream()
        var rest = bytes[...]
        while !rest.isEmpty {
            guard pull.take(Array(rest.prefix(size))) != nil else { return nil }
            rest = rest.dropFirst(size)
        }
        return pull.finish() == nil ? nil : pull
    }

    @Test(arguments: RecordedEngine.allCases, [1, 2, 7, 100, 100_000])
    func bytesInAnyPieces(_ engine: RecordedEngine, _ size: Int) throws {
        let pull = try #require(read(engine.bytes("pull-bytes.jsonl"), by: size))
        #expect(pull.failure == nil)
        #expect(pull.progress.layersDone == pull.progress.layersTotal)
        #expect(pull.progress.layersTotal >= 1)
        #expect(pull.progress.bytesTotal > 300_000_000)
        #expect(pull.progress.bytesDone == pull.progress.bytesTotal)
    }

    @Test(arguments: RecordedEngine.podmans)
    func wordsCountLayers(_ engine: RecordedEngine) throws {
        let pull = try #require(read(engine.bytes("pull-words.jsonl"), by: 13))
        #expect(pull.images.count == 1)
        #expect(pull.progress.layersTotal == 1)
        #expect(pull.progress.layersDone == 1)
    }

    @Test func bytesOnTheWay() throws {
        let lines = """
            {"status":"Pulling fs layer","id":"a"}
            {"status":"Pulling fs layer","id":"b"}
            {"status":"Downloading","id":"a","progressDetail":{"current":10,"total":100}}
            {"status":"Already exists","id":"b"}

            """
        let pull = try #require(read(Array(lines.utf8), by: 5))
        #expect(
            pull.progress
                == PullProgress(
                    status: "b: Already exists",
                    layersDone: 1,
                    layersTotal: 2,
                    bytesDone: 10,
                    bytesTotal: 100
                )
        )
    }

    @Test(
        arguments: RecordedEngine.podmans,
        [
            ("pull-missing.jsonl", "notInRegistry"), ("pull-unauthorized.jsonl", "unauthorized"),
            ("pull-unreachable.jsonl", "registryUnreachable"),
        ]
    )
    func failuresAreInTheStream(
        _ engine: RecordedEngine,
        _ answer: (file: String, kind: String)
    ) throws {
        let pull = try #require(read(engine.bytes(answer.file), by: 9))
        let reason = try #require(pull.failure)
        let error = registryFailure(image: "x", status: 200, reason: reason)
        #expect("\(error)".hasPrefix(answer.kind + "("))
    }

    @Test(
        arguments: [
            (401, "unauthorized: authentication required", "unauthorized"),
            (500, "Head \"http://r/v2/\": no basic auth credentials", "unauthorized"),
            (404, "manifest unknown: manifest unknown", "notInRegistry"),
            (200, "short-name \"x\" did not resolve to an alias", "noRegistry"),
            (500, "connection refused", "registryUnreachable"),
            (500, "lookup x on 192.0.2.53:53: no such host", "registryUnreachable"),
            (500, "x509: certificate signed by unknown authority", "registryUnreachable"),
            (500, "no space left on device", "refused"),
        ]
    )
    func failuresByStatusAndWords(_ status: Int, _ words: String, _ kind: String) {
        let error = registryFailure(image: "x", status: status, reason: words)
        #expect("\(error)".hasPrefix(kind + "("))
    }

    @Test func garbageIsNoProgress() {
        #expect(read(Array("<html>\n".utf8), by: 3) == nil)
        #expect(read([0, 255, 10], by: 1) == nil)
    }
}
