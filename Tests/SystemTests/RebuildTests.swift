import Foundation
import Testing

/// Boxes that a manifest declares are upgraded from their image as its registry has it now.
@Suite(.lab, .registry, .rootless, .serialized) struct RebuildTests {
    let host: Host

    init() throws { host = try Host() }

    private func declare(_ box: String, _ registry: Registry, check: String = "true") throws {
        try host.write(
            """
            [box.\(box)]
            image = "\(registry.image())"
            bare = true
            build = ["sha256sum </noise >/etc/noise.sum"]
            check = "\(check)"
            """,
            to: "project/alcove.toml"
        )
        _ = try host.alcove("apply", "-q", "--yes", host.home + "/project").expect()
    }

    private func sum(in box: String) throws -> String {
        text(try host.alcove("run", box, "--", "cat", "/etc/noise.sum").stdout)
    }

    @Test func theImageIsTakenAsItIsNow() throws {
        let registry = try Registry(on: host)
        let box = host.name()
        try declare(box, registry)
        let first = try sum(in: box)
        #expect(!first.isEmpty)
        try host.alcove("upgrade", box).expect()
        #expect(try sum(in: box) == first, "there was nothing newer")
        try registry.fill(on: host)
        let news = try host.alcove("upgrade", "--check", box)
        #expect(news.status == 100, "\(news)")
        #expect(text(news.stdout).hasPrefix("~ image \(registry.image()) sha256:"), "\(news)")
        #expect(try sum(in: box) == first, "it was only asked")
        try host.alcove("run", "--root", box, "--", "touch", "/etc/by-hand").expect()
        try host.alcove("upgrade", "-q", box).expect()
        let second = try sum(in: box)
        #expect(second != first)
        try host.alcove("run", box, "--", "ls", "/etc/by-hand").expect("/etc/by-hand\n")
        // What it was taken back from does not come again by itself, what is newer does.
        try host.alcove("rollback", "-q", box).expect()
        #expect(try sum(in: box) == first)
        #expect(text(try host.alcove("upgrade", "--all").stderr).contains("was taken back"))
        #expect(try sum(in: box) == first)
        try registry.fill(on: host)
        try host.alcove("upgrade", "-q", "--all", "--drop").expect()
        #expect(try ![first, second].contains(sum(in: box)))
        #expect(try host.alcove("run", box, "--", "ls", "/etc/by-hand").status == 1)
    }

    /// A colleague made the lock anew: everybody gets what it says.
    @Test func aNewerLockIsHeeded() throws {
        let registry = try Registry(on: host)
        let box = host.name()
        try declare(box, registry)
        let first = try sum(in: box)
        try registry.fill(on: host)
        let project = host.home + "/project"
        try host.alcove("lock", "-q", project).expect(project + "/alcove.lock\n")
        let plan = text(try host.alcove("plan", project).stdout)
        #expect(
            plan.hasPrefix("\(box): rebuild\n") && plan.contains("~ Locked image: sha256:"),
            "\(plan)"
        )
        let applied = try host.alcove("apply", "-q", "--locked", project)
        #expect(applied.status == 0, "\(applied)")
        #expect(try sum(in: box) != first)
        try host.alcove("apply", "--locked", project).expect().expectSilence()
        // What was gone back from does not come again by itself.
        try host.alcove("rollback", "-q", box).expect()
        try host.alcove("apply", project).expect()
        #expect(try sum(in: box) == first)
    }

    @Test func whatFailsLeavesTheBoxAsItWas() throws {
        let registry = try Registry(on: host)
        let box = host.name()
        try declare(box, registry, check: "test ! -e ~/broken")
        let first = try sum(in: box)
        func stays(_ words: String...) throws {
            let outcome = try host.alcove("upgrade", "--now", box)
            #expect(outcome.status == 1, "\(outcome)")
            for word in words { #expect(text(outcome.stderr).contains(word), "\(outcome)") }
            #expect(try sum(in: box) == first)
            #expect(try EngineSocket.containers().filter { $0.hasPrefix(box) } == [box])
        }
        // A build step, for which this image has no shell.
        try host.shell("tar --create --file ~/empty.tar --files-from /dev/null").expect()
        try registry.fill(on: host, from: host.home + "/empty.tar")
        try stays("sha256sum </noise")
        // The check.
        try registry.fill(on: host)
        try host.write("", to: "broken")
        try stays("test ! -e ~/broken", "as it was")
        // The registry.
        try registry.end()
        try stays("cannot be reached")
        try host.alcove("rm", "--force", box).expect()
    }
}
