import Curl
import Foundation
import Glibc
import Linux
import Synchronization
import Testing

@testable import Engines

/// What becomes of a call when the engine does not do its part.
@Suite struct EngineSocketTests {
    let call = EngineCall("inspect", "GET", ["containers", "a b/é", "json"], idle: 1)

    @Test func answersAreGivenWhatever() throws {
        let engine = try FakeEngine(FakeEngine.answer("404 Not Found", #"{"cause":"no such x"}"#))
        let answer = try engine.calls.ask(call)
        #expect(answer.status == 404)
        #expect(answer.refusal.cause == "no such x")
        #expect(!answer.isSuccess)
    }

    @Test func requestIsAsWritten() throws {
        let heard = Mutex("")
        let engine = try FakeEngine { request, connection in
            heard.withLock { $0 = request }
            FakeEngine.send(FakeEngine.answer("200 OK", "{}"), on: connection)
        }
        _ = try engine.calls.ask(
            EngineCall("x", "POST", ["a b/é"], query: [("k", "v=1&2")]).sending(["b": 1])
        )
        let lines = heard.withLock { $0 }.split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.first == "POST /v1/a%20b%2F%C3%A9?k=v%3D1%262 HTTP/1.1")
        #expect(lines.last == #"{"b":1}"#)
        #expect(!lines.contains { $0.hasPrefix("Expect") })
    }

    @Test func nobodyThere() throws {
        let address = EngineAddress(kind: .podman, socket: "/nonexistent/engine.sock")
        let failure = SystemError(call: "connect", subject: address.socket, code: ENOENT)
        #expect(throws: EngineError.unreachable(address, failure)) {
            try EngineSocket(address: address, prefix: "").ask(call)
        }
    }

    @Test func hangs() throws {
        let engine = try FakeEngine { _, _ in sleep(8) }
        let ended: Void? = within(5) {
            #expect(throws: EngineError.timedOut(engine.address, call: "inspect", seconds: 1)) {
                try engine.calls.ask(call)
            }
        }
        #expect(ended != nil)
    }

    @Test func hangsInTheMiddle() throws {
        let engine = try FakeEngine { _, connection in
            FakeEngine.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", on: connection)
            sleep(8)
        }
        #expect(throws: EngineError.timedOut(engine.address, call: "inspect", seconds: 1)) {
            try engine.calls.ask(call)
        }
    }

    @Test(
        arguments: [
            "", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{", "SSH-2.0-OpenSSH_9\r\n",
            "garbage", "\0\0\0\0",
        ]
    )
    func diesOrTalksNonsense(_ bytes: String) throws {
        let engine = try FakeEngine(bytes)
        #expect {
            try engine.calls.ask(call)
        } throws: {
            if case EngineError.broken(engine.address, "inspect", _) = $0 { true } else { false }
        }
    }

    @Test func nonsenseInASuccess() throws {
        let engine = try FakeEngine(FakeEngine.answer("200 OK", "<html>"))
        #expect {
            try engine.podman.container("x")
        } throws: {
            if case EngineError.broken(engine.address, "inspect", _) = $0 { true } else { false }
        }
    }

    @Test func answerBeforeTheRequestIsRead() throws {
        let engine = try FakeEngine { _, connection in
            FakeEngine.send(FakeEngine.answer("409 Conflict", #"{"message":"no"}"#), on: connection)
        }
        // The fake engine reads only the head of this one, answers, and closes.
        let file = try FileDescriptor(opening: "/dev/zero", O_RDONLY)
        let upload = EngineCall("load", "POST", ["x"], idle: 5)
        let answer = try engine.calls.ask(upload.sending(archive: file.number, size: 1 << 30))
        #expect(answer.status == 409)
        #expect(answer.refusal.message == "no")
    }

    @Test func cancelledByItsSink() throws {
        let engine = try FakeEngine(FakeEngine.answer("200 OK", "{}"))
        #expect(throws: EngineError.cancelled) {
            try engine.calls.stream(call) { _, _ in false }
        }
    }

    @Test func cancelledWhileNothingComes() throws {
        let engine = try FakeEngine { _, _ in sleep(8) }
        let start = ContinuousClock.now
        #expect(throws: EngineError.cancelled) {
            try engine.podman.pullOf(EngineCall("pull", "POST", ["x"], idle: 60)) { _ in
                start.duration(to: .now) < .seconds(1)
            }
        }
        #expect(start.duration(to: .now) < .seconds(5))
    }

    @Test func refusalsBySituation() throws {
        let gone = try FakeEngine(FakeEngine.answer("404 Not Found", "{}"))
        #expect(throws: EngineError.noSuchContainer("x")) { try gone.podman.start("x") }
        #expect(throws: EngineError.noSuchContainer("x")) { try gone.podman.upload([1], to: "x") }
        #expect(throws: EngineError.noSuchImage("x")) { try gone.podman.removeImage("x") }
        #expect(try gone.podman.container("x") == nil)
        #expect(try gone.podman.image("x") == nil)
        try gone.podman.remove("x")
        let running = try FakeEngine("HTTP/1.1 304 Not Modified\r\n\r\n")
        try running.podman.start("x")
        try running.podman.stop("x", grace: 1)
        let full = try FakeEngine(FakeEngine.answer("500 No", #"{"message":"disk\nis full"}"#))
        let refused = EngineError.refused(call: "start", status: 500, reason: "disk is full")
        #expect(throws: refused) { try full.podman.start("x") }
    }

    @Test func startWaitsForOneThatIsStopping() throws {
        let heard = Mutex<[String]>([])
        let stopping = try RecordedEngine.podman5.text("running.json")
            .replacing(#""Status":"running""#, with: #""Status":"stopping""#)
        let engine = try FakeEngine { request, connection in
            let count = heard.withLock { heard in
                heard.append(String(request.prefix { $0 != "?" && $0 != "\r\n" }))
                return heard.count
            }
            let answers = [
                FakeEngine.answer("500 No", #"{"cause":"container state improper"}"#),
                FakeEngine.answer("200 OK", stopping), FakeEngine.answer("200 OK", "0"),
                "HTTP/1.1 204 No Content\r\n\r\n",
            ]
            FakeEngine.send(answers[min(count, 4) - 1], on: connection)
        }
        try engine.podman.start("x")
        let words = heard.withLock { $0 }.map { $0.prefix { $0 != " " } }
        #expect(words == ["POST", "GET", "POST", "POST"])
    }

    /// Podman finds no subordinate ids while it looks for them for another container.
    @Test func createIsTriedAgainWithoutIDs() throws {
        let asked = Mutex(0)
        let info = try RecordedEngine.podman5.text("info.json")
        let engine = try FakeEngine { request, connection in
            if request.hasPrefix("GET") {
                return FakeEngine.send(FakeEngine.answer("200 OK", info), on: connection)
            }
            let count = asked.withLock { asked in
                asked += 1
                return asked
            }
            let refusal = "keep-id requires additional UIDs or GIDs defined in /etc/subuid and "
            FakeEngine.send(
                count % 3 == 0
                    ? FakeEngine.answer("201 Created", #"{"Id":"abc"}"#)
                    : FakeEngine.answer("500 No", #"{"message":"\#(refusal) …"}"#),
                on: connection
            )
        }
        let request = ContainerRequest(
            name: "web",
            imageID: "abc",
            imageReference: "debian:13",
            hostname: "web"
        )
        #expect(try engine.podman.create(request) { true } == "abc")
        #expect(asked.withLock { $0 } == 3)
        #expect(throws: EngineError.cancelled) { try engine.podman.create(request) { false } }

        let none = "keep-id requires additional UIDs or GIDs"
        let without = try FakeEngine { request, connection in
            FakeEngine.send(
                request.hasPrefix("GET")
                    ? FakeEngine.answer("200 OK", info)
                    : FakeEngine.answer("500 No", #"{"message":"\#(none)"}"#),
                on: connection
            )
        }
        #expect(throws: EngineError.refused(call: "create", status: 500, reason: none)) {
            try without.podman.create(request) { true }
        }
    }

    /// Podman reads the ids for two containers at once by a library that is not made for it, and may die of that.
    @Test func containersAreMadeOneAfterAnother() throws {
        let counts = Mutex((now: 0, most: 0))
        let info = try RecordedEngine.podman5.text("info.json")
        let engine = try FakeEngine { request, connection in
            if request.hasPrefix("GET") {
                return FakeEngine.send(FakeEngine.answer("200 OK", info), on: connection)
            }
            counts.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            usleep(50_000)
            counts.withLock { $0.now -= 1 }
            FakeEngine.send(FakeEngine.answer("201 Created", #"{"Id":"abc"}"#), on: connection)
        }
        let all = DispatchGroup()
        let made = Mutex(0)
        for _ in 0..<4 {
            all.enter()
            Thread.detachNewThread {
                var request = ContainerRequest(
                    name: "web",
                    imageID: "abc",
                    imageReference: "debian:13",
                    hostname: "web"
                )
                request.users = .keep(uid: 1000, gid: 1000)
                if (try? engine.podman.create(request) { true }) != nil {
                    made.withLock { $0 += 1 }
                }
                all.leave()
            }
        }
        all.wait()
        #expect(made.withLock { $0 } == 4)
        #expect(counts.withLock { $0.most } == 1)
    }

    /// What goes while Podman lists it is no reason to know nothing of all others.
    @Test func aListOfWhichSomethingGoesIsAskedForAgain() throws {
        let asked = Mutex(0)
        let engine = try FakeEngine { _, connection in
            let count = asked.withLock { asked in
                asked += 1
                return asked
            }
            let gone = "determining buildah container for container 09bc: container not known"
            FakeEngine.send(
                count == 1
                    ? FakeEngine.answer("500 No", #"{"message":"\#(gone)"}"#)
                    : FakeEngine.answer("200 OK", "[]"),
                on: connection
            )
        }
        #expect(try !engine.podman.removeUnfinished("web", since: 0))
        #expect(asked.withLock { $0 } == 2)
        let lost = try FakeEngine(FakeEngine.answer("500 No", #"{"message":"it is not known"}"#))
        #expect(throws: EngineError.refused(call: "list", status: 500, reason: "it is not known")) {
            try lost.podman.removeUnfinished("web", since: 0)
        }
    }

    @Test func oldDockerIsRefused() throws {
        let engine = try FakeEngine("HTTP/1.1 200 OK\r\nApi-Version: 1.30\r\n\r\n")
        #expect {
            try engine.docker.container("x")
        } throws: {
            if case EngineError.refused("ping", 200, _) = $0 { true } else { false }
        }
    }

    @Test func newDockerIsAskedForWhatIsKnown() throws {
        let heard = Mutex<[String]>([])
        let engine = try FakeEngine { request, connection in
            heard.withLock { $0.append(String(request.prefix { $0 != "\r\n" })) }
            FakeEngine.send(
                "HTTP/1.1 200 OK\r\nApi-Version: 1.99\r\nContent-Length: 2\r\n\r\n[]",
                on: connection
            )
        }
        #expect(try engine.docker.containers(labelled: "a") == [])
        #expect(heard.withLock { $0.last }?.hasPrefix("GET /v1.51/containers/json?") == true)
    }
}

extension Podman {
    /// A pull's call alone.
    func pullOf(_ call: EngineCall, _ progress: (PullProgress) -> Bool) throws(EngineError) {
        _ = try socket.pull(call, image: "x", progress: progress)
    }
}
