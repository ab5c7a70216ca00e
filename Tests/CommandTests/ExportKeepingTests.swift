import Boxes
import Engines
import Exports
import Linux
import TestSupport
import Testing
import Upkeep

@testable import alcove

/// Exports go where their box goes.
extension ExportTests {
    @Test func removingTheBoxTakesThemBack() throws {
        _ = sandbox.alcove("export", "bin", "gcc")
        _ = sandbox.alcove("export", "bin", "make")
        #expect(
            sandbox.alcove("rm", "--dry-run", "web") == """
                remove box 'web'
                remove '~/.local/bin/gcc'
                remove '~/.local/bin/make'
                [0]
                """
        )
        try sandbox.write(".local/bin/make", "mine")
        #expect(
            sandbox.alcove("rm", "web")
                == "warning: '~/.local/bin/make' was changed by hand, and stays\n[0]"
        )
        #expect(File.names(in: sandbox.home + "/.local/bin") == ["make"])
        #expect(sandbox.alcove("exports") == "There are no exports.\n[0]")
    }

    @Test func renamingTheBoxMovesThemAlong() throws {
        _ = sandbox.alcove("export", "bin", "gcc")
        #expect(sandbox.alcove("rename", "web", "site") == "[0]")
        #expect(try wrapper("gcc").contains("'run' 'site' '--' '/usr/bin/gcc'"))
        #expect(
            sandbox.alcove("exports") == """
                NAME  KIND  BOX   STATE  FILE
                gcc   bin   site  fresh  ~/.local/bin/gcc
                [0]
                """
        )
    }

    @Test func renamingKeepsWhatWasChangedByHand() throws {
        _ = sandbox.alcove("export", "bin", "gcc")
        try sandbox.write(".local/bin/gcc", "mine")
        #expect(
            sandbox.alcove("rename", "web", "site")
                == "warning: '~/.local/bin/gcc' was changed by hand, and stays\n[0]"
        )
        #expect(try wrapper("gcc") == "mine")
    }

    @Test func cloningTakesNone() throws {
        _ = sandbox.alcove("export", "bin", "gcc")
        _ = sandbox.alcove("clone", "-q", "web", "copy")
        #expect(try wrapper("gcc").contains("'run' 'web'"))
        #expect(!sandbox.alcove("exports").contains("copy"))
    }

    @Test func orphansAreFoundAndPruned() throws {
        _ = sandbox.alcove("export", "bin", "gcc")
        try File.remove(sandbox.home + "/.local/state/alcove/boxes/web.json")
        #expect(sandbox.alcove("exports").contains("box gone"))
        #expect(sandbox.alcove("exports", "--prune") == "There are no exports.\n[0]")
        #expect(File.kind(sandbox.home + "/.local/bin") == nil)
    }

    @Test func nothingIsAnOrphanWhileARecordCannotBeRead() throws {
        _ = sandbox.alcove("export", "bin", "gcc")
        try sandbox.write(".local/state/alcove/boxes/web.json", "{")
        #expect(sandbox.alcove("exports").contains("fresh"))
        _ = sandbox.alcove("exports", "--prune")
        #expect(File.kind(sandbox.home + "/.local/bin/gcc") == .file)
    }

    @Test func refreshMakesThemAnew() throws {
        _ = sandbox.alcove("export", "bin", "gcc")
        _ = sandbox.alcove("export", "bin", "make")
        try File.remove(sandbox.home + "/.local/bin/gcc")
        #expect(sandbox.alcove("exports").contains("missing"))
        sandbox.files.add("/usr/share/man/man1/gcc.1", "page")
        #expect(!sandbox.alcove("exports", "--refresh").contains("missing"))
        #expect(File.kind(sandbox.home + "/.local/share/man/man1/gcc.1") == .file)
        try sandbox.write(".local/bin/gcc", "mine")
        #expect(
            sandbox.alcove("exports", "--refresh")
                .contains("error: '~/.local/bin/gcc' was changed by hand")
        )
        _ = sandbox.alcove("exports", "--refresh", "--force")
        #expect(try wrapper("gcc.alcove-kept") == "mine")
        #expect(try wrapper("gcc").contains("'run' 'web'"))
    }
}
