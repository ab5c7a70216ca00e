import Testing

@testable import Engines

@Suite struct DockerAnswerTests {
    let engine = RecordedEngine.docker

    @Test func facts() throws {
        let info = try engine.decode(DockerInfo.self, "info.json")
        #expect(
            EngineFacts(info, apiVersion: "1.41")
                == EngineFacts(
                    version: "20.10.24+dfsg1",
                    apiVersion: "1.41",
                    isRootless: false,
                    keepsIDs: true,
                    controllers: [],
                    storageDriver: "overlay2",
                    runtime: "runc",
                    platform: "linux/amd64"
                )
        )
    }

    @Test func rootlessDaemonHasOneMapping() throws {
        let text = try engine.text("info.json").replacing("name=cgroupns", with: "name=rootless")
            .replacing("\"MemoryLimit\":false", with: "\"MemoryLimit\":true")
        let info = try JSON.decode(DockerInfo.self, from: Array(text.utf8))
        let facts = EngineFacts(info, apiVersion: "1.41")
        #expect(facts.isRootless)
        #expect(!facts.keepsIDs)
        #expect(facts.controllers == ["memory"])
    }

    @Test func containers() throws {
        let running = Container(docker: try engine.decode(PodmanContainer.self, "running.json"))
        #expect(running.name == "t1")
        #expect(running.state == .running)
        #expect(running.labels["dev.alcove.id"] == "x")
        let stopped = Container(docker: try engine.decode(PodmanContainer.self, "stopped.json"))
        #expect(stopped.state == .stopped)
        #expect(stopped.exitCode == 137)
        let listed = try engine.decode([DockerListed].self, "list.json").map(Container.init)
        #expect(listed.map(\.name) == ["t1"])
        #expect(listed.map(\.id) == [running.id])
        #expect(listed.map(\.created) == [running.created])
    }

    @Test func image() throws {
        let image = Image(try engine.decode(DockerImage.self, "image.json"))
        #expect(image.id.hasPrefix("sha256:"))
        #expect(image.tags == ["127.0.0.1:5555/team/huge:1"])
        #expect(image.digest?.hasPrefix("sha256:") == true)
    }

    @Test func versions() throws {
        let old = try #require(DockerVersion("1.9"))
        let new = try #require(DockerVersion("1.41"))
        #expect(old < new)
        #expect(DockerVersion("1") == nil)
        #expect(DockerVersion("one.two") == nil)
    }
}
