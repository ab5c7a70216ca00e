import Linux
import TestSupport
import Testing

@testable import Projects

/// What a shell was answered on its way into a project holds for its next one.
@Suite struct HookMemoryTests {
    static let shells = HookedShell.installed

    @Test(arguments: shells)
    func whoComesAgainIsAskedNothing(_ name: HookShell) throws {
        let shell = try HookedShell(name)
        let lines = try shell.run(
            """
            . %/hook; cd %/p; prompt; cd %/q; prompt
            cd %/link; prompt; prompt; show
            cd %/q; prompt; cd %/p; prompt; cd %/q; prompt; show; grep -c . %/log
            touch -d @1700000001 %/p/alcove.toml; prompt; grep -c . %/log
            : >%/log; cd %/p; prompt; grep -o in-project %/log | head -n 1
            cd %/q; prompt; touch %/p/lock; touch -r %/moment %/p/alcove.toml
            : >%/log; cd %/p; prompt; grep -o in-project %/log | head -n 1
            rm %/p/lock; cd %/q; prompt; rm %/moment
            : >%/log; cd %/p; prompt; grep -o in-project %/log | head -n 1; show
            """
        )
        let asked = "in-project"
        let inside = "\(shell.folder.path)/bin:/usr/bin:/bin|it's new|x y|new|6"
        #expect(
            lines == [
                inside, "/usr/bin:/bin|old  value|none|plain|0", "1", "1", asked, asked, asked,
                inside,
            ]
        )
    }

    /// What another shell was answered is known from the start.
    @Test(arguments: shells)
    func aNewShellIsAskedNothing(_ name: HookShell) throws {
        let shell = try HookedShell(name)
        try shell.knowTheWayIn()
        let lines = try shell.run(
            """
            . %/hook; show; cd %/p/sub; prompt; show; cd %/q; prompt; show
            . %/hook; prompt; cd %/p; prompt; show; cd %/q; prompt; show; grep -c . %/log
            cd %/p; touch -d @1700000001 %/record; prompt; grep -c . %/log
            """
        )
        let outside = "/usr/bin:/bin|old  value|none|plain|0"
        let inside = "\(shell.folder.path)/bin:/usr/bin:/bin|it's new|x y|new|6"
        #expect(lines == [outside, inside, outside, inside, outside, "0", "1"])
    }

    /// Who starts a shell within a project has what was made of it there.
    @Test(arguments: shells)
    func aShellWithinKeepsWhatItWasGiven(_ name: HookShell) throws {
        let shell = try HookedShell(name)
        try shell.knowTheWayIn()
        let place = shell.folder.path
        var given = shell.environment
        given["PATH"] = "\(place)/bin:/usr/bin:/bin"
        given["NEW"] = "mine"
        given["ALCOVE_PROJECT"] = place + "/p"
        given["ALCOVE_PROJECT_MARK"] = "m1"
        given["ALCOVE_PROJECT_BIN"] = place + "/bin"
        given["ALCOVE_PROJECT_VARIABLES"] = " n:NEW"
        let lines = try shell.run(
            """
            cd %/p; . %/hook; prompt; show; cd %/q; prompt; show; cd %/p; prompt; show
            grep -c . %/log
            """,
            environment: given
        )
        #expect(
            lines == [
                "\(place)/bin:/usr/bin:/bin|old  value|mine|plain|4",
                "/usr/bin:/bin|old  value|none|plain|0",
                "\(place)/bin:/usr/bin:/bin|it's new|x y|new|6", "1",
            ]
        )
    }

    /// Straight from another one, whose variables are not left behind.
    @Test(arguments: shells)
    func eachProjectIsKeptByItself(_ name: HookShell) throws {
        let shell = try HookedShell(name)
        let place = shell.folder.path
        try shell.folder.write("r/alcove.toml", "")
        let other = [["_alcove_join", place + "/r", "m2", ""], ["_alcove_set", "PLAIN", "other"]]
        let watch = [["_alcove_watch", place + "/r", place + "/it's \n not", ""]]
        let answer = (other + watch).map(shell.shell.line).joined()
        try shell.folder.write("other", answer + shell.shell.line(["_alcove_keep", answer]))
        let stand = try File.read(place + "/alcove").text
        let both = stand.replacing(
            "echo",
            with: "echo \"$PWD\" >>\(place)/from; [ \"$PWD\" = \(place)/p ] || "
                + "exec cat \(place)/other; echo"
        )
        try File.replace(place + "/alcove", with: Array(both.utf8), mode: 0o755)
        let lines = try shell.run(
            """
            . %/hook; cd %/p; prompt; cd %/q; prompt; cd %/r; prompt; show
            cd %/p; prompt; show; cd %/r; prompt; show; cd %/q; prompt; show; grep -c . %/from
            """
        )
        let inOther = "/usr/bin:/bin|old  value|none|other|5"
        #expect(
            lines == [
                inOther, "\(place)/bin:/usr/bin:/bin|it's new|x y|new|6", inOther,
                "/usr/bin:/bin|old  value|none|plain|0", "2",
            ]
        )
    }

    /// With a link in its place a project that was moved is still another one.
    @Test(arguments: shells)
    func aMovedProjectIsAskedAbout(_ name: HookShell) throws {
        let shell = try HookedShell(name)
        let lines = try shell.run(
            """
            . %/hook; cd %/p; prompt; cd %/q; prompt; mv %/p %/r; ln -s r %/p
            : >%/log; cd %/r; prompt; grep -o in-project %/log | head -n 1
            cd %/q; prompt; rm %/p; mv %/r %/p; cd %/p; prompt; mv %/p %/r; ln -s r %/p
            : >%/log; prompt; grep -o in-project %/log | head -n 1
            """
        )
        #expect(lines == ["in-project", "in-project"])
    }
}
