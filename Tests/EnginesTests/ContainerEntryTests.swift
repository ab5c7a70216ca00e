import Archives
import Curl
import Foundation
import Synchronization
import Testing

@testable import Engines

/// Files of a container that need not run.
@Suite struct ContainerEntryTests {
    /// What an engine said of each path.
    func recorded(_ engine: RecordedEngine) throws -> [String: ContainerEntry] {
        var entries: [String: ContainerEntry] = [:]
        for line in try engine.text("stat.tsv").split(separator: "\n") {
            let parts = line.split(separator: "\t").map(String.init)
            var head = AnswerHead()
            head.take(line: Array("HTTP/1.1 200 OK\r\n".utf8))
            head.take(line: Array("X-Docker-Container-Path-Stat: \(parts[1])\r\n".utf8))
            entries[parts[0]] = try #require(try PathStat.read(head)).entry
        }
        return entries
    }

    @Test(arguments: RecordedEngine.allCases)
    func kinds(_ engine: RecordedEngine) throws {
        let entries = try recorded(engine)
        #expect(entries["/etc/d/file"] == ContainerEntry(kind: .file(size: 6), mode: 0o644))
        #expect(entries["/etc/d"] == ContainerEntry(kind: .folder, mode: 0o755))
        #expect(entries["/etc/link"]?.kind == .link(to: "/etc/d/file"))
        #expect(entries["/etc/broken"]?.kind == .link(to: "/nowhere"))
        #expect(entries["/dirlink/file"]?.kind == .file(size: 6))
        #expect(entries["/"]?.kind == .folder)
    }

    @Test func headersThatAreNone() throws {
        var head = AnswerHead()
        #expect(try PathStat.read(head) == nil)
        for text in ["%%%", "e30=", "bm8gSlNPTg=="] {
            head.take(line: Array("X-Docker-Container-Path-Stat: \(text)\r\n".utf8))
            #expect(throws: EngineError.Garbage.self) { _ = try PathStat.read(head) }
        }
    }

    /// An engine with one file, `/a`, and a link to it.
    func engine(_ archive: [UInt8]) throws -> FakeEngine {
        try FakeEngine { request, connection in
            let stat: String? =
                if request.contains("path=%2Fa ") {
                    #"{"size":5,"mode":420,"linkTarget":""}"#
                } else if request.contains("path=%2Flink ") {
                    #"{"size":1,"mode":134218239,"linkTarget":"/a"}"#
                } else {
                    nil
                }
            guard let stat else {
                let found = request.hasPrefix("GET") && request.contains("/containers/box/json")
                let body = #"{"message":"none"}"#
                let status = found ? "200 OK" : "404 Not Found"
                let isHead = request.hasPrefix("HEAD")
                let length = "Content-Length: \(body.utf8.count)\r\n\r\n"
                let head = "HTTP/1.1 \(status)\r\n\(length)"
                FakeEngine.send(isHead ? head : head + body, on: connection)
                return
            }
            let header = Data(stat.utf8).base64EncodedString()
            FakeEngine.send(
                "HTTP/1.1 200 OK\r\nX-Docker-Container-Path-Stat: \(header)\r\n\r\n",
                on: connection
            )
            if request.hasPrefix("GET") {
                FakeEngine.send(String(decoding: archive, as: UTF8.self), on: connection)
            }
        }
    }

    func archive() -> [UInt8] {
        var tar = UstarArchive()
        tar.addFile("a", mode: 0o644, Array("hello".utf8))
        tar.finish()
        return tar.bytes
    }

    @Test func filesAreReadUpToALimit() throws {
        let engine = try engine(archive())
        #expect(try engine.podman.read("/a", in: "box", limit: 100) == Array("hello".utf8))
        #expect(try engine.podman.read("/a", in: "box", limit: 3) == Array("hel".utf8))
        #expect(try engine.podman.read("/link", in: "box", limit: 100) == Array("hello".utf8))
        #expect(try engine.podman.read("/none", in: "box", limit: 100) == nil)
        #expect(try engine.podman.entry("/none", in: "box") == nil)
    }

    @Test func noContainerIsNotNoFile() throws {
        let engine = try engine(archive())
        #expect(throws: EngineError.noSuchContainer("ghost")) {
            try engine.podman.entry("/none", in: "ghost")
        }
    }

    @Test func archivesThatAreCut() throws {
        for length in [0, 100, 512, 514] {
            let engine = try engine(Array(archive().prefix(length)))
            #expect {
                _ = try engine.podman.read("/a", in: "box", limit: 100)
            } throws: {
                if case EngineError.broken = $0 { true } else { false }
            }
        }
    }

    @Test(arguments: RecordedEngine.allCases, [1, 100, 5000])
    func recordedArchives(_ engine: RecordedEngine, _ size: Int) throws {
        var file = ArchivedFile(limit: 100)
        var rest = try engine.bytes("archive-file.tar")[...]
        while !rest.isEmpty {
            file.take(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        #expect(file.isWhole)
        #expect(file.contents == Array("hello\n".utf8))
    }

    @Test func descriptionsBeforeTheFileArePassedOver() {
        var tar = UstarArchive()
        tar.addFolder("folder", mode: 0o755)
        tar.addFile("empty", mode: 0o644, [])
        tar.finish()
        var file = ArchivedFile(limit: 100)
        for byte in tar.bytes { file.take([byte]) }
        #expect(file.isWhole)
        #expect(file.contents.isEmpty)
    }
}
