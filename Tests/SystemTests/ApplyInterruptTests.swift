import Foundation
import Testing

/// Ctrl-C while a manifest is applied: several boxes at once, each by a process of its own.
@Suite(.lab, .registry, .rootless, .serialized) struct ApplyInterruptTests {
    let host: Host

    init() throws { host = try Host() }

    /// One box's image is being fetched, another one's is being built.
    @Test func controlCEndsAllOfThem() throws {
        let registry = try Registry(on: host)
        let relay = try Relay(to: registry.port, limit: 256 << 10)
        let (fetched, built) = (host.name("fetched"), host.name("built"))
        let seconds = Processes.uniqueSeconds()
        try host.write(
            """
            [box.\(fetched)]
            image = "\(registry.image(at: relay.port))"
            bare = true
            [box.\(built)]
            image = "\(try TestImage.busybox.reference)"
            bare = true
            build = ["sleep \(seconds)"]
            """,
            to: "project/alcove.toml"
        )
        let project = host.home + "/project"
        try host.alcove("allow", "-q", "--yes", project).expect()
        let terminal = try Terminal(host, "apply", project)
        let settings = try terminal.settings()
        try eventually("the engine is at the layers", seconds: 30) { relay.slow > 0 }
        try eventually("the step runs", seconds: 60) { try Processes.sleeping(seconds) != nil }
        try terminal.send("\u{3}")
        let (shown, end) = try terminal.finish(seconds: 20)
        #expect(end == .exited(130), "\(shown)")
        for words in ["'\(built)': interrupted; no box was made\r\n", "error: interrupted\r\n"] {
            #expect(shown.contains(words), "\(shown)")
        }
        let after = try terminal.settings()
        #expect(after.input == settings.input && after.local == settings.local)
        // Nobody is left at work, neither here nor at the engine.
        try eventually("the processes of both boxes end") {
            try !Processes.mention(fetched) && !Processes.mention(built)
        }
        try eventually("nobody fetches any more", seconds: 90) { relay.slow == 0 }
        try eventually("the step ends", seconds: 30) { try Processes.sleeping(seconds) == nil }
        #expect(try host.listed().isEmpty)
        let left = try EngineSocket.containers()
        #expect(!left.contains { $0.contains(fetched) || $0.contains(built) }, "\(left)")
        _ = try host.alcove("list")
        let journal = host.home + "/.local/state/alcove/journal"
        let unsettled = (try? FileManager.default.contentsOfDirectory(atPath: journal)) ?? []
        #expect(unsettled.isEmpty, "\(unsettled)")
    }
}
