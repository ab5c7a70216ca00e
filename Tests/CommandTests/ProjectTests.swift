import Boxes
import Linux
import Projects
import TestSupport
import Testing
import Upkeep

@testable import alcove

/// A project, from its manifest to what is allowed of it.
@Suite struct ProjectTests {
    let sandbox: Sandbox
    private let manifest = """
        [box.site]
        image = "debian"
        home = "private"
        network = "none"
        shims = ["node"]

        """

    init() throws {
        sandbox = try Sandbox()
        try sandbox.write("work/alcove.toml", manifest)
    }

    @Test func itIsShownBeforeItIsAllowed() throws {
        sandbox.isTerminal = true
        sandbox.answers = ["n", "y"]
        let shown = """
            '~/work/alcove.toml' may, once it is allowed:
              box 'site': is made from debian
              box 'site': reads and writes your files, by their paths below /run/host
              box 'site': \(HostileProject.shares)
              box 'site': has 'node' first in PATH in this folder
            Allow it? [y/N]\u{20}
            """
        let folder = "\(sandbox.home)/work"
        #expect(sandbox.alcove("allow", folder) == shown + "[1]")
        #expect(sandbox.host.grants.grant(of: folder) == nil)
        #expect(sandbox.alcove("allow", folder) == shown + "'~/work' is allowed\n[0]")
        #expect(sandbox.host.grants.grant(of: folder)?.decision == .allowed)
    }

    @Test func withoutATerminalNothingIsAllowed() throws {
        let folder = "\(sandbox.home)/work"
        #expect(
            sandbox.alcove("allow", folder, "--quiet") == """
                '~/work/alcove.toml' may, once it is allowed:
                  box 'site': is made from debian
                  box 'site': reads and writes your files, by their paths below /run/host
                  box 'site': \(HostileProject.shares)
                  box 'site': has 'node' first in PATH in this folder
                error: nothing is allowed without a terminal
                hint: Look at it with --dry-run, then say --yes.
                [64]
                """
        )
        #expect(sandbox.alcove("allow", folder, "--yes").hasSuffix("'~/work' is allowed\n[0]"))
    }

    @Test func whatIsDifferentIsShown() throws {
        let folder = "\(sandbox.home)/work"
        _ = sandbox.alcove("allow", folder, "--yes")
        #expect(
            sandbox.alcove("allow", folder, "--dry-run")
                == "'~/work/alcove.toml' is allowed as it is\n[0]"
        )
        // Nobody is asked for what was said already, nor about what they say of their own shell.
        #expect(
            sandbox.alcove("allow", folder) == "'~/work/alcove.toml' is allowed as it is\n[0]"
        )
        let mode = "  The hook's mode: as the settings have it -> off\n"
        #expect(
            sandbox.alcove("allow", folder, "--mode", "off")
                == "'~/work/alcove.toml' is allowed as it is\n\(mode)The hook's mode there is 'off' now\n[0]"
        )
        #expect(sandbox.host.grants.grant(of: folder)?.mode == .off)
        try sandbox.write(
            "work/alcove.toml",
            manifest.replacing("none", with: "host") + "# x\n"
        )
        #expect(
            sandbox.alcove("allow", folder, "--dry-run") == """
                '~/work/alcove.toml' is not what was allowed:
                  ~ ~/work/alcove.toml
                  + box 'site': uses the host's network
                [0]
                """
        )
        #expect(sandbox.alcove("allow", "--list").contains("~/work  changed"))
    }

    @Test func whatIsDeniedStaysAway() throws {
        let folder = "\(sandbox.home)/work"
        #expect(sandbox.alcove("deny", folder) == "'~/work' is denied\n[0]")
        #expect(sandbox.host.grants.grant(of: folder)?.decision == .denied)
        #expect(sandbox.alcove("allow", "--list").contains("denied"))
    }

    /// What Alcove itself writes of what was allowed is allowed with it, and nothing else is.
    @Test func whatAlcoveWritesIsAllowed() throws {
        let folder = "\(sandbox.home)/work"
        _ = sandbox.alcove("allow", folder, "--yes", "--mode", "hint")
        let host = sandbox.host
        let project = Project(folder: folder)
        let allowing = ProjectAllowing(project, on: host)
        let reading = try allowing.read()
        let lock = Array("format = 1\n".utf8)
        // Killed before the grant is written, it is asked about.
        try File.replace(folder + "/alcove.lock", with: lock, mode: 0o644)
        guard case .changed = ProjectState(of: project, in: host.grants) else {
            Issue.record("it is allowed")
            return
        }
        try allowing.note(lock, for: folder + "/alcove.lock", in: reading)
        guard case .allowed(let grant) = ProjectState(of: project, in: host.grants) else {
            Issue.record("it is not allowed")
            return
        }
        #expect(grant.mode == .hint)
        // Who said something else meanwhile is heard.
        _ = sandbox.alcove("deny", folder)
        try allowing.note(lock, for: folder + "/alcove.lock", in: reading)
        #expect(ProjectState(of: project, in: host.grants) == .denied)
    }

    /// With what Alcove writes, nothing else becomes allowed that the disk has by then.
    @Test(arguments: ["a link that leads elsewhere", "a file that nobody was shown"])
    func whatWasNotShownIsNotAllowedWithIt(_ what: String) throws {
        let folder = "\(sandbox.home)/work"
        try File.makeDirectories(folder + "/data", mode: 0o755)
        try sandbox.write("work/alcove.toml", manifest + "volumes = [\"./data:/data\"]\n")
        _ = sandbox.alcove("allow", folder, "--yes")
        let allowing = ProjectAllowing(Project(folder: folder), on: sandbox.host)
        let before = allowing.known
        let reading = try allowing.read()
        if what.hasPrefix("a link") {
            try File.removeTree(folder + "/data")
            try File.link(folder + "/data", to: sandbox.home + "/.config")
            try allowing.note(Array("format = 1\n".utf8), for: folder + "/alcove.lock", in: reading)
        } else {
            try sandbox.write("work/base.toml", "[box.site]\nengine-option = \"{}\"\n")
            let text = manifest + "extends = \"./base.toml\"\n"
            try allowing.note(Array(text.utf8), for: folder + "/alcove.toml", in: reading)
        }
        #expect(allowing.known == before)
    }

    @Test func faultsAreToldWithTheirLines() throws {
        try sandbox.write("work/alcove.toml", "[box.site]\nimag = \"x\"\n")
        #expect(
            sandbox.alcove("allow", "\(sandbox.home)/work", "--yes") == """
                error: ~/work/alcove.toml:2: there is no key 'box.site.imag'
                hint: Did you mean 'image'?
                [64]
                """
        )
    }

    @Test(arguments: [
        ("image = debian", "\nhint: Texts stand in quotes.\n[64]"), ("[[[", "\n[64]"),
        ("a = [[[[", "\n[64]"),
    ])
    func whatIsNoTOMLHasAHintThatFits(text: String, end: String) throws {
        try sandbox.write("work/alcove.toml", "[box.site]\n" + text)
        let told = sandbox.alcove("allow", "\(sandbox.home)/work", "--yes")
        #expect(told.hasPrefix("error: ~/work/alcove.toml:2: the manifest is no TOML: "), "\(told)")
        #expect(told.hasSuffix(end) && told.contains("hint:") == end.contains("hint:"), "\(told)")
    }

    /// A path is told once, and why it cannot be read in words that say it.
    @Test func whatCannotBeReadIsToldOnce() throws {
        let long = "[box.site]\n" + String(repeating: "#\n", count: 1 << 20)
        try sandbox.write("work/alcove.toml", long)
        #expect(
            sandbox.alcove("allow", "\(sandbox.home)/work", "--yes") == """
                error: ~/work/alcove.toml: it is too large: a file has 1 MiB at most, all together have 4
                [64]
                """
        )
    }

    /// Words of a stranger's file do not move the cursor.
    @Test func whatATerminalWouldHeedIsNotShown() throws {
        try sandbox.write(
            "work/alcove.toml",
            "[box.a]\nimage = \"x\"\nbuild = [\"a\\u001b[2Jb\\u202ec\"]\n"
        )
        let shown = sandbox.alcove("allow", "\(sandbox.home)/work", "--dry-run")
        #expect(shown.contains("runs as its root while it is made: a?[2Jb?c"))
    }

    /// What has `PATH` from before calls it all the same.
    @Test func aCommandOfABoxThatIsNotThereSaysWhatMakesIt() throws {
        let folder = "\(sandbox.home)/work"
        let site = try BoxName("site")
        sandbox.variables["ALCOVE_PROJECT"] = folder
        #expect(DefaultBox(host: sandbox.host).unmade(site) == nil)
        _ = sandbox.alcove("allow", "--yes", folder)
        #expect(
            DefaultBox(host: sandbox.host).unmade(site)
                == Failure(
                    "box 'site' of '\(folder)' is not made yet",
                    hint: "Make it with 'alcove apply \(folder)'.",
                    status: 125
                )
        )
        #expect(DefaultBox(host: sandbox.host).unmade(try BoxName("other")) == nil)
    }

    @Test func hooksKnowTheirProgram() throws {
        for shell in HookShell.allCases {
            let hook = sandbox.alcove("hook", shell.rawValue)
            #expect(hook.hasSuffix("[0]"))
            #expect(!hook.contains("@program@") && !hook.contains("@offers@"))
        }
        #expect(sandbox.alcove("hook", "tcsh").hasPrefix("error: "))
    }
}
