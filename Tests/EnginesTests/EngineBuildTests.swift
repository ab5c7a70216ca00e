import Curl
import Foundation
import Glibc
import Linux
import Synchronization
import Testing

@testable import Engines

/// Long calls: how they are asked for, watched and stopped.
@Suite struct EngineBuildTests {
    /// The first line of what an engine is asked for, and the rest.
    func heard(
        _ answer: String,
        _ body: (FakeEngine) throws -> Void
    ) throws -> String {
        let heard = Mutex("")
        let engine = try FakeEngine { request, connection in
            if request.contains("/_ping") {
                FakeEngine.send("HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\n\r\n", on: connection)
                return
            }
            heard.withLock { if $0.isEmpty { $0 = request } }
            FakeEngine.send(answer, on: connection)
        }
        try body(engine)
        return heard.withLock { $0 }
    }

    let request = BuildRequest(
        reference: "localhost/alcove/essentials:1",
        labels: ["dev.alcove.essentials": "1"],
        arguments: ["http_proxy": "http://p"]
    )
    let id = String(repeating: "a", count: 64)

    @Test func podmanIsAskedForOneLayerAndFetchesNothing() throws {
        let stream = #"{"stream":"\#(id)\n"}"#
        let asked = try heard(FakeEngine.answer("200 OK", stream)) { engine in
            let image = try engine.podman.build(request, context: .archive([1, 2])) { _ in true }
            #expect(image == id)
        }
        #expect(asked.hasPrefix("POST /v4.0.0/libpod/build?layers=false&rm=true&forcerm=true"))
        #expect(asked.contains("&pullpolicy=never&"))
        #expect(asked.contains("&networkmode=host&"))
        #expect(asked.contains("labels=%7B%22dev.alcove.essentials%22%3A%221%22%7D"))
        #expect(asked.contains("http_proxy%22%3A%22http%3A%2F%2Fp%22"))
        #expect(asked.contains("Content-Type: application/x-tar"))
    }

    @Test func dockerNamesItsImage() throws {
        let stream = #"{"aux":{"ID":"sha256:\#(id)"}}"#
        let asked = try heard(FakeEngine.answer("200 OK", stream)) { engine in
            let image = try engine.docker.build(request, context: .archive([1, 2])) { _ in true }
            #expect(image == "sha256:\(id)")
        }
        #expect(asked.hasPrefix("POST /v1.41/build?rm=true&forcerm=true&networkmode=host"))
        #expect(!asked.contains("pull="))
    }

    @Test func aContextIsMadeAsItIsSent() throws {
        let pieces = Mutex([Array("one".utf8), Array("three".utf8)])
        let stream = #"{"stream":"\#(id)\n"}"#
        let asked = try heard(FakeEngine.answer("200 OK", stream)) { engine in
            let context = BuildContext.pieces {
                pieces.withLock { $0.isEmpty ? [] : $0.removeFirst() }
            }
            _ = try engine.podman.build(request, context: context) { _ in true }
        }
        #expect(asked.contains("Transfer-Encoding: chunked"))
        #expect(asked.hasSuffix("3\r\none\r\n5\r\nthree\r\n0\r\n\r\n"))
    }

    @Test func aContextThatGivesUpIsNoBuild() throws {
        _ = try heard("") { engine in
            #expect(throws: EngineError.cancelled) {
                try engine.podman.build(request, context: .pieces { nil }) { _ in true }
            }
        }
    }

    @Test func aRefusalIsAFailure() throws {
        let reason = try RecordedEngine.docker.text("build-bad.json")
        _ = try heard(FakeEngine.answer("400 Bad Request", reason)) { engine in
            let failure = BuildFailure(
                reason: "dockerfile parse error line 2: unknown instruction: BOGUS"
            )
            #expect(throws: EngineError.buildFailed(failure)) {
                try engine.docker.build(request, context: .archive([])) { _ in true }
            }
        }
    }

    @Test func aStreamWithoutAnEndIsNoImage() throws {
        _ = try heard(FakeEngine.answer("200 OK", #"{"stream":"STEP 1/1: FROM x\n"}"#)) { engine in
            #expect {
                _ = try engine.podman.build(request, context: .archive([])) { _ in true }
            } throws: {
                if case EngineError.broken = $0 { true } else { false }
            }
        }
    }

    @Test func whatABuildRunsIsEndedWhenItIsStopped() throws {
        let engine = try FakeEngine { request, connection in
            // As Podman does: a command with the build's arguments in its environment.
            guard let name = request.firstRange(of: "alcove-build-") else { return }
            let word = request[name.lowerBound...].prefix { $0 != "%" }
            let child = Foundation.Process()
            child.executableURL = URL(filePath: "/bin/sleep")
            child.arguments = ["30"]
            child.environment = ["no_proxy": "localhost,\(word)"]
            try? child.run()
            FakeEngine.send(
                "HTTP/1.1 200 OK\r\n\r\n{\"stream\":\"STEP 1/1: RUN sleep\\n\"}\n",
                on: connection
            )
            child.waitUntilExit()
            let status = child.terminationStatus
            FakeEngine.send("{\"error\":\"exit status \(status)\"}\n", on: connection)
        }
        let start = ContinuousClock.now
        #expect(throws: EngineError.cancelled) {
            try engine.podman.build(request, context: .archive([1])) {
                if case .step = $0 { false } else { true }
            }
        }
        #expect(start.duration(to: .now) < .seconds(9))
    }

    @Test func theMarkStandsBehindWhatIsThere() {
        let mark = BuildMark()
        var arguments = ["no_proxy": "localhost"]
        mark.put(into: &arguments)
        #expect(arguments == ["no_proxy": "localhost,\(mark.word)", "NO_PROXY": mark.word])
        #expect(mark.processes().isEmpty)
    }

    @Test(arguments: [0, 1])
    func longCallsAreStopped(_ which: Int) throws {
        let engine = try FakeEngine { request, connection in
            if request.contains("/info") {
                let info = (try? RecordedEngine.podman4.text("info.json")) ?? ""
                FakeEngine.send(FakeEngine.answer("200 OK", info), on: connection)
                return
            }
            sleep(8)
        }
        let start = ContinuousClock.now
        let tick = { start.duration(to: .now) < .milliseconds(600) }
        #expect(throws: EngineError.cancelled) {
            if which == 0 {
                _ = try engine.podman.commit(CommitRequest("x", as: "a:b"), tick: tick)
            } else {
                let request = ContainerRequest(
                    name: "x",
                    imageID: "i",
                    imageReference: "i",
                    hostname: "h"
                )
                _ = try engine.podman.create(request, tick: tick)
            }
        }
        #expect(start.duration(to: .now) < .seconds(4))
    }

    @Test func commitSaysWhatIsMeant() throws {
        let asked = try heard(FakeEngine.answer("201 Created", #"{"Id":"sha256:1"}"#)) { engine in
            let request = CommitRequest(
                "box",
                as: "localhost/alcove/state:1",
                changes: ["LABEL a=b c"]
            )
            let image = try engine.docker.commit(request)
            #expect(image == "sha256:1")
        }
        #expect(
            asked.hasPrefix(
                "POST /v1.41/commit?container=box&repo=localhost%2Falcove%2Fstate&tag=1"
                    + "&pause=false&changes=LABEL%20a%3Db%20c "
            )
        )
    }
}
