import Archives
import Engines
import Foundation
import Glibc
import Testing

/// Builds whose caller or engine was killed: what is left of them is ended by the next command.
@Suite(.lab) struct BuildRemainsTests {
    let host: Host
    let seconds = Processes.uniqueSeconds()

    init() throws { host = try Host() }

    /// The containers of builds that run that step; of Podman's, those in which anything is built.
    func workingContainers() throws -> Set<String> {
        let path =
            Lab.isPodman
            ? "/v4.0.0/libpod/containers/json?all=true&external=true" : "/containers/json?all=1"
        let list = try JSONSerialization.jsonObject(with: Data(try EngineSocket.list(path)))
        let containers = list as? [[String: Any]] ?? []
        let builds = containers.filter { container in
            if Lab.isPodman { return (container["Command"] as? [String]) == ["buildah"] }
            return "\(container["Command"] ?? "")".contains(seconds)
        }
        return Set(builds.compactMap { $0["Id"] as? String })
    }

    @Test func aCommandThatIsKilledLeavesNoBuild() throws {
        let box = host.name("built")
        try host.write(
            """
            [box.\(box)]
            image = "\(try TestImage.busybox.reference)"
            bare = true
            build = ["sleep \(seconds)"]
            """,
            to: "project/alcove.toml"
        )
        let project = host.home + "/project"
        try host.alcove("allow", "-q", "--yes", project).expect()
        let before = try workingContainers()
        let apply = try host.start(["apply", "--yes", project])
        try eventually("the step runs", seconds: 60) { try Processes.sleeping(seconds) != nil }
        let ours = try workingContainers().subtracting(before)
        apply.send(SIGKILL)
        _ = try apply.wait(seconds: 10)
        // Podman goes on; whoever comes next says that it is not to.
        _ = try host.alcove("doctor", "--fix")
        try eventually("the step ends", seconds: 30) { try Processes.sleeping(seconds) == nil }
        try eventually("its container goes", seconds: 30) {
            try workingContainers().isDisjoint(with: ours)
        }
        #expect(!ours.isEmpty)
        #expect(try host.listed().isEmpty)
        let journal = host.home + "/.local/state/alcove/journal"
        let unsettled = (try? FileManager.default.contentsOfDirectory(atPath: journal)) ?? []
        #expect(unsettled.isEmpty, "\(unsettled)")
    }

    /// A Podman that is killed tidies nothing up, not even when it is there again.
    @Test(.enabled(if: Lab.isPodman)) func anEngineThatIsKilledLeavesNoBuild() throws {
        let socket = host.home + "/podman.sock"
        var service = try serve(socket)
        defer { service.send(SIGKILL) }
        let surroundings = Surroundings(variables: [:], uid: getuid())
        let engine = Podman(socket: socket, surroundings: surroundings)
        let reference = "localhost/alcove-test/remains-\(host.name("image"))"
        var request = BuildRequest(reference: reference)
        let mark = BuildMark()
        request.mark = mark
        let busybox = try #require(try engine.image(TestImage.busybox.reference))
        var tar = UstarArchive()
        let text = "FROM \(busybox.id)\nRUN echo begun; sleep \(seconds)\n"
        tar.addFile("Containerfile", mode: 0o644, Array(text.utf8))
        tar.finish()
        let before = try workingContainers()
        #expect {
            _ = try engine.build(request, context: .archive(tar.bytes)) { event in
                if event == .line("begun") { service.send(SIGKILL) }
                return true
            }
        } throws: {
            if case EngineError.broken = $0 { true } else { false }
        }
        _ = try service.wait(seconds: 10)
        service = try serve(socket)
        #expect(try Processes.sleeping(seconds) != nil)
        let ours = try workingContainers().subtracting(before)
        #expect(!ours.isEmpty)
        // Another build's mark is none of this one's.
        #expect(try !engine.endBuild(BuildMark()))
        #expect(try Processes.sleeping(seconds) != nil)

        #expect(try engine.endBuild(mark))
        #expect(try Processes.sleeping(seconds) == nil)
        #expect(try !engine.endBuild(mark))
        // Other tests' builds end by themselves.
        try eventually("its container is gone", seconds: 60) {
            try workingContainers().isDisjoint(with: ours)
        }
        #expect(try engine.image(reference) == nil)
    }

    /// A service of the same Podman at a socket of its own.
    private func serve(_ socket: String) throws -> Child {
        // Where the lab's Podman keeps all it has is known by its user's own variables.
        let environment = ProcessInfo.processInfo.environment.map { Array("\($0)=\($1)".utf8) }
        return try Child.podmanService(at: socket, environment: environment)
    }
}
