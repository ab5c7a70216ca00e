import Boxes
import Engines
import Linux
import Manifests
import TestSupport
import Testing
import Upkeep

@testable import alcove

/// Declared boxes with build steps, or with a lock, when they are upgraded and applied.
@Suite struct LockedUpgradeTests {
    let sandbox: Sandbox
    private static let image = "registry.test/base:1"
    private static let digest = "sha256:" + String(repeating: "1", count: 64)

    init() throws {
        sandbox = try Sandbox()
        try sandbox.writeTinyProfile(database: "/var/lib/tin")
        sandbox.letAgentsAnswer()
        sandbox.engine.images["debian"] = nil
        var image = FakeEngine.image("sha256:1")
        image.digest = Self.digest
        sandbox.engine.registry[Self.image] = image
        for name in [Self.image, "registry.test/base@\(Self.digest)"] {
            sandbox.engine.images[name] = image
        }
    }

    /// What a command tells, without for how long it goes on.
    private func alcove(_ words: String...) -> String {
        let lines = sandbox.alcove(words).split(separator: "\n", omittingEmptySubsequences: false)
        let passing = ["Fetching ", "Making box 'lock-", "Building on ", "Adding "]
        return lines.filter { line in
            !line.hasSuffix(" s") && !passing.contains { line.hasPrefix($0) }
        }
        .joined(separator: "\n")
    }

    private func declare(_ text: String) throws {
        try sandbox.write("alcove.toml", text)
        _ = sandbox.alcove("allow", "-q", "--yes", sandbox.home)
    }

    /// What 'tin list' says, before and after 'tin up'.
    private func list(_ packages: [String], upgraded: [String]? = nil) {
        var now = packages
        sandbox.trialOutput = { command in
            if command == ["tin", "up"] { now = upgraded ?? packages }
            return command == ["tin", "list"] ? now : []
        }
    }

    /// The timer asks each day, and who made the box knows.
    @Test func whatABoxLacksIsToldWhenItIsMade() throws {
        var image = try #require(sandbox.engine.registry[Self.image])
        image.labels = [:]
        sandbox.engine.registry[Self.image] = image
        for name in sandbox.engine.images.keys { sandbox.engine.images[name] = image }
        sandbox.engine.files = ["/etc/os-release": Array("ID=nixos\n".utf8)]
        let note = "no profile knows the image's distribution: box 'web' is made without essentials"
        try declare("[box.web]\nimage = \"\(Self.image)\"\n")
        #expect(alcove("apply", sandbox.home).contains(note))
        for words in [["web"], ["--check", "web"], ["--all"]] {
            #expect(sandbox.alcove(["upgrade"] + words).contains(note) == false)
        }
        image = FakeEngine.image("sha256:2")
        image.labels = [:]
        image.digest = "sha256:" + String(repeating: "2", count: 64)
        sandbox.engine.registry[Self.image] = image
        #expect(!alcove("upgrade", "--check", "web").contains(note))
        let told = alcove("upgrade", "web")
        #expect(told.contains(note) && told.contains("Box 'web' is generation 2"), "\(told)")
    }

    @Test func buildStepsAreDoneAgainWhenSomethingIsNewer() throws {
        let box = "image = \"\(Self.image)\"\nbare = true\nbuild = [\"date >/etc/stamp\"]\n"
        try declare("[box.web]\n\(box)[box.db]\n\(box)")
        list(["curl 1"])
        #expect(alcove("apply", sandbox.home).hasSuffix("[0]"))
        #expect(sandbox.engine.builds.count == 1, "both want the same")
        #expect(alcove("upgrade", "web") == "Box 'web' is up to date\n[0]")
        #expect(sandbox.engine.builds.count == 1, "nothing is built to find that out")
        list(["curl 1"], upgraded: ["curl 2"])
        #expect(alcove("upgrade", "--check", "web") == "~ curl 1 -> 2\n[100]")
        #expect(sandbox.engine.builds.count == 1)
        list(["curl 1"], upgraded: ["curl 2"])
        #expect(
            alcove("upgrade", "--all") == """
                Box 'db' is generation 2: made anew from \(Self.image); packages: 1 changed
                Box 'web' is generation 2: made anew from \(Self.image); packages: 1 changed
                [0]
                """
        )
        #expect(sandbox.engine.builds.count == 2, "once for both")
        #expect(try sandbox.record("web")?.base?.id == "built2")
        #expect(try sandbox.record("db")?.base?.id == "built2")
        list(["curl 2"])
        #expect(alcove("upgrade", "web") == "Box 'web' is up to date\n[0]")
        #expect(sandbox.engine.builds.count == 2)
    }

    /// A box that was made as it is declared, and a lock that says other packages since.
    private func lockOthers() throws {
        try declare("[box.web]\nimage = \"\(Self.image)\"\nbuild = [\"true\"]\n")
        list(["curl 1", "jq 1"])
        #expect(sandbox.alcove("lock", "-q", sandbox.home).hasSuffix("[0]"))
        #expect(alcove("apply", "-q", "--locked", sandbox.home).hasSuffix("[0]"))
        #expect(alcove("apply", "--locked", sandbox.home) == "[0]")
        #expect(alcove("upgrade", "web") == "Box 'web' is up to date\n[0]")
        let lock = try File.read(sandbox.home + "/alcove.lock").text
        #expect(lock.contains("\"curl 1\""))
        try sandbox.write("alcove.lock", lock.replacing("curl 1", with: "curl 2"))
        _ = sandbox.alcove("allow", "-q", "--yes", sandbox.home)
    }

    @Test func aBoxThatIsNotAsItIsLockedIsRefused() throws {
        try lockOthers()
        let calls = sandbox.engine.calls.count
        #expect(
            alcove("apply", "--locked", sandbox.home) == """
                error: box 'web' is not as it is locked
                  curl 1 instead of 2
                hint: Run 'alcove upgrade web', or 'alcove lock' if the box is right.
                [1]
                """
        )
        #expect(Array(sandbox.engine.calls[calls...]) == ["containers"], "nothing is read again")
        #expect(alcove("apply", sandbox.home) == "[0]")
    }

    @Test func anUpgradeMakesABoxAsItIsLocked() throws {
        try lockOthers()
        #expect(alcove("upgrade", "--check", "web") == "~ curl 1 instead of 2\n[100]")
        // The mirror has another one still.
        #expect(
            alcove("upgrade", "web") == """
                error: box 'web' would not be as it is locked
                  curl 1 instead of 2
                hint: Make the lock anew with 'alcove lock' if that is meant.
                [1]
                """
        )
        #expect(try sandbox.record("web")?.generation == 1)
        #expect(alcove("upgrade", "--check", "web") == "~ curl 1 instead of 2\n[100]")
        list(["curl 2", "jq 1"])
        #expect(
            alcove("upgrade", "web")
                == "Box 'web' is generation 2: made anew from \(Self.image); packages: 1 changed\n[0]"
        )
        #expect(!sandbox.trials.contains("tin up"), "the lock says which packages there are")
        #expect(alcove("upgrade", "web") == "Box 'web' is up to date\n[0]")
        #expect(alcove("apply", "--locked", sandbox.home) == "[0]")
    }

    @Test func whatCannotBeHadAnyMoreIsNotBuiltEachDay() throws {
        try lockOthers()
        let builds = { [sandbox] in
            sandbox.engine.calls.count { $0.hasPrefix("build ") }
        }
        var count = builds()
        #expect(
            alcove("upgrade", "--all").hasPrefix("error: box 'web' would not be as it is locked")
        )
        #expect(builds() > count)
        count = builds()
        let told = alcove("upgrade", "--all")
        #expect(told.hasPrefix("Box 'web' could not be made as it is locked "), "\(told)")
        #expect(told.contains(" ago, and is tried again in 1 day or when "), "\(told)")
        #expect(builds() == count, "nothing is built for that")
        #expect(alcove("history", "web").contains("Box 'web' could not be made as it is locked"))
        #expect(alcove("list").contains("Box 'web' could not be made as it is locked"))
        #expect(alcove("list", "--json").contains("\"vain\""))
        // Named, it is tried; and so it is when it is time.
        #expect(alcove("upgrade", "web").hasPrefix("error: "))
        #expect(builds() > count)
        let record = try #require(try sandbox.record("web"))
        var vain = try #require(record.vain)
        #expect(vain.count == 2)
        vain.last -= 5 * 86400
        try sandbox.host.household(of: record).note(vain, for: record.name)
        #expect(alcove("upgrade", "--all").hasPrefix("error: "))
        #expect(try sandbox.record("web")?.vain?.count == 3)
        // Something else is locked, and can be had.
        let lock = try File.read(sandbox.home + "/alcove.lock").text
        try sandbox.write("alcove.lock", lock.replacing("curl 2", with: "curl 3"))
        _ = sandbox.alcove("allow", "-q", "--yes", sandbox.home)
        list(["curl 3", "jq 1"])
        #expect(alcove("upgrade", "--all").hasPrefix("Box 'web' is generation 2"))
        #expect(try sandbox.record("web")?.vain == nil)
        #expect(!alcove("list").contains("could not be made"))
    }

    @Test func itIsTriedAgainEverLater() {
        var vain = VainUpgrade("a", after: nil, at: 0)
        #expect(vain.next == 2 * 86400 - 6 * 3600)
        #expect(vain.covers("a", at: 86400) && !vain.covers("b", at: 86400))
        #expect(!vain.covers("a", at: 2 * 86400) && !vain.covers("a", at: -1))
        var days: [Int64] = []
        for _ in 0..<6 {
            vain = VainUpgrade("a", after: vain, at: vain.next)
            days.append((vain.next - vain.last + 6 * 3600) / 86400)
        }
        #expect(days == [4, 8, 16, 30, 30, 30])
        #expect(vain.first == 0)
        #expect(VainUpgrade("b", after: vain, at: 7).count == 1)
    }

    @Test func fewOfManyPackagesAreNamed() {
        let lines = (1...40).map { "p\($0) 1 instead of 2" }
        #expect(ManifestLock.Box.few(lines).count == 6)
        #expect(ManifestLock.Box.few(lines).last == "and 35 more packages")
        #expect(ManifestLock.Box.few(Array(lines.prefix(6))).count == 6)
    }
}
