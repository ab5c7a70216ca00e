import Boxes
import Engines
import Exports
import Linux
import TestSupport
import Testing
import Upkeep

@testable import alcove

@Suite struct ExportTests {
    let sandbox: Sandbox

    init() throws {
        sandbox = try Sandbox()
        sandbox.variables["PATH"] = "\(sandbox.home)/.local/bin"
        sandbox.files.add("/usr/bin/gcc", "", isExecutable: true)
        sandbox.files.add("/usr/bin/make", "", isExecutable: true)
        _ = sandbox.alcove("create", "-q", "web", "-i", "debian")
    }

    func wrapper(_ name: String) throws -> String {
        try File.read("\(sandbox.home)/.local/bin/\(name)").text
    }

    @Test func aProgramComesAndGoes() throws {
        #expect(sandbox.alcove("export", "bin", "gcc") == "~/.local/bin/gcc\n[0]")
        #expect(try wrapper("gcc").contains("'run' 'web' '--' '/usr/bin/gcc'"))
        #expect(
            sandbox.alcove("exports") == """
                NAME  KIND  BOX  STATE  FILE
                gcc   bin   web  fresh  ~/.local/bin/gcc
                [0]
                """
        )
        #expect(
            sandbox.alcove("list") == """
                NAME  STATE    IMAGE   GENERATION  CREATED      ENGINE  EXPORTS
                web   stopped  debian  1           2 hours ago  podman  1
                [0]
                """
        )
        #expect(sandbox.alcove("unexport", "gcc") == "[0]")
        #expect(File.kind(sandbox.home + "/.local/bin") == nil)
        #expect(sandbox.alcove("exports") == "There are no exports.\n[0]")
    }

    @Test func optionsComeToTheWrapper() throws {
        let words = [
            "export", "bin", "--box", "web", "--as", "cc", "--to", "\(sandbox.home)/tools",
            "--root", "-w", "/src", "-e", "A=1", "-e", "B", "gcc", "--", "-O2",
        ]
        #expect(
            sandbox.alcove(words)
                == "~/tools/cc\nwarning: '~/tools' is not in your PATH\n[0]"
        )
        let text = try File.read("\(sandbox.home)/tools/cc").text
        #expect(
            text.contains(
                """
                set -- 'run' '--root' '--workdir' '/src' '--env' 'A=1' '--env' 'B' 'web' '--' \
                '/usr/bin/gcc' '-O2' "$@"
                """
            )
        )
        #expect(sandbox.alcove("unexport", "bin", "cc") == "[0]")
        #expect(File.kind(sandbox.home + "/tools") == nil)
    }

    @Test func serviceOfRootsIsOneOfARootlessEngine() {
        sandbox.engine.known.isRootless = false
        #expect(
            sandbox.alcove("export", "service", "--root", "gcc") == """
                error: a service of box 'web' that is its root's could not be stopped: \
                the box's engine is root's
                hint: Leave --root out, or make the box with a rootless engine.
                [1]
                """
        )
        sandbox.engine.known.isRootless = true
        #expect(
            sandbox.alcove("export", "service", "--root", "--dry-run", "gcc").contains(
                "write '~/.config/systemd/user/web-gcc.service'"
            )
        )
    }

    @Test func dryRunTellsAndDoesNothing() throws {
        #expect(
            sandbox.alcove("export", "bin", "--dry-run", "gcc") == "write '~/.local/bin/gcc'\n[0]"
        )
        #expect(File.kind(sandbox.home + "/.local/bin") == nil)
        _ = sandbox.alcove("export", "bin", "gcc")
        #expect(sandbox.alcove("unexport", "--dry-run", "gcc") == "remove '~/.local/bin/gcc'\n[0]")
        #expect(File.kind(sandbox.home + "/.local/bin/gcc") == .file)
    }

    /// Two applications of one name.
    private func addEditors() {
        for (id, comment) in [("org.one", "Plain"), ("org.two", "Rich")] {
            sandbox.files.add(
                "/usr/share/applications/\(id).desktop",
                "[Desktop Entry]\nType=Application\nName=Editor\nComment=\(comment)\nExec=edit\n"
            )
        }
    }

    @Test func ofSeveralApplicationsOneIsChosen() {
        addEditors()
        #expect(
            sandbox.alcove("export", "app", "editor") == """
                error: there are 2 applications 'editor'
                  org.one: Editor, Plain
                  org.two: Editor, Rich
                hint: Name one by its id, which is what stands first.
                [1]
                """
        )
        sandbox.isTerminal = true
        sandbox.answers = ["2"]
        let entry = "~/.local/share/applications/org.two.desktop"
        #expect(
            sandbox.alcove("export", "app", "editor") == """
                \(entry)
                'editor' may be one of these; which?
                  1  org.one: Editor, Plain
                  2  org.two: Editor, Rich
                Number: [0]
                """
        )
        sandbox.answers = ["3"]
        #expect(sandbox.alcove("export", "app", "editor").contains("there are 2 applications"))
    }

    @Test func applicationsOfABoxAreListed() {
        addEditors()
        _ = sandbox.alcove("export", "app", "org.two")
        #expect(
            sandbox.alcove("apps") == """
                NAME    ID       EXPORTED  COMMENT
                Editor  org.one  -         Plain
                Editor  org.two  yes       Rich
                [0]
                """
        )
        #expect(sandbox.alcove("apps", "web", "--json").contains(#""id" : "org.one""#))
    }

    @Test func whatIsInTheWayIsTold() throws {
        try File.makeDirectories(sandbox.home + "/.local/bin", mode: 0o755)
        try sandbox.write(".local/bin/gcc", "mine")
        #expect(
            sandbox.alcove("export", "bin", "gcc") == """
                error: '~/.local/bin/gcc' is there already, and is no export
                hint: Pass --force to keep it aside meanwhile, or --as for another name.
                [1]
                """
        )
        #expect(
            sandbox.alcove("export", "bin", "--force", "--dry-run", "gcc") == """
                keep '~/.local/bin/gcc' as '~/.local/bin/gcc.alcove-kept'
                write '~/.local/bin/gcc'
                [0]
                """
        )
        #expect(sandbox.alcove("export", "bin", "--force", "gcc") == "~/.local/bin/gcc\n[0]")
        #expect(sandbox.alcove("unexport", "--all") == "[0]")
        #expect(try wrapper("gcc") == "mine")
    }

    @Test func theOtherBoxIsNamed() throws {
        _ = sandbox.alcove("create", "-q", "shop", "-i", "debian")
        #expect(
            sandbox.alcove("export", "bin", "gcc") == """
                error: there are 2 boxes, and none is the default
                hint: Name one of them: shop, web.
                [1]
                """
        )
        _ = sandbox.alcove("export", "bin", "--box", "web", "gcc")
        #expect(
            sandbox.alcove("export", "bin", "--box", "shop", "gcc") == """
                error: '~/.local/bin/gcc' is an export of box 'web': bin 'gcc'
                hint: Pass --as for another name, or withdraw that one with 'alcove unexport'.
                [1]
                """
        )
    }

    @Test func whatTheBoxHasNotIsTold() throws {
        #expect(
            sandbox.alcove("export", "bin", "clang") == """
                error: the box has no program 'clang'
                hint: Name one that is in its PATH, or a path in the box.
                [1]
                """
        )
        #expect(
            sandbox.alcove("unexport", "gc") == """
                error: there is no export 'gc'
                hint: See 'alcove exports'.
                [1]
                """
        )
        _ = sandbox.alcove("export", "bin", "gcc")
        #expect(sandbox.alcove("unexport", "gc", "gcc").hasPrefix("error: there is no export 'gc'"))
        #expect(File.kind(sandbox.home + "/.local/bin/gcc") == nil)
    }

    @Test func whatWasChangedByHandIsNamed() throws {
        _ = sandbox.alcove("export", "bin", "gcc")
        try sandbox.write(".local/bin/gcc", "mine")
        #expect(sandbox.alcove("exports").contains("changed"))
        #expect(
            sandbox.alcove("unexport", "gcc")
                == "warning: '~/.local/bin/gcc' was changed by hand, and stays\n[0]"
        )
        #expect(try wrapper("gcc") == "mine")
    }

    @Test func listsSayHowMany() throws {
        _ = sandbox.alcove("export", "bin", "gcc")
        #expect(sandbox.alcove("list", "--json").contains(#""exports" : 1"#))
        #expect(sandbox.alcove("show", "web").contains("Export:          bin gcc\n"))
        #expect(sandbox.alcove("show", "web", "--json").contains(#""name" : "gcc""#))
        #expect(sandbox.alcove("exports", "--json").contains(#""state" : "fresh""#))
        #expect(!sandbox.alcove("exports", "--box", "web").contains("no exports"))
    }

    @Test func namesOfSeveralAreToldApart() throws {
        _ = sandbox.alcove("export", "bin", "gcc")
        let ledger = sandbox.host.exporter.ledger
        var export = try #require(ledger.all().exports.first)
        export.source = ExportSource(box: export.source.box, kind: .app, name: "gcc")
        let path = "\(ledger.folder)/\(export.source.box)/app-gcc.json"
        try File.replace(path, with: VersionedFile(export).bytes, mode: 0o600)
        #expect(
            sandbox.alcove("unexport", "gcc") == """
                error: there are 2 exports 'gcc': app of box 'web', bin of box 'web'
                hint: Say the kind before the name, or the box with --box.
                [64]
                """
        )
        #expect(sandbox.alcove("unexport", "--dry-run", "bin", "gcc").hasSuffix("[0]"))
    }

    @Test func wordsThatCannotStandTogether() throws {
        #expect(sandbox.alcove("unexport").hasPrefix("error: no export was named"))
        #expect(sandbox.alcove("unexport", "--all", "gcc").hasSuffix("[64]"))
        #expect(sandbox.alcove("exports", "--force").hasSuffix("[64]"))
        #expect(sandbox.alcove("export", "bin", "-e", "1=2", "gcc").hasSuffix("[64]"))
        #expect(sandbox.alcove("export", "bin", "-w", "src", "gcc").hasSuffix("[64]"))
        #expect(sandbox.alcove("export", "bin", "--as", "a/b", "gcc").hasSuffix("[64]"))
    }
}
