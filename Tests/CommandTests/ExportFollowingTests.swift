import Exports
import Linux
import TestSupport
import Testing
import Upkeep

@testable import alcove

/// Exports follow their box to another generation.
@Suite struct ExportFollowingTests {
    let sandbox: Sandbox
    private let entry = "/usr/share/applications/paint.desktop"

    init() throws {
        sandbox = try Sandbox()
        sandbox.letAgentsAnswer()
        _ = sandbox.alcove("create", "-q", "--bare", "web", "-i", "debian")
        _ = sandbox.alcove("edit", "-q", "web", "--env", "A=1")
        name("Paint")
        sandbox.files.add("/usr/bin/paint", "#!/bin/sh\n")
        _ = sandbox.alcove("export", "app", "--box", "web", "paint")
    }

    private func name(_ name: String) {
        let text = "[Desktop Entry]\nType=Application\nName=\(name)\nExec=/usr/bin/paint\n"
        sandbox.files.add(entry, text)
    }

    private var names: [String] {
        let folder = sandbox.home + "/.local/share/applications"
        return File.names(in: folder).filter { $0.hasSuffix(".desktop") }.sorted().flatMap { file in
            let text = (try? File.read("\(folder)/\(file)"))?.text ?? ""
            return text.split(separator: "\n").filter { $0.hasPrefix("Name=") }.map(String.init)
        }
    }

    @Test func theyAreThoseOfTheGeneration() throws {
        #expect(names == ["Name=Paint (on web)"])
        name("Draw")
        #expect(sandbox.alcove("rollback", "web") == "Box 'web' is generation 1\n[0]")
        #expect(names == ["Name=Draw (on web)"])
        let ledger = sandbox.host.exporter.ledger
        #expect(ledger.staleBoxes.isEmpty)
        // What this generation has not is not there, and comes again with one that has it.
        sandbox.files.remove(entry)
        #expect(sandbox.alcove("rollback", "web") == "Box 'web' is generation 2\n[0]")
        #expect(names == [])
        #expect(sandbox.alcove("exports").contains("paint  app   web  missing"))
        name("Paint")
        #expect(sandbox.alcove("rollback", "web") == "Box 'web' is generation 1\n[0]")
        #expect(names == ["Name=Paint (on web)"])
    }

    @Test func whatIsAsItWasIsNotWrittenAgain() throws {
        let folder = sandbox.home + "/.local/share/applications"
        let path =
            "\(folder)/\(try #require(File.names(in: folder).first { $0.hasSuffix(".desktop") }))"
        let before = FileStatus(path)?.inode
        #expect(sandbox.alcove("rollback", "web") == "Box 'web' is generation 1\n[0]")
        #expect(FileStatus(path)?.inode == before)
    }

    /// A command that was killed between the change and its exports.
    @Test func theNextCommandFinishesIt() throws {
        let record = try #require(try sandbox.record("web"))
        try sandbox.host.exporter.ledger.markStale(record.id, generation: 1)
        name("Draw")
        _ = sandbox.alcove("start", "-q", "web")
        _ = sandbox.alcove("pin", "web", "1")
        #expect(names == ["Name=Draw (on web)"])
        #expect(sandbox.host.exporter.ledger.staleBoxes.isEmpty)
    }
}
