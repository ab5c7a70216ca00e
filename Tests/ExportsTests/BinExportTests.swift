import Boxes
import Linux
import TestSupport
import Testing

@testable import Exports

/// A program of a box is found, and what it becomes on the host.
@Suite struct BinExportTests {
    let files = FakeBoxFiles()
    let box = BoxID()
    let folders = HostFolders(environment: ["PATH": "/home/u/.local/bin:/bin"], home: "/home/u")

    init() {
        files.add("/usr/bin/gcc", "ELF", isExecutable: true)
        files.add("/usr/bin/notes", "text")
        files.add("/opt/tool/bin/gcc", "ELF", isExecutable: true)
    }

    private func plan(_ words: String, _ options: ExportOptions = ExportOptions()) throws
        -> ExportPlan
    {
        let command = HostCommand(program: "/usr/bin/alcove", box: try BoxName("web"))
        return try BinExport.plan(words, of: box, options, in: files, folders, command)
    }

    private func program(_ words: String) throws -> String {
        String(decoding: try #require(try plan(words).material["program"]), as: UTF8.self)
    }

    @Test func isFoundByItsNameOrPath() throws {
        #expect(try program("gcc") == "/usr/bin/gcc")
        #expect(try program("/opt/tool/bin/gcc") == "/opt/tool/bin/gcc")
        files.variables["PATH"] = "relative:/nowhere:/opt/tool/bin:/usr/bin"
        #expect(try program("gcc") == "/opt/tool/bin/gcc")
    }

    @Test func aLinkKeepsItsName() throws {
        files.link("/usr/bin/cc", to: "gcc")
        #expect(try program("cc") == "/usr/bin/cc")
    }

    @Test func wrappersOfOursAreNoPrograms() throws {
        let wrapper = try #require(try plan("gcc").files.first)
        guard case .file(let bytes, _) = wrapper.content else { return }
        files.variables["PATH"] = "/home/u/.local/bin:/usr/bin"
        files.add(
            "/home/u/.local/bin/gcc",
            String(decoding: bytes, as: UTF8.self),
            isExecutable: true
        )
        #expect(try program("gcc") == "/usr/bin/gcc")
    }

    @Test func whatIsNoProgramIsTold() throws {
        #expect(throws: ExportError.noProgram("clang")) { try plan("clang") }
        #expect(throws: ExportError.noProgram("/usr/bin/clang")) { try plan("/usr/bin/clang") }
        #expect(throws: ExportError.notProgram("notes")) { try plan("notes") }
        #expect(throws: ExportError.notProgram("/usr/bin/notes")) { try plan("/usr/bin/notes") }
        #expect(throws: ExportError.notProgram("/usr/bin")) { try plan("/usr/bin") }
    }

    @Test(arguments: [
        "", "a\nb", "\u{1B}[2J", "..", ".", ".hidden", "-rf", "a/b", "../gcc", "bin/gcc", "it's",
        "\u{202E}", String(repeating: "x", count: 201),
    ])
    func namesAreChecked(_ name: String) throws {
        #expect(throws: ExportError.badProgram(name)) { try plan(name) }
        var options = ExportOptions()
        options.name = name
        #expect(throws: ExportError.badProgram(name)) { try plan("gcc", options) }
    }

    @Test func noneTakesTheNameOfWhatWrappersCall() throws {
        var options = ExportOptions()
        options.name = "alcove"
        #expect(throws: ExportError.ownName("alcove")) { try plan("gcc", options) }
    }

    @Test func goesWhereItIsWanted() throws {
        #expect(try plan("gcc").files.map(\.path) == ["/home/u/.local/bin/gcc"])
        #expect(try plan("gcc").warnings == [])
        var options = ExportOptions()
        options.folder = "/home/u/tools"
        options.name = "web-gcc"
        let plan = try plan("gcc", options)
        #expect(plan.files.map(\.path) == ["/home/u/tools/web-gcc"])
        #expect(plan.source.name == "web-gcc")
        #expect(plan.warnings == ["'/home/u/tools' is not in your PATH"])
    }

    @Test func manualPagesComeAlong() throws {
        files.add("/usr/share/man/man1/gcc.1", "page")
        files.add("/usr/share/man/man8/gcc.8.gz", bytes: [0x1f, 0x8b, 8])
        // None of these is a page, whatever it is called.
        files.add("/usr/share/man/man6/gcc.6.gz", "no gzip")
        files.add("/usr/local/share/man/man1/gcc.1", ".so /etc/passwd")
        files.add("/usr/share/man/man8/gcc.8", bytes: [0])
        files.add("/usr/share/man/man6/gcc.6", String(repeating: "x", count: 2 << 20))
        var options = ExportOptions()
        options.name = "cc"
        #expect(
            try plan("gcc", options).files.dropFirst().map(\.path) == [
                "/home/u/.local/share/man/man1/cc.1", "/home/u/.local/share/man/man8/cc.8.gz",
            ]
        )
    }

    @Test func completionAsksTheBox() throws {
        files.add("/bin/bash", "", isExecutable: true)
        files.add("/usr/share/bash-completion/bash_completion", "")
        #expect(try plan("gcc").files.count == 1)
        files.add("/usr/share/bash-completion/completions/gcc", "rm -rf ~")
        let plan = try plan("gcc")
        #expect(
            plan.files.dropFirst().map(\.path) == [
                "/home/u/.local/share/bash-completion/completions/gcc",
                "/home/u/.local/share/zsh/site-functions/_gcc",
                "/home/u/.local/share/fish/vendor_completions.d/gcc.fish",
            ]
        )
        // Nothing of the box's file comes to the host, where a shell would run it.
        for file in plan.files {
            guard case .file(let bytes, _) = file.content else { continue }
            #expect(!String(decoding: bytes, as: UTF8.self).contains("rm -rf"))
        }
    }

    @Test func anotherNameOfItsBoxNeedsNoLookIntoIt() throws {
        files.add("/usr/share/man/man1/gcc.1", "page")
        let plan = try plan("gcc")
        let export = Export(
            source: plan.source,
            options: plan.options,
            boxName: try BoxName("web"),
            files: [],
            material: plan.material
        )
        let command = HostCommand(program: "/usr/bin/alcove", box: try BoxName("web"))
        #expect(try export.plan(folders, command) == plan)
        #expect(try export.plan(in: files, folders, command) == plan)
        let other = HostCommand(program: "/usr/bin/alcove", box: try BoxName("site"))
        #expect(try export.plan(folders, other).files.map(\.path) == plan.files.map(\.path))
        #expect(try export.plan(folders, other) != plan)
        #expect(try export.hasSource(in: files))
        #expect(try !export.hasSource(in: FakeBoxFiles()))
    }

    @Test func materialThatIsNoneIsNoCrash() throws {
        let web = try BoxName("web")
        let materials: [[String: [UInt8]]] = [
            [:], ["program": [0xff, 0xfe]], ["program": [], "/usr/share/man/man1/x": []],
        ]
        for material in materials {
            let export = Export(
                source: ExportSource(box: box, kind: .bin, name: "gcc"),
                options: ExportOptions(),
                boxName: web,
                files: [],
                material: material
            )
            let plan = try? export.plan(folders, HostCommand(program: "/a", box: web))
            #expect(plan?.files.count ?? 1 == 1)
        }
    }
}
