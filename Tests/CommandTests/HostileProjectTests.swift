import Boxes
import Linux
import Projects
import TestSupport
import Testing
import Upkeep

@testable import alcove

/// Projects of people who would like to run, read or write something on the host.
@Suite struct HostileProjectTests {
    let sandbox: Sandbox
    private let folder: HostileProject.Folder

    init() throws {
        sandbox = try Sandbox()
        sandbox.letAgentsAnswer()
        folder = HostileProject.Folder(path: sandbox.home + "/work", home: sandbox.home)
        try sandbox.write("secret", HostileProject.secret)
        try File.makeDirectories(sandbox.home + "/keys", mode: 0o700)
    }

    /// All files of the home, the project among them, with what is in them; but for those whose times
    /// shells compare with that of a denial.
    private func everything(_ folder: String? = nil) throws -> [String] {
        let folder = folder ?? sandbox.home
        return try File.entries(in: Array(folder.utf8)).flatMap { entry -> [String] in
            let path = "\(folder)/\(entry.name.text)"
            if path == sandbox.home + "/.cache" { return [] }
            switch entry.status.kind {
            case .directory: return [path] + (try everything(path))
            case .file: return ["\(path) \(Fingerprint(of: try File.read(path)).digits)"]
            case .link: return ["\(path) -> \(File.target(path) ?? "")"]
            case .socket, .other: return [path]
            }
        }.sorted()
    }

    private func hook() -> HookAnswer {
        HookAnswer(
            Project.nearest(from: folder.path),
            HookAnswer.Present(folder: "", mark: "", told: ""),
            sandbox.host.hookSurroundings
        )
    }

    @Test(.timeLimit(.minutes(1)), arguments: HostileProject.all)
    func nothingIsDoneBeforeItIsAllowed(_ project: HostileProject) throws {
        try project.make(folder)
        let before = try everything()
        let refused = """
            error: '~/work/alcove.toml' is not allowed yet
            hint: Look at it, then say 'alcove allow ~/work'.
            [1]
            """
        let odd = """
            error: the manifest '~/work/alcove.toml' is no file
            hint: Take it away, or name another manifest.
            [64]
            """
        for command in ["plan", "lock", "apply"] {
            let answer = sandbox.alcove(command, folder.path)
            #expect(answer == refused || answer == odd, "\(answer)")
        }
        let answer = hook()
        #expect(answer.calls.map { $0[0] } == ["_alcove_told", "_alcove_watch"])
        #expect(answer.message?.contains("is not allowed yet") == true)
        _ = sandbox.alcove("deny", folder.path, "--dry-run")
        let told = sandbox.alcove("allow", folder.path, "--dry-run")
        #expect(told.contains(project.told), "\(told)")
        for word in project.hidden { #expect(!told.contains(word), "\(told)") }
        #expect(sandbox.alcove("allow", folder.path).hasSuffix("[64]"), "nobody was asked")
        #expect(try everything() == before)
        #expect(sandbox.engine.calls.isEmpty && sandbox.sessions.isEmpty)
    }

    /// What was denied is not even looked at, whatever becomes of it and whoever says yes in passing.
    @Test(.timeLimit(.minutes(1)), arguments: HostileProject.all)
    func aDenialSticks(_ project: HostileProject) throws {
        try folder.manifest("")
        _ = sandbox.alcove("deny", folder.path)
        try File.remove(folder.path + "/alcove.toml")
        try project.make(folder)
        let before = try everything()
        for words in [["apply", "--yes"], ["lock", "--yes"], ["plan"]] {
            let answer = sandbox.alcove(words + [folder.path])
            #expect(answer.hasPrefix("error: ") && !answer.contains("[0]"))
        }
        #expect(hook().message == nil)
        #expect(try everything() == before)
        #expect(sandbox.engine.calls.isEmpty)
    }

    /// At a terminal the question comes with what it is about, and a no is a no.
    @Test(arguments: ["plan", "lock", "apply"])
    func whoIsAskedSeesWhatItMayDo(_ command: String) throws {
        try folder.manifest("on-create = [\"echo \\u001b[2J\"]")
        sandbox.isTerminal = true
        sandbox.answers = ["n"]
        #expect(
            sandbox.alcove(command, folder.path) == """
                '~/work/alcove.toml' may, once it is allowed:
                  box 'site': is made from debian
                  box 'site': runs any command on the host
                  box 'site': reads and writes your home
                  box 'site': uses the host's network
                  box 'site': \(HostileProject.shares)
                  box 'site': runs as you when it is made: echo ?[2J
                Allow it? [y/N] [1]
                """
        )
        #expect(sandbox.host.grants.grant(of: folder.path) == nil)
        #expect(sandbox.engine.calls.isEmpty)
    }

    /// What is shown is what is done: a link that leads elsewhere by now asks again.
    @Test func whatWasShownIsWhatIsDone() throws {
        try folder.link("data", to: folder.path)
        try folder.manifest("bare = true\nvolumes = [\"./data:/data\"]")
        _ = sandbox.alcove("allow", "--yes", folder.path)
        #expect(sandbox.alcove("plan", "-q", folder.path).hasPrefix("site: make\n"))
        try File.link(folder.path + "/data", to: sandbox.home + "/keys")
        #expect(sandbox.alcove("apply", folder.path).contains("is not what was allowed"))
        sandbox.isTerminal = true
        sandbox.answers = ["n"]
        let told = sandbox.alcove("apply", folder.path)
        #expect(told.contains("  + box 'site': reads and writes '~/keys'\nAllow it?"), "\(told)")
    }

    /// `--yes` is for what is seen; the parts of a work that follows are not asked, and allow nothing.
    @Test func whatChangesIsAskedAboutAgain() throws {
        try folder.manifest("bare = true")
        #expect(sandbox.alcove("apply", "-q", "--yes", folder.path).hasSuffix("[0]"))
        for (file, text) in [
            ("alcove.lock", "format = 1\n[box.site.amd64]\nimage = \"debian\"\ninputs = \"x\""),
            ("alcove.toml", "[box.site]\nimage = \"debian\"\n"),
        ] {
            try folder.write(file, text)
            let calls = sandbox.engine.calls.count
            for command in ["plan", "lock", "apply"] {
                #expect(
                    sandbox.alcove(command, folder.path) == """
                        error: '~/work/\(file)' is not what was allowed
                        hint: Look at it, then say 'alcove allow ~/work'.
                        [1]
                        """
                )
            }
            #expect(sandbox.engine.calls.count == calls)
            _ = sandbox.alcove("allow", "--yes", folder.path)
        }
        try File.remove(folder.path + "/alcove.lock")
        #expect(
            sandbox.alcove("plan", folder.path).hasPrefix(
                "error: '~/work/alcove.lock', which was allowed, is not there any more\nhint: "
            )
        )
    }

    @Test(arguments: ["copied", "moved", "linked", "another worktree"])
    func itIsAllowedWhereItWasAllowed(_ how: String) throws {
        try folder.manifest("bare = true")
        _ = sandbox.alcove("allow", "--yes", folder.path)
        let other = sandbox.home + "/other"
        switch how {
        case "linked": try File.link(other, to: folder.path)
        case "moved": try File.move(folder.path, to: other)
        default:
            try File.makeDirectories(other, mode: 0o700)
            let bytes = try File.read(folder.path + "/alcove.toml")
            try File.replace(other + "/alcove.toml", with: bytes, mode: 0o600)
            if how == "copied" { break }
            let git = Array("gitdir: \(folder.path)/.git/worktrees/other\n".utf8)
            try File.replace(other + "/.git", with: git, mode: 0o600)
        }
        let answer = sandbox.alcove("plan", other)
        #expect(answer.hasPrefix(how == "linked" ? "site: make" : "error: "), "\(answer)")
    }

    /// A manifest cannot have a box of somebody else's by calling its own the same.
    @Test func boxesOfOthersAreNotCalled() throws {
        _ = sandbox.alcove("create", "-q", "--bare", "site", "-i", "debian")
        try folder.manifest("bare = true\nshims = [\"/work/evil\"]")
        _ = sandbox.alcove("allow", "--yes", folder.path)
        let answer = hook()
        #expect(answer.calls.contains { $0[0] == "_alcove_join" && $0[3].isEmpty })
        #expect(answer.message?.contains("box 'site' is not of '") == true)
        #expect(sandbox.alcove("apply", folder.path).contains("box 'site' is of no manifest"))
        _ = sandbox.alcove("apply", "--adopt", "-q", folder.path)
        #expect(hook().calls.contains { $0[0] == "_alcove_join" && !$0[3].isEmpty })
    }

    /// The hook's advice is not to take it from there.
    @Test func aBoxOfAnotherManifestIsToldWithIt() throws {
        let text = "bare = true\nshims = [\"a\"]"
        try folder.manifest(text)
        _ = sandbox.alcove("allow", "--yes", folder.path)
        _ = sandbox.alcove("apply", "-q", folder.path)
        let other = HostileProject.Folder(path: sandbox.home + "/other", home: sandbox.home)
        try File.makeDirectories(other.path, mode: 0o755)
        try other.manifest(text)
        _ = sandbox.alcove("allow", "--yes", other.path)
        func message() -> String? {
            HookAnswer(
                Project(folder: other.path),
                HookAnswer.Present(folder: "", mark: "", told: ""),
                sandbox.host.hookSurroundings
            ).message
        }
        let manifest = folder.path + "/alcove.toml"
        #expect(message() == "box 'site' is of '\(manifest)': give the one here another name")
        try File.remove(manifest)
        #expect(message()?.hasSuffix("'alcove apply --adopt' takes it over") == true)
    }

    @Test func aManifestOfAnotherNameIsAllowedByItself() throws {
        try folder.manifest("bare = true")
        try folder.write("more.toml", "[box.more]\nimage = \"debian\"\nbare = true")
        _ = sandbox.alcove("allow", "--yes", folder.path)
        let more = folder.path + "/more.toml"
        #expect(
            sandbox.alcove("plan", more) == """
                error: '~/work/more.toml' is not allowed yet
                hint: Look at it, then say 'alcove allow ~/work/more.toml'.
                [1]
                """
        )
        #expect(
            sandbox.alcove("allow", "--yes", more).hasSuffix("'~/work/more.toml' is allowed\n[0]")
        )
        #expect(sandbox.alcove("plan", "-q", more).hasPrefix("more: make\n"))
        _ = sandbox.alcove("deny", more)
        #expect(sandbox.alcove("plan", "-q", folder.path).hasPrefix("site: make\n"))
    }
}
