import Boxes
import Engines
import Linux
import TestSupport
import Testing
import Upkeep

@testable import alcove

/// What is wrong with one box keeps no other from being what is declared.
extension ApplyTests {
    @Test func oneThatFailsDoesNotKeepTheOthers() throws {
        try declare(
            "[box.a]\nimage = \"none\"\nbare = true\n[box.web]\nimage = \"debian\"\nbare = true"
        )
        let told = alcove("apply", "--yes")
        #expect(told.contains("Box 'web' is made\n"))
        #expect(told.contains("error: "), "\(told)")
        #expect(told.hasSuffix("[1]"))
        #expect(try sandbox.record("a") == nil)
    }

    @Test func aFaultIsToldWithItsPlace() throws {
        try declare("[box.web]\nimag = \"debian\"\nnetwork = \"none\"\npid = \"x\"")
        sandbox.isTerminal = true
        #expect(
            alcove("plan") == """
                error: ~/alcove.toml:2: there is no key 'box.web.imag'
                  ~/alcove.toml:4: 'box.web.pid' cannot be that
                hint: Did you mean 'image'?
                [64]
                """
        )
    }

    @Test func aBoxWhoseContainerIsGoneIsTold() throws {
        try declare(
            """
            [box.web]
            image = "debian"
            bare = true
            [box.db]
            image = "debian"
            bare = true
            """
        )
        _ = alcove("apply", "--yes")
        sandbox.engine.containers.removeAll { $0.name == "db" }
        #expect(
            alcove("apply") == """
                error: the engine has no container of box 'db' any more
                hint: Remove what is left of it with 'alcove rm db', and apply once more.
                [1]
                """
        )
        // It keeps no other, whether it is to be made anew or not.
        try declare(
            """
            [box.web]
            image = "debian"
            bare = true
            env = { A = "1" }
            [box.db]
            image = "debian:13"
            bare = true
            """
        )
        let told = alcove("apply")
        #expect(told.contains("error: the engine has no container of box 'db' any more"))
        #expect(told.contains("Box 'web' is changed"))
    }

    /// What fails in one box of several is told with its name, in the manifest's words.
    @Test func aFailureNamesItsBox() throws {
        try declare("[box.b]\nimage = \"debian\"\nbare = true\non-create = [\"exit 3\"]")
        sandbox.sessionStatus = 3
        #expect(
            alcove("apply", "--yes").contains(
                "error: box 'b': the command 'exit 3' of 'on-create' ended with status 3\n"
            )
        )
        let failure = Failure("the build command 'false' failed", hint: "See.", status: 2)
        #expect(
            failure.about(.named("b"))
                == Failure("box 'b': the build command 'false' failed", hint: "See.", status: 2)
        )
        let known = Failure("box 'b' is running")
        #expect(known.about(.named("b")) == known)
        #expect(Failure.declined().about(.named("b")) == Failure.declined())
    }

    @Test func whatIsNotThereIsToldWithAWayOut() throws {
        try declare("[box.web]\nimage = \"debian\"\nbare = true")
        #expect(
            alcove("apply", "--yes", "--box", "zz") == """
                error: no box 'zz' is declared
                hint: Declare it, or name one of web.
                [64]
                """
        )
        let told = sandbox.alcove("apply", sandbox.home + "/zz.toml")
        #expect(
            told.replacing(sandbox.home, with: "~") == """
                error: there is no manifest '~/zz.toml'
                hint: Name one that is there, or write it: 'alcove init' begins a project's.
                [64]
                """
        )
    }

    @Test func aBoxThatIsNotLockedKeepsNoOther() throws {
        try declare(
            """
            [box.web]
            image = "debian"
            bare = true
            [box.db]
            image = "debian"
            bare = true
            """
        )
        _ = alcove("apply", "--yes")
        let told = alcove("apply", "--locked")
        #expect(told.contains("box 'db' is not locked as it is declared"))
        #expect(told.contains("box 'web' is not locked as it is declared"))
    }

    /// Each manifest is right by itself, and both cannot be.
    @Test func twoManifestsThatExportOneNameAreRefusedBeforeAnythingIsMade() throws {
        let folder = ".config/alcove/boxes"
        try File.makeDirectories("\(sandbox.home)/\(folder)", mode: 0o700)
        for name in ["a", "b"] {
            let text = "[box.\(name)]\nimage = \"debian\"\nbare = true\nbins = [\"tac\"]"
            try sandbox.write("\(folder)/\(name).toml", text)
        }
        for command in ["plan", "apply"] {
            let told = sandbox.alcove(command).replacing(sandbox.home, with: "~")
            #expect(
                told == """
                    error: ~/.config/alcove/boxes/b.toml:4: 'box.b.bins': 'tac' is exported by box 'a' already
                    hint: A name on the host is of one box: leave it out of the other.
                    [64]
                    """
            )
        }
        #expect(sandbox.engine.containers.isEmpty)
    }

    /// A file of the dotfiles is taken away, and what it declared is not declared any more.
    @Test func boxesOfAManifestThatIsGoneCanBePruned() throws {
        let folder = "\(sandbox.home)/.config/alcove/boxes"
        try File.makeDirectories(folder, mode: 0o700)
        for name in ["a", "b"] {
            let text = "[box.\(name)]\nimage = \"debian\"\nbare = true"
            try sandbox.write(".config/alcove/boxes/\(name).toml", text)
        }
        _ = sandbox.alcove("apply", "-q")
        try File.remove(folder + "/a.toml")
        let told = "a: not declared any more; --prune removes it\nb: ready\n[0]"
        #expect(sandbox.alcove("plan") == told)
        try File.remove(folder + "/b.toml")
        #expect(sandbox.alcove("apply", "--prune") == "Box 'a' is removed\nBox 'b' is removed\n[0]")
        #expect(try sandbox.record("b") == nil)
        #expect(sandbox.alcove("plan").hasSuffix("[64]"))
    }

    /// It may be on a disk that is not mounted yet.
    @Test func aFolderOfManifestsThatIsGoneRemovesNoBox() throws {
        let folder = "\(sandbox.home)/.config/alcove/boxes"
        try File.makeDirectories(folder, mode: 0o700)
        let text = "[box.a]\nimage = \"debian\"\nbare = true"
        try sandbox.write(".config/alcove/boxes/a.toml", text)
        _ = sandbox.alcove("apply", "-q")
        try File.remove(folder + "/a.toml")
        try File.removeTree(folder)
        #expect(sandbox.alcove("apply", "--prune", "--yes").hasSuffix("[64]"))
        #expect(try sandbox.record("a") != nil)
        // One that is there and empty says that nothing is declared.
        try File.makeDirectories(folder, mode: 0o700)
        #expect(sandbox.alcove("apply", "--prune") == "Box 'a' is removed\n[0]")
    }

    /// Somebody may have taken it over while the others were made.
    @Test func whatIsAnothersByNowIsNotRemoved() throws {
        try declare("[box.web]\nimage = \"debian\"\nbare = true\n[box.db]\nextends = \"web\"")
        _ = alcove("apply", "--yes")
        let record = try #require(try sandbox.record("db"))
        let household = try sandbox.host.household(of: record)
        #expect(try !household.remove(record.name, force: true) { $0.declared == nil })
        #expect(try sandbox.record("db") == record)
    }
}
