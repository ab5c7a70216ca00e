import Boxes
import Linux
import TestSupport
import Testing

@testable import Projects

/// What a shell is told to do in a directory.
@Suite struct HookAnswerTests {
    static let manifest = """
        [box.web]
        image = "fedora"
        shims = ["node", "/usr/bin/npm"]
        bins = ["gcc"]
        env = { NODE_ENV = "it's", PATH = "/evil", LD_PRELOAD = "x", PS1 = "x", IFS = "x" }
        """

    @Test func nothingIsDoneForAStranger() throws {
        let folder = try ProjectFolder("not even toml [")
        let answer = folder.answer()
        #expect(answer.deeds == [["_alcove_told", "unknown:\(folder.project.folder)"]])
        #expect(answer.watched == [folder.grants.file(of: folder.project.folder)])
        #expect(answer.message?.contains("not allowed yet") == true)
        let told = HookAnswer.Present(folder: "", mark: "", told: answer.deeds[0][1])
        #expect(folder.answer(told).message == nil)
    }

    @Test func itsCommandsComeFirst() throws {
        let folder = try ProjectFolder(Self.manifest, box: "web")
        let grant = try folder.allow()
        let project = folder.project.folder
        let bin = try folder.shims.folder(for: try #require(grant.activation).shims)
        #expect(
            folder.answer().deeds == [
                ["_alcove_join", project, grant.mark, bin],
                ["_alcove_set", "NODE_ENV", "it's"],
                ["_alcove_told", "shims:\(project)"],
            ]
        )
        #expect(folder.answer().folder == project)
        #expect(File.names(in: bin).sorted() == ["gcc", "node", "npm"])
        #expect(
            try File.read(bin + "/npm").text == """
                #!/bin/sh
                # alcove: 'npm' of box 'web'
                if [ -x '/opt/it'\\''s/alcove' ]; then exec '/opt/it'\\''s/alcove' run 'web' -- \
                '/usr/bin/npm' "$@"; fi
                exec alcove run 'web' -- '/usr/bin/npm' "$@"

                """
        )
    }

    @Test func whatItHasAlreadyIsNotDoneAgain() throws {
        let folder = try ProjectFolder(Self.manifest, box: "web")
        let grant = try folder.allow()
        let project = folder.project.folder
        var present = HookAnswer.Present(
            folder: project,
            mark: grant.mark,
            told: "shims:\(project)"
        )
        #expect(folder.answer(present).deeds == [["_alcove_told", "shims:\(project)"]])
        // Allowed anew with other words, in another shell.
        try folder.write("[box.web]\nimage = \"fedora\"")
        let next = try folder.allow()
        #expect(
            folder.answer(present).deeds == [
                ["_alcove_leave"], ["_alcove_join", project, next.mark, ""],
                ["_alcove_told", "shims:\(project)"],
            ]
        )
        present.mark = next.mark
        try folder.write("other")
        let answer = folder.answer(present)
        #expect(answer.deeds == [["_alcove_leave"], ["_alcove_told", "changed:\(project)"]])
        #expect(answer.message?.contains("is not what was allowed") == true)
        #expect(answer.watched.contains(folder.project.manifest))
    }

    @Test func outsideItIsLeft() throws {
        let folder = try ProjectFolder(Self.manifest, box: "web")
        try folder.allow()
        try File.remove(folder.project.manifest)
        let present = HookAnswer.Present(folder: folder.project.folder, mark: "x", told: "y")
        #expect(folder.answer(present).deeds == [["_alcove_leave"], ["_alcove_told", ""]])
    }

    /// What is told is told by the program each time, and where a shell comes from decides as well.
    @Test func onlyAWayInWithoutAWordIsKept() throws {
        let folder = try ProjectFolder(Self.manifest)
        try folder.allow()
        let keep = "'_alcove_keep'"
        #expect(!folder.answer().text(for: .bash).contains(keep))
        try folder.make("web")
        let answer = folder.answer()
        let lines = answer.calls.map { HookShell.bash.line($0) }.joined()
        #expect(
            answer.text(for: .bash) == lines + HookShell.bash.line(["_alcove_keep", lines])
        )
        let join = try #require(answer.deeds.first)
        let inside = HookAnswer.Present(folder: join[1], mark: join[2], told: "")
        #expect(!folder.answer(inside).text(for: .bash).contains(keep))
        let told = HookAnswer.Present(folder: "", mark: "", told: "enter:\(join[1])")
        #expect(!folder.answer(told).text(for: .bash).contains(keep))
        #expect(
            HookAnswer(nil, .none, folder.surroundings).text(for: .bash)
                == "'_alcove_told' ''\n'_alcove_watch' ''\n"
        )
    }

    /// So that another choice is seen at the next prompt.
    @Test func settingsAreLookedAt() throws {
        let folder = try ProjectFolder(Self.manifest, box: "web")
        try folder.allow()
        #expect(folder.answer().watched.contains(folder.place.path + "/config.toml"))
    }

    @Test func modesAreThePersonsBeforeTheManifests() throws {
        let folder = try ProjectFolder("activate = \"hint\"\n" + Self.manifest, box: "web")
        let project = folder.project.folder
        try folder.allow()
        #expect(folder.answer().deeds == [["_alcove_told", "hint:\(project)"]])
        #expect(folder.answer().message == "box 'web' is here: 'alcove enter'")
        try folder.allow(.off)
        #expect(folder.answer().deeds == [["_alcove_told", "off:\(project)"]])
        try folder.allow(.enter)
        #expect(
            folder.answer().deeds == [
                ["_alcove_enter", "web", project], ["_alcove_told", "enter:\(project)"],
            ]
        )
        let told = HookAnswer.Present(folder: "", mark: "", told: "enter:\(project)")
        #expect(folder.answer(told).deeds == [["_alcove_told", "enter:\(project)"]])
    }

    /// The shell asks again when it is made.
    @Test func aBoxThatIsNotMadeIsTold() throws {
        let folder = try ProjectFolder(Self.manifest)
        let project = folder.project.folder
        try folder.allow(.enter)
        let answer = folder.answer()
        #expect(answer.deeds == [["_alcove_told", "unmade:\(project):web"]])
        #expect(answer.message == "box 'web' is not made yet: 'alcove apply' makes it")
        #expect(answer.watched.last == folder.record("web"))
        let told = HookAnswer.Present(folder: "", mark: "", told: "unmade:\(project):web")
        #expect(folder.answer(told).message == nil)
        try folder.make("web")
        #expect(
            folder.answer(told).deeds == [
                ["_alcove_enter", "web", project], ["_alcove_told", "enter:\(project)"],
            ]
        )
    }

    /// Commands of a box that is not there would hide the host's programs, and give an error each.
    @Test func commandsComeWithTheirBox() throws {
        let folder = try ProjectFolder(
            """
            default = "web"
            [box.web]
            image = "fedora"
            shims = ["node"]
            env = { NODE_ENV = "x" }
            [box.db]
            image = "fedora"
            shims = ["psql"]
            """
        )
        try folder.allow()
        let none = folder.answer()
        #expect(none.deeds.first?.first == "_alcove_join" && none.deeds.first?.last == "")
        #expect(!none.calls.contains { $0.first == "_alcove_set" })
        #expect(none.message == "boxes 'db', 'web' are not made yet: 'alcove apply' makes them")
        func commands() throws -> [String] {
            File.names(in: try #require(folder.answer().deeds.first?.last)).sorted()
        }
        try folder.make("web")
        #expect(try commands() == ["node"])
        #expect(folder.answer().message == "box 'db' is not made yet: 'alcove apply' makes it")
        try folder.make("db")
        #expect(try commands() == ["node", "psql"])
        #expect(folder.answer().message == nil)
        // Removed meanwhile: they go before the next prompt.
        let mark = try #require(folder.answer().deeds.first?[2])
        try File.remove(folder.record("web"))
        let present = HookAnswer.Present(folder: folder.project.folder, mark: mark, told: "x")
        #expect(
            folder.answer(present).deeds.prefix(2).map(\.first) == [
                "_alcove_leave", "_alcove_join",
            ]
        )
        #expect(try commands() == ["psql"])
    }

    @Test func foldersOfShimsCanBeThrownAway() throws {
        let folder = try ProjectFolder(Self.manifest, box: "web")
        let grant = try folder.allow()
        let shims = try #require(grant.activation).shims
        let bin = try folder.shims.folder(for: shims)
        folder.shims.prune(keeping: [shims])
        #expect(File.kind(bin) == .directory)
        folder.shims.prune(keeping: [])
        #expect(File.kind(bin) == nil)
        _ = folder.answer()
        #expect(File.kind(bin) == .directory)
    }

    @Test(arguments: [
        "alcove", "-x", ".x", "a b", "a$(id)", "ä", "", "a/b", String(repeating: "a", count: 201),
    ])
    func namesThatAreNoPlainWordsAreNoCommands(_ name: String) {
        #expect(!BoxSpec.isShimName(name))
    }

    @Test func plainWordsAreCommands() {
        #expect(["g++", "python3.12", "x_y-z"].allSatisfy(BoxSpec.isShimName))
    }

    /// A grant of a version that knew fewer names sets no more of them.
    @Test func whatWasAllowedOnceIsLookedAtAgain() throws {
        let folder = try ProjectFolder(Self.manifest, box: "web")
        var grant = try folder.allow()
        grant.activation?.variables.append(BoxSpec.Variable(name: "TAR_OPTIONS", value: "x"))
        try folder.grants.write(grant)
        #expect(!folder.answer().calls.contains { $0.contains("TAR_OPTIONS") })
    }

    @Test func wordsAreQuotedForEachShell() {
        let words = ["_alcove_set", "A", "it's \\ $(id)\n;x"]
        #expect(HookShell.bash.line(words) == "'_alcove_set' 'A' 'it'\\''s \\ $(id)\n;x'\n")
        #expect(HookShell.fish.line(words) == "'_alcove_set' 'A' 'it\\'s \\\\ $(id)\n;x'\n")
    }
}
