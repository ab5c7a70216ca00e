import Curl
import Glibc
import Linux
import Testing

@testable import Engines

@Suite struct HijackTests {
    func engine(_ start: String) throws -> FakeEngine {
        try FakeEngine { request, connection in
            let isStart = request.hasPrefix("POST /v4.0.0/libpod/exec/e1/start")
            FakeEngine.send(
                isStart ? start : FakeEngine.answer("201 Created", #"{"Id":"e1"}"#),
                on: connection
            )
            if isStart { sleep(1) }
        }
    }

    let request = ExecRequest(command: ["true"], terminal: false)

    @Test func whatFollowsTheHeadBelongsToTheStream() throws {
        let engine = try engine("HTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\n\r\n\u{1}early")
        let stream = try engine.podman.exec(request, in: "c")
        #expect(stream.id == "e1")
        #expect(stream.early == Array("\u{1}early".utf8))
    }

    @Test func refusal() throws {
        let engine = try engine(FakeEngine.answer("409 Conflict", #"{"message":"it is stopped"}"#))
        let refused = EngineError.refused(call: "exec", status: 409, reason: "it is stopped")
        #expect(throws: refused) { _ = try engine.podman.exec(request, in: "c") }
    }

    @Test(arguments: ["", "SSH-2.0\r\n\r\n", "HTTP/1.1 101"])
    func deathAndNonsense(_ bytes: String) throws {
        let engine = try engine(bytes)
        #expect {
            _ = try engine.podman.exec(request, in: "c")
        } throws: {
            if case EngineError.broken(engine.address, "exec", _) = $0 { true } else { false }
        }
    }

    @Test(arguments: [1, 2, 5, 100])
    func headInAnyPieces(_ size: Int) throws {
        let bytes = Array("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcd".utf8)
        var reader = HeadReader()
        var rest = bytes[...]
        while !rest.isEmpty {
            let chunk = Array(rest.prefix(size))
            rest = rest.dropFirst(size)
            if let head = reader.take(chunk) {
                #expect(head.status == 200)
                #expect(head["content-length"] == "3")
                #expect(reader.rest + rest == Array("abcd".utf8))
                return
            }
        }
        Issue.record("there was no head")
    }

    @Test func detachKeysAreNoOnesKeys() throws {
        let body = String(decoding: try JSON.encode(ExecCreateRequest(request)), as: UTF8.self)
        #expect(body.contains(#""DetachKeys":"ctrl-^,ctrl-@,ctrl-_""#))
        #expect(body.contains(#""Cmd":["true"]"#))
        let start = ExecStartRequest(tty: true, rows: 24, columns: 80)
        let sized = String(decoding: try JSON.encode(start), as: UTF8.self)
        #expect(sized == #"{"Detach":false,"Tty":true,"h":24,"w":80}"#)
    }
}
