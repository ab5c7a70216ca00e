import Archives
import Boxes
import Engines
import Foundation
import Glibc
import Synchronization
import Testing

/// The engine's own calls that commands are made of, without any command.
@Suite(.lab, .serialized) struct EngineCallTests {
    let engine = Self.connect()
    let name = "localhost/alcove-test/call-\(UUID().uuidString.prefix(8).lowercased())"

    static func connect() -> any Engine {
        let surroundings = Surroundings(variables: [:], uid: getuid())
        return Lab.isPodman
            ? Podman(socket: Lab.socket, surroundings: surroundings)
            : Docker(socket: Lab.socket, surroundings: surroundings)
    }

    /// Busybox in an image of this test's own: others build from busybox at the same time.
    func base() throws -> String {
        if let base = try engine.image("\(name):base") { return base.id }
        let busybox = try #require(try engine.image(TestImage.busybox.reference))
        return try build("base", from: busybox.id, "RUN echo \(name) > /name") { _ in true }
    }

    func build(
        _ tag: String,
        from base: String,
        _ instructions: String,
        progress: (BuildEvent) -> Bool
    ) throws -> String {
        var tar = UstarArchive()
        tar.addFile("Containerfile", mode: 0o644, Array("FROM \(base)\n\(instructions)\n".utf8))
        tar.finish()
        return try engine.build(request(tag), context: .archive(tar.bytes), progress: progress)
    }

    func request(_ tag: String) -> BuildRequest {
        BuildRequest(
            reference: "\(name):\(tag)",
            labels: ["dev.alcove.test": tag],
            arguments: ["http_proxy": "http://proxy"]
        )
    }

    static func container(_ image: String, on engine: any Engine) throws -> String {
        var request = ContainerRequest(
            name: "call-\(UUID().uuidString.prefix(8).lowercased())",
            imageID: image,
            imageReference: image,
            hostname: "call"
        )
        request.entrypoint = ["/bin/sh", "-c", "echo written > /written; sleep 100"]
        request.labels = ["dev.alcove.test": "container"]
        if Lab.isPodman { request.users = .keep(uid: 1000, gid: 1000) }
        return try engine.create(request)
    }

    /// Images without a name that were made from the base.
    func nameless(_ base: String) throws -> Set<String> {
        let images = try engine.images(labelled: nil)
        return Set(images.filter { $0.tags.isEmpty && $0.parent == base }.map(\.id))
    }

    @Test func builtCommittedReadAndRemoved() throws {
        var lines: [String] = []
        let own = try base()
        defer { try? engine.removeImage("\(name):base") }
        let instructions = "RUN echo proxy $http_proxy; ln -s /etc /link; echo file > /etc/file"
        let id = try build("one", from: own, instructions) { event in
            if case .line(let line) = event { lines.append(line) }
            return true
        }
        #expect(lines.contains("proxy http://proxy"))
        let image = try #require(try engine.image("\(name):one"))
        #expect(image.id == id)
        #expect(image.labels["dev.alcove.test"] == "one")
        #expect(image.platform?.hasPrefix("linux/") == true)

        let container = try Self.container(id, on: engine)
        #expect(try engine.entry("/etc/file", in: container)?.kind == .file(size: 5))
        #expect(try engine.entry("/link", in: container)?.kind == .link(to: "/etc"))
        #expect(try engine.entry("/etc", in: container)?.kind == .folder)
        #expect(try engine.entry("/none", in: container) == nil)
        #expect(try engine.read("/link/file", in: container, limit: 100) == Array("file\n".utf8))
        #expect(
            try engine.read("/bin/busybox", in: container, limit: 4) == [0x7f] + Array("ELF".utf8)
        )

        try engine.start(container)
        let commit = CommitRequest(
            container,
            as: "\(name):two",
            changes: ["LABEL dev.alcove.test=two"]
        )
        try eventually("the container has written") {
            try engine.read("/written", in: container, limit: 10) == Array("written\n".utf8)
        }
        let state = try engine.commit(commit)
        #expect(try engine.image("\(name):two")?.labels["dev.alcove.test"] == "two")
        let base = try engine.layers(of: own)
        let layers = try engine.layers(of: state)
        #expect(layers.first == base.first)
        #expect(layers.count == base.count + 2)
        let written = try engine.writtenBytes(labelled: "dev.alcove.test") { true }
        #expect(try #require(written[container]) > 0)

        #expect { try engine.removeImage("\(name):one") } throws: {
            if case EngineError.imageInUse = $0 { true } else { false }
        }
        try engine.remove(container)
        try engine.tag(state, as: "\(name):three")
        let listed = try engine.images(labelled: "dev.alcove.test").first { $0.id == state }
        #expect(Set(listed?.tags ?? []) == ["\(name):two", "\(name):three"])
        for tag in ["two", "three", "one"] { try engine.removeImage("\(name):\(tag)") }
        #expect(try engine.image(state) == nil)
    }

    /// As `apply` makes them; Podman 4 and 5 fail some of them for want of subordinate ids.
    @Test func manyAreMadeAtTheSameMoment() throws {
        let own = try base()
        defer { try? engine.removeImage("\(name):base") }
        let made = Mutex<[Result<String, any Error>]>([])
        let all = DispatchGroup()
        for _ in 0..<24 {
            all.enter()
            Thread.detachNewThread {
                let result = Result { try Self.container(own, on: Self.connect()) }
                made.withLock { $0.append(result) }
                all.leave()
            }
        }
        all.wait()
        let results = made.withLock { $0 }
        for case .success(let id) in results { try engine.remove(id) }
        for result in results { #expect(throws: Never.self) { try result.get() } }
    }

    @Test func aBuildThatFailsLeavesNothing() throws {
        let own = try base()
        defer { try? engine.removeImage("\(name):base") }
        #expect {
            let instructions = "RUN echo first > /first\nRUN echo why; exit 7"
            _ = try build("bad", from: own, instructions) { _ in true }
        } throws: {
            guard case EngineError.buildFailed(let failure) = $0 else { return false }
            return failure.exitCode == 7 && failure.log.contains("why") && failure.step?.number == 3
        }
        #expect(try nameless(own).isEmpty)
        #expect(try leftovers().isEmpty)
    }

    @Test func aBuildThatIsStoppedLeavesNothing() throws {
        let own = try base()
        defer { try? engine.removeImage("\(name):base") }
        let start = ContinuousClock.now
        #expect(throws: EngineError.cancelled) {
            let instructions = "RUN echo first > /first\nRUN echo begun; sleep 60; echo slept"
            _ = try build("stopped", from: own, instructions) { $0 != .line("begun") }
        }
        #expect(start.duration(to: .now) < .seconds(20))
        // Docker tidies up when nobody listens any more; a busy one takes its time, and yet less than the step would.
        var waits = 250
        while try !leftovers().isEmpty, waits > 0 {
            usleep(100_000)
            waits -= 1
        }
        #expect(try leftovers().isEmpty)
        #expect(try nameless(own).isEmpty)
    }

    /// Containers that builds of ours have left.
    func leftovers() throws -> [String] {
        let podman = "/v4.0.0/libpod/containers/json?all=true&external=true"
        let path = Lab.isPodman ? podman : "/containers/json?all=1"
        return text(try EngineSocket.list(path)).split(separator: "\"")
            .filter { part in
                part.contains("echo begun")
                    || (part.contains("-working-container")
                        && part.contains(name.split(separator: "/").last ?? ""))
            }
            .map(String.init)
    }
}
