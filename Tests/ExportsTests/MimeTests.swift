import Linux
import TestSupport
import Testing

@testable import Exports

@Suite struct MimeTests {
    let sandbox: AppSandbox

    init() throws {
        sandbox = try AppSandbox()
        try sandbox.folder.write("system/mime/types", "text/plain\nimage/png\n")
        try sandbox.folder.write("system/mime/aliases", "text/x-plain text/plain\n")
        try sandbox.folder.write(
            "system/mime/globs2",
            "# a\n50:text/plain:*.txt\n50:image/png:*.png:cs\n"
        )
    }

    private static let package = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE mime-info [
          <!ELEMENT mime-info (mime-type)+>
          <!-- any -->
          <!ATTLIST mime-type type CDATA #REQUIRED>
        ]>
        <mime-info xmlns='http://www.freedesktop.org/standards/shared-mime-info'>
          <mime-type type="application/x-app">
            <comment>App &amp; file</comment>
            <comment xml:lang="de">Äpp-Datei</comment>
            <comment xml:lang='"'>evil</comment>
            <sub-class-of type="application/zip"/>
            <alias type="application/app"/>
            <alias type="text/x-plain"/>
            <generic-icon name="x-office-document"/>
            <magic priority="100"><match type="string" value="a" offset="0"/></magic>
            <glob pattern="*.app"/>
            <glob pattern="*.TXT" weight="100"/>
            <glob pattern="*"/>
            <glob pattern="*.*"/>
            <glob pattern="Makefile"/>
            <glob pattern="*.c++" case-sensitive="true"/>
            <root-XML namespaceURI="http://www.w3.org/2000/svg" localName="svg"/>
            <glob-deleteall/>
          </mime-type>
          <mime-type type="text/plain"><glob pattern="*.evil"/></mime-type>
          <mime-type type="application/x-other"><glob pattern="*.other"/></mime-type>
        </mime-info>
        """

    private func types(_ wanted: String) throws -> HostFile? {
        sandbox.add(
            "[Desktop Entry]\nType=Application\nName=App\nExec=app %f\nMimeType=\(wanted)\n"
        )
        return try sandbox.plan().files.first { $0.path.contains("/mime/") }
    }

    @Test func unknownTypesAreDefined() throws {
        sandbox.files.add("/usr/share/mime/packages/app.xml", Self.package)
        let file = try #require(try types("text/plain;application/X-App;x-scheme-handler/app;"))
        #expect(
            file.path
                == "\(sandbox.host.data)/mime/packages/alcove-\(sandbox.box).app.xml"
        )
        #expect(
            try AppSandbox.text(of: file) == """
                <?xml version="1.0" encoding="UTF-8"?>
                <mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
                  <mime-type type="application/x-app">
                    <comment>App &amp; file</comment>
                    <comment xml:lang="de">Äpp-Datei</comment>
                    <sub-class-of type="application/zip"/>
                    <alias type="application/app"/>
                    <glob pattern="*.app"/>
                    <glob pattern="*.c++" case-sensitive="true"/>
                    <generic-icon name="x-office-document"/>
                  </mime-type>
                </mime-info>

                """
        )
    }

    @Test(arguments: [
        "", "text/plain;", "text/x-plain;image/png", "x-scheme-handler/https;", "nonsense;a/b/c;",
    ])
    func nothingIsDefinedThatTheHostKnows(_ wanted: String) throws {
        sandbox.files.add("/usr/share/mime/packages/app.xml", Self.package)
        #expect(try types(wanted) == nil)
    }

    @Test func whatTheUserDefinesIsKnownAndOurOwnIsNot() throws {
        sandbox.files.add("/usr/share/mime/packages/app.xml", Self.package)
        let own = "<mime-info><mime-type type='application/x-app'/></mime-info>"
        try sandbox.folder.write("data/mime/packages/alcove-x.xml", own)
        #expect(try types("application/x-app;") != nil)
        try sandbox.folder.write("data/mime/packages/mine.xml", own)
        #expect(try types("application/x-app;") == nil)
    }

    @Test func hostWithoutADatabaseIsToldNothing() throws {
        let bare = try AppSandbox()
        bare.files.add("/usr/share/mime/packages/app.xml", Self.package)
        bare.add(
            "[Desktop Entry]\nType=Application\nName=App\nExec=app\nMimeType=application/x-app;"
        )
        #expect(try bare.plan().files.count == 1)
    }

    @Test(arguments: [
        "<!DOCTYPE mime-info [<!ENTITY a 'b'>]>", "<!DOCTYPE mime-info [<!ENTITY % a 'b'> %a;]>",
        "<!DOCTYPE mime-info [<?a?>]>", "<evil/>", "&evil;", "<?evil?>",
    ])
    func whatCannotBeReadForCertainDefinesNothing(_ start: String) throws {
        let body =
            "<mime-info><mime-type type='application/x-app'><glob pattern='*.app'/></mime-type>"
        sandbox.files.add("/usr/share/mime/packages/app.xml", start + body + "</mime-info>")
        #expect(try types("application/x-app;") == nil)
        sandbox.files.add("/usr/share/mime/packages/app.xml", body + "</mime-info>")
        #expect(try types("application/x-app;") != nil)
    }

    @Test func anyPackageIsReadOrRefused() throws {
        var dice = Dice(seed: 7)
        let wanted: Set<String> = ["application/x-app", "text/plain"]
        var read = 0
        for _ in 0..<4000 {
            let bytes = dice.fault(Array(Self.package.utf8), "<>/'\"=&;*!-[]?: app")
            let host = HostTypes(sandbox.host)
            guard let package = MimePackage(TypeDefinition.read(bytes, of: wanted), for: host)
            else {
                continue
            }
            read += 1
            // What we write is read as the same again, and asks for nothing that is the host's.
            let again = TypeDefinition.read(package.bytes, of: wanted)
            let isHarmless = again.allSatisfy { definition in
                definition.patterns.allSatisfy { TypeDefinition.isEnding($0.words) }
            }
            if MimePackage(again, for: host) != package || !isHarmless {
                Issue.record("\(bytes.text)")
            }
        }
        #expect(read > 500)
    }
}
