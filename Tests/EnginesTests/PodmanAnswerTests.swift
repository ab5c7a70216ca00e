import Testing

@testable import Engines

@Suite struct PodmanAnswerTests {
    @Test(arguments: zip(RecordedEngine.podmans, [("4.3.1", "vfs"), ("5.4.2", "overlay")]))
    func facts(_ engine: RecordedEngine, _ says: (version: String, storage: String)) throws {
        #expect(
            try EngineFacts(engine.decode(PodmanInfo.self, "info.json"))
                == EngineFacts(
                    version: says.version,
                    apiVersion: "4.0.0",
                    isRootless: true,
                    keepsIDs: true,
                    controllers: [],
                    storageDriver: says.storage,
                    runtime: "crun",
                    platform: "linux/amd64"
                )
        )
    }

    @Test(arguments: RecordedEngine.podmans)
    func runningContainer(_ engine: RecordedEngine) throws {
        let container = Container(try engine.decode(PodmanContainer.self, "running.json"))
        #expect(container.name == "t1")
        #expect(container.state == .running)
        #expect(container.labels == ["dev.alcove.id": "x"])
        #expect(container.imageID.count == 64)
        #expect(container.pid > 0)
        #expect(container.exitCode == nil)
        let created = try #require(container.created)
        let started = try #require(container.started)
        #expect((created...created + 60).contains(started))
    }

    @Test(arguments: RecordedEngine.podmans)
    func stoppedContainer(_ engine: RecordedEngine) throws {
        let container = Container(try engine.decode(PodmanContainer.self, "stopped.json"))
        #expect(container.state == .stopped)
        #expect(container.exitCode == 137)
        #expect(container.pid == 0)
    }

    @Test(arguments: RecordedEngine.podmans)
    func listingSaysWhatInspectionSays(_ engine: RecordedEngine) throws {
        let listed = try engine.decode([PodmanListed].self, "list.json").map(Container.init)
        let inspected = Container(try engine.decode(PodmanContainer.self, "running.json"))
        #expect(listed == [inspected])
    }

    @Test(arguments: RecordedEngine.podmans)
    func image(_ engine: RecordedEngine) throws {
        let image = Image(try engine.decode(PodmanImage.self, "image.json"))
        #expect(image.tags.contains("localhost/base:1"))
        #expect(image.id.count == 64)
        // No registry knows it.
        #expect(image.digest == nil)
        #expect(image.size > 100 << 20)
    }

    @Test func theDigestIsTheRegistrys() {
        let names = ["localhost/a@sha256:1", "docker.io/library/a@sha256:2"]
        #expect(Image.digest(["sha256:2"], names) == "sha256:2")
        #expect(Image.digest(nil, names) == "sha256:2")
        #expect(Image.digest(["sha256:1"], ["localhost/a@sha256:1"]) == nil)
        #expect(Image.digest(["sha256:1"], nil) == nil)
        #expect(Image.digest(nil, ["<none>@<none>"]) == nil)
    }

    @Test(arguments: RecordedEngine.podmans)
    func refusals(_ engine: RecordedEngine) throws {
        let causes = try ["name-in-use.json", "no-image.json", "no-container.json"].map {
            try engine.decode(EngineAnswer.Refusal.self, $0).cause
        }
        #expect(causes == ["that name is already in use", "image not known", "no such container"])
    }

    @Test(
        arguments: [
            ("configured", Container.State.created), ("initialized", .created),
            ("running", .running), ("stopping", .stopping), ("exited", .stopped),
            ("removing", .removing), ("unknown", .broken), ("", .broken),
        ]
    )
    func states(_ word: String, _ state: Container.State) {
        #expect(Container.State(podman: word) == state)
    }
}
