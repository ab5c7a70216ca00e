import Linux
import TestSupport
import Testing

@testable import alcove

/// Manifests that `alcove init` writes.
@Suite struct InitTests {
    let sandbox: Sandbox

    init() throws {
        sandbox = try Sandbox()
        try sandbox.write("work/alcove.toml", "[box.site]\nimage = \"debian\"\n")
    }

    @Test func manifestIsWrittenForWhatIsThere() throws {
        try sandbox.write("work/package.json", "{}")
        let folder = "\(sandbox.home)/work"
        #expect(
            sandbox.alcove("init", folder).hasPrefix("error: '~/work/alcove.toml' is there already")
        )
        try File.remove(folder + "/alcove.toml")
        try sandbox.write("work/.tool-versions", "golang 1.22\n# no\n")
        #expect(
            sandbox.alcove("init", folder, "-i", "debian:trixie", "--name", "site")
                == "'~/work/alcove.toml' is written: look at it, then 'alcove allow' and 'alcove apply'\n[0]"
        )
        let text = try File.read(folder + "/alcove.toml").text
        #expect(text.contains("[box.site]\nimage = \"debian:trixie\"\n"))
        #expect(text.contains("\npackages = [\"nodejs\", \"npm\", \"golang\"]\n"))
        #expect(text.contains("\nshims = [\"node\", \"npm\", \"npx\", \"go\", \"gofmt\"]\n"))
        #expect(sandbox.alcove("allow", folder, "--yes").hasSuffix("'~/work' is allowed\n[0]"))
    }

    /// Two projects in folders of one name would have one box.
    @Test func aNameOfAnotherProjectIsNotTakenOnce() throws {
        let (one, other) = ("\(sandbox.home)/a/site", "\(sandbox.home)/b/site")
        for folder in [one, other] { try File.makeDirectories(folder, mode: 0o755) }
        let written =
            "alcove.toml' is written: look at it, then 'alcove allow' and 'alcove apply'\n[0]"
        #expect(sandbox.alcove("init", one, "-i", "debian") == "'~/a/site/\(written)")
        _ = sandbox.alcove("allow", "--yes", one)
        #expect(
            sandbox.alcove("init", other, "-i", "debian")
                == "box 'site' is of '~/a/site'; this one is 'site-2'\n'~/b/site/\(written)"
        )
        #expect(try File.read(other + "/alcove.toml").text.contains("[box.site-2]\n"))
        // Its own is no other's.
        try File.remove(one + "/alcove.toml")
        #expect(sandbox.alcove("init", one, "-i", "debian") == "'~/a/site/\(written)")
    }

    @Test func manifestIsWrittenFromABox() throws {
        _ = sandbox.alcove(
            "create",
            "web",
            "-i",
            "debian",
            "--hostname",
            "h",
            "-e",
            "A=b",
            "--bare"
        )
        try File.remove("\(sandbox.home)/work/alcove.toml")
        #expect(
            sandbox.alcove("init", "\(sandbox.home)/work", "--from", "web", "--dry-run") == """
                # Written from box 'web'.

                [box.web]
                image = "debian"
                bare = true
                hostname = "h"
                env = { A = "b" }
                [0]
                """
        )
        // What is there already is taken over by --adopt alone; one of another name is made.
        #expect(
            sandbox.alcove("init", "\(sandbox.home)/work", "--from", "web").hasSuffix(
                "'alcove allow' and 'alcove apply --adopt'\n[0]"
            )
        )
        try File.remove("\(sandbox.home)/work/alcove.toml")
        #expect(
            sandbox.alcove("init", "\(sandbox.home)/work", "--from", "web", "--name", "w2")
                .hasSuffix(
                    "'alcove allow' and 'alcove apply'\n[0]"
                )
        )
    }

    @Test func anImageWithoutANameIsNone() throws {
        try File.remove("\(sandbox.home)/work/alcove.toml")
        #expect(
            sandbox.alcove("init", "\(sandbox.home)/work", "-i", "") == """
                error: --image names nothing
                hint: Leave it out, or name one.
                [64]
                """
        )
    }
}
