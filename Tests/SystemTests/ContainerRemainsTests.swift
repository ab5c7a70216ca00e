import Engines
import Foundation
import Glibc
import Testing

/// What a killed Podman keeps of containers: half of them, in its own list or in its store of files.
///
/// By a Podman whose store is this test's own, so that it can be taken apart.
@Suite(.lab, .enabled(if: Lab.isPodman)) struct ContainerRemainsTests {
    let host: Host
    let podman: PrivatePodman

    init() throws {
        host = try Host()
        podman = try PrivatePodman(host)
    }

    private func create(_ name: String) throws -> String {
        var request = ContainerRequest(
            name: name,
            imageID: try podman.image(),
            imageReference: "localhost/remains",
            hostname: "remains"
        )
        request.entrypoint = ["/bin/true"]
        request.labels = ["dev.alcove.test": name]
        return try podman.engine.create(request)
    }

    /// Killed while it removed one: the list knows it, and nothing else.
    @Test func aContainerWithoutFilesCanBeRemoved() throws {
        let id = try create("half")
        #expect(try podman.engine.container("half")?.hasFiles == true)
        try podman.stop()
        try podman.forgetFiles()
        try podman.start()
        for word in ["half", id] {
            let container = try #require(try podman.engine.container(word))
            #expect(container.id == id && container.name == "half" && !container.hasFiles)
            #expect(container.labels["dev.alcove.test"] == "half")
        }
        try podman.engine.remove(id)
        #expect(try podman.engine.container("half") == nil)
        _ = try create("half")
    }

    /// Killed while it made one: its files are there, and keep their name.
    @Test func aContainerThatIsNoneKeepsItsNameFromNobody() throws {
        let begin = Int64(time(nil))
        let list = try podman.list()
        let id = try create("half")
        try podman.stop()
        try podman.restore(list)
        try podman.start()
        #expect(try podman.engine.container("half") == nil)
        #expect(throws: EngineError.nameInUse("half")) { _ = try create("half") }
        // What is older, or has another name, is left alone.
        #expect(try !podman.engine.removeUnfinished("half", since: begin + 3600))
        #expect(try !podman.engine.removeUnfinished(String(id.prefix(12)), since: begin))
        #expect(try podman.engine.removeUnfinished("half", since: begin))
        #expect(try !podman.engine.removeUnfinished("half", since: begin))
        _ = try create("half")
    }
}
