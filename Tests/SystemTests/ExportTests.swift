import Foundation
import Testing

/// What is exported goes again, whatever happens in between.
@Suite(.lab) struct ExportTests {
    let host: Host

    init() throws { host = try Host() }

    /// Everything in the home but what is the tool's own: paths, kinds, modes, contents.
    private func files(_ host: Host) throws -> String {
        let listed = try host.shell(
            """
            cd && find . \\( -path ./.local/state -o -path ./.local/share/alcove \
            -o -path ./.cache -o -path ./.config \\) -prune -o -printf '%P %y %m %l\\n' | sort
            find . \\( -path ./.local/state -o -path ./.local/share/alcove -o -path ./.cache \
            -o -path ./.config \\) -prune -o -type f -exec sha256sum {} + | sort
            """
        )
        try #require(listed.end == .exited(0), "\(listed)")
        return text(listed.stdout)
    }

    /// The changes of exports that were begun and not ended.
    private var unfinished: [String] {
        let folder = host.home + "/.local/state/alcove/exports/changes"
        return (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }

    @Test func unexportingIsTheInverse() throws {
        let box = try host.box()
        let before = try files(host)
        for name in ["sh", "cat", "ls"] {
            try host.alcove("export", "bin", "--as", "box-\(name)", name)
                .expect("\(host.home)/.local/bin/box-\(name)\n")
        }
        #expect(try files(host) != before)
        let listed = try host.alcove("exports", "--json")
        #expect(text(listed.stdout).components(separatedBy: "\"fresh\"").count == 4, "\(listed)")
        try host.alcove("unexport", "box-cat", "box-sh").expect().expectSilence()
        try host.alcove("unexport", "--all", "--box", box).expect().expectSilence()
        #expect(try files(host) == before)
    }

    /// Typed in a box, it is about that box, and done on the host.
    @Test func boxesExportThemselves() throws {
        let box = try host.box()
        _ = try host.box()
        let before = try files(host)
        let wrapper = "\(host.home)/.local/bin/box-sh"
        try host.alcove("run", box, "--", "alcove", "export", "bin", "--as", "box-sh", "sh")
            .expect("\(wrapper)\n")
        try host.shell("\"$HOME\"/.local/bin/box-sh -c 'grep ^name= /run/.alcoveenv'")
            .expect("name=\(box)\n")
        let listed = try host.alcove("run", box, "--", "alcove", "exports")
        #expect(text(listed.stdout).contains("box-sh  bin   \(box)"), "\(listed)")
        try host.alcove("run", box, "--", "alcove", "unexport", "box-sh").expect().expectSilence()
        #expect(try files(host) == before)
        // What the box may not run on the host is not done for it.
        let guarded = try host.box(from: .busybox, "--host-commands", "none")
        try host.alcove("run", guarded, "--", "alcove", "export", "bin", "--as", "box-sh", "sh")
            .expectError(exit: 126, mentioning: "alcove")
        #expect(try files(host) == before)
    }

    /// The host's bash asks the box's, which has a completion that puts spaces behind words.
    @Test func wordsAreCompletedByTheBox() throws {
        let box = try host.box(from: .bookworm)
        let script = """
            cd /usr/share; mkdir -p bash-completion/completions; cd bash-completion
            echo '_completion_loader() { . /usr/share/bash-completion/completions/$1; }' \
                >bash_completion
            cat >completions/tool <<'END'
            _tool() { [ "$COMP_LINE" = 'tool --a=b c' ] && COMPREPLY=("check " "commit "); }
            complete -o nospace -F _tool tool
            END
            ln -s /bin/true /usr/bin/tool
            """
        try host.alcove("run", "--root", box, "--", "sh", "-e", stdin: script).expect()
        let wrapper = "\(host.home)/.local/bin/tool"
        try host.alcove("export", "bin", "--box", box, "tool").expect("\(wrapper)\n")
        try host.shell(
            """
            . .local/share/bash-completion/completions/tool
            COMP_WORDS=(tool --a=b c x) COMP_CWORD=2 COMP_LINE="tool --a=b c x" COMP_POINT=12
            $(complete -p tool | sed 's/.*-F \\([^ ]*\\).*/\\1/')
            echo "${COMPREPLY[@]}"
            """
        ).expect("check commit\n")
    }

    @Test func renamedBoxesKeepTheirExports() throws {
        let box = try host.box()
        try host.alcove("export", "bin", "--as", "box-sh", "sh").expect(
            "\(host.home)/.local/bin/box-sh\n"
        )
        let site = host.name("site")
        try host.alcove("rename", box, site).expect()
        try host.shell("\"$HOME\"/.local/bin/box-sh -c 'grep ^id= /run/.alcoveenv'").expect(
            "id=\(try id(of: site))\n"
        )
        try host.alcove("exports", "--refresh", "--quiet").expectSilence()
        try host.alcove("rm", "--force", site).expect().expectSilence()
        #expect(!FileManager.default.fileExists(atPath: host.home + "/.local/bin"))
    }

    private func id(of box: String) throws -> String {
        let outcome = try host.alcove("show", box, "--json")
        let json = try JSONSerialization.jsonObject(with: Data(outcome.stdout)) as? [String: Any]
        return try #require(json?["id"] as? String)
    }

    @Test func removingTheBoxKeepsWhatWasChangedByHand() throws {
        let box = try host.box()
        for name in ["one", "two"] {
            try host.alcove("export", "bin", "--as", name, "sh").expect(
                "\(host.home)/.local/bin/\(name)\n"
            )
        }
        try Data("mine".utf8).write(to: URL(filePath: host.home + "/.local/bin/two"))
        let outcome = try host.alcove("rm", "--force", box)
        #expect(outcome.status == 0, "\(outcome)")
        #expect(text(outcome.stderr).contains("/.local/bin/two' was changed by hand"), "\(outcome)")
        let folder = host.home + "/.local/bin"
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["two"])
        try host.alcove("exports").expect()
    }

    @Test func aHomeWithSpacesIsAHome() throws {
        let home = host.home + "/it's my home"
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        var environment = host.environment
        environment["HOME"] = home
        let box = "spaces-\(UUID().uuidString.prefix(8).lowercased())"
        let image = try TestImage.busybox.reference
        try host.alcove("create", box, "--bare", "-i", image, environment: environment)
            .expect("\(box)\n")
        defer { _ = try? host.alcove("rm", "--force", box, environment: environment) }
        try host.alcove("export", "bin", "--as", "my sh", "sh", environment: environment)
            .expect("\(home)/.local/bin/my sh\n")
        let variables = environment.map { Array("\($0)=\($1)".utf8) }
        let words = ["\(home)/.local/bin/my sh", "-c", "echo \"$1\"; pwd", "sh", "a b"]
        try host.run(words, stdin: [], environment: variables, directory: home)
            .expect("a b\n\(home)\n")
        try host.run(
            ["\(Lab.programs)/alcove", "run", box, "--"] + words,
            stdin: [],
            environment: variables,
            directory: home
        ).expect("a b\n\(home)\n")
        try host.alcove("unexport", "my sh", environment: environment).expect().expectSilence()
    }

    /// Kills a command at some moment of the time that it takes.
    private func kill(after seconds: Double, _ words: String...) throws {
        let child = try host.start(words)
        usleep(UInt32(seconds * 1_000_000))
        child.send(SIGKILL)
        _ = try child.wait(seconds: 10)
    }

    @Test func killedCommandsAreFinishedByTheNext() throws {
        let box = try host.box()
        try host.alcove("run", box, "--", "true").expect()
        try Data("mine".utf8).write(to: URL(filePath: host.home + "/tool"))
        let before = try files(host)
        let export = ["export", "bin", "--force", "--to", host.home, "--as", "tool", "sh"]
        let begin = Date()
        try host.alcove(export).expect("\(host.home)/tool\n")
        let duration = Date().timeIntervalSince(begin) * 1.2
        let after = try files(host)
        try host.alcove("unexport", "tool").expect()
        #expect(try files(host) == before)
        for round in 1...20 {
            let child = try host.start(export)
            usleep(UInt32(Double.random(in: 0...duration) * 1_000_000))
            child.send(SIGKILL)
            _ = try child.wait(seconds: 10)
            try host.alcove("exports", "--json").expectSilence()
            #expect(unfinished.isEmpty, "round \(round)")
            let now = try files(host)
            #expect([before, after].contains(now), "round \(round):\n\(now)")
            if now == before { try host.alcove(export).expect("\(host.home)/tool\n") }
            try kill(after: .random(in: 0...duration), "unexport", "tool")
            try host.alcove("exports", "--json").expectSilence()
            let then = try files(host)
            #expect([before, after].contains(then), "round \(round):\n\(then)")
            if then == after { try host.alcove("unexport", "tool").expect() }
            #expect(try files(host) == before, "round \(round)")
        }
        #expect(unfinished.isEmpty)
    }

    @Test func killedRemovalsTakeTheExportsAlong() throws {
        let image = try TestImage.busybox.reference
        var before = ""
        var duration = 0.0
        for round in 0...8 {
            let box = host.name()
            try host.alcove("create", box, "--bare", "-i", image).expect("\(box)\n")
            if round == 0 { before = try files(host) }
            try host.alcove("export", "bin", "--box", box, "--as", "tool", "sh").expect(
                "\(host.home)/.local/bin/tool\n"
            )
            let begin = Date()
            if round > 0 {
                try kill(after: .random(in: 0...duration), "rm", "--force", box)
            } else {
                try host.alcove("rm", "--force", box).expect()
                duration = Date().timeIntervalSince(begin)
            }
            // The next one finishes it, or does it if it was not begun.
            _ = try host.alcove("rm", "--force", box)
            #expect(try !host.listed().contains(box), "round \(round)")
            #expect(try files(host) == before, "round \(round)")
        }
        #expect(unfinished.isEmpty)
    }
}
