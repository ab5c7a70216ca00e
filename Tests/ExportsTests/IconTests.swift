import Linux
import TestSupport
import Testing

@testable import Exports

/// Pictures as small as they can be.
enum Pictures {
    static func png(_ width: UInt32, _ height: UInt32? = nil) -> [UInt8] {
        func bytes(_ number: UInt32) -> [UInt8] {
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
        }
        return [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13] + Array("IHDR".utf8)
            + bytes(width) + bytes(height ?? width) + [8, 6, 0, 0, 0, 0, 0, 0, 0]
    }

    static let svg = #"<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9z"/></svg>"#
    static let xpm = "/* XPM */\nstatic char *a[] = {\n\"40 38 2 1\",\n\". c None\"};"
    static let theme = """
        [Icon Theme]
        Name=Hicolor
        Directories=48x48/apps,scalable/apps,symbolic/apps
        ScaledDirectories=48x48@2/apps
        [48x48/apps]
        Size=48
        Type=Threshold
        [48x48@2/apps]
        Size=48
        Scale=2
        [scalable/apps]
        Size=128
        Type=Scalable
        [symbolic/apps]
        Size=16
        Type=Scalable
        """
}

@Suite struct IconTests {
    let files = FakeBoxFiles()

    private func found(_ name: String) throws -> [String] {
        let search = IconSearch(files: files, folders: try DataFolders(of: files))
        return try search.icon(name).map { "\($0.folder).\($0.kind)" }.sorted()
    }

    @Test func allPicturesOfAnIconAreFound() throws {
        let icons = "/usr/share/icons/hicolor"
        files.add("\(icons)/index.theme", Pictures.theme)
        files.add("\(icons)/48x48/apps/app.png", bytes: Pictures.png(48))
        files.add("\(icons)/48x48@2/apps/app.png", bytes: Pictures.png(96))
        files.add("\(icons)/scalable/apps/app.svg", Pictures.svg)
        files.add("\(icons)/symbolic/apps/app-symbolic.svg", Pictures.svg)
        files.add("\(icons)/64x64/apps/app.png", bytes: Pictures.png(64))
        files.add("/usr/share/pixmaps/app.xpm", Pictures.xpm)
        #expect(
            try found("app") == ["48x48.png", "48x48@2.png", "scalable.svg", "symbolic.svg"]
        )
        #expect(try found("app.png") == found("app"))
        #expect(try found("other") == [])
    }

    @Test func themeMayBeInSeveralFolders() throws {
        files.variables["XDG_DATA_DIRS"] = "/opt/share:/usr/share"
        files.add("/opt/share/icons/hicolor/48x48/apps/app.png", bytes: Pictures.png(48))
        files.add("/usr/share/icons/hicolor/index.theme", Pictures.theme)
        #expect(try found("app") == ["48x48.png"])
    }

    @Test func boxWithoutAThemeHasTheUsualFolders() throws {
        files.add("/usr/share/icons/hicolor/32x32/apps/app.png", bytes: Pictures.png(32))
        files.add("/usr/share/icons/hicolor/scalable/apps/app.svg", Pictures.svg)
        #expect(try found("app") == ["32x32.png", "scalable.svg"])
    }

    @Test func iconsOfNoThemeGoWhereTheirSizeIs() throws {
        files.add("/usr/share/pixmaps/app.xpm", Pictures.xpm)
        #expect(try found("app") == ["36x36.xpm"])
        files.add("/usr/share/pixmaps/large.png", bytes: Pictures.png(1024))
        #expect(try found("large") == ["512x512.png"])
        #expect(try found("/usr/share/pixmaps/large.png") == ["512x512.png"])
        #expect(try found("/usr/share/pixmaps/../pixmaps/app.xpm") == ["36x36.xpm"])
    }

    @Test func otherThemesAndTheirParentsComeLast() throws {
        files.add(
            "/usr/share/icons/Pretty/index.theme",
            "[Icon Theme]\nInherits=Base,hicolor,Pretty"
        )
        files.add(
            "/usr/share/icons/Base/index.theme",
            "[Icon Theme]\nDirectories=apps/32\n[apps/32]\nSize=32\n"
        )
        files.add("/usr/share/icons/Base/apps/32/app.png", bytes: Pictures.png(32))
        #expect(try found("app") == ["32x32.png"])
    }

    @Test func foldersOfAThemeLeadNowhereElse() throws {
        let theme =
            "[Icon Theme]\nDirectories=../../../etc,a/../..,/etc,.\n[../../../etc]\nSize=48\n"
        #expect(IconTheme(Array(theme.utf8))?.folders == [])
        files.add("/usr/share/icons/hicolor/index.theme", theme)
        files.add("/etc/app.png", bytes: Pictures.png(48))
        #expect(try found("app") == [])
    }

    @Test(arguments: ["", ".", "..", "../app", "a/b", "a\nb", "relative/app.png"])
    func noNames(_ name: String) throws {
        files.add("/usr/share/icons/hicolor/48x48/apps/\(name).png", bytes: Pictures.png(48))
        #expect(try found(name) == [])
    }

    @Test func picturesAreWhatTheySay() {
        #expect(Picture(Pictures.png(48))?.size == 48)
        #expect(Picture(Pictures.png(48, 64))?.size == 64)
        #expect(Picture(Array(Pictures.svg.utf8))?.kind == .svg)
        #expect(Picture(Array(Pictures.xpm.utf8))?.size == 40)
        for bytes in [
            [], Pictures.png(0), Pictures.png(48, 0), Pictures.png(100_000),
            Array(Pictures.png(48).dropLast()), Array("root:x:0:0".utf8), [0x1f, 0x8b],
            Array("/* XPM */ \"99999 1 1 1\"".utf8), Array("/* XPM */ \"1 1 1\"".utf8),
            Array("/* XPM */\u{1b} \"1 1 1 1\"".utf8), Array("GIF89a".utf8),
        ] {
            #expect(Picture(bytes) == nil, "\(bytes.text)")
        }
    }

    @Test func anyPictureIsReadOrRefused() {
        var dice = Dice(seed: 4)
        let valid = [Pictures.png(48), Array(Pictures.xpm.utf8)]
        var read = 0
        for _ in 0..<20_000 {
            guard let picture = Picture(dice.fault(valid[dice.below(2)], "\" 0123")) else {
                continue
            }
            read += 1
            if !(1...2048).contains(picture.size ?? 0) { Issue.record("\(picture)") }
        }
        #expect(read > 1000)
    }

    @Test func anyThemeIsReadOrRefused() {
        var dice = Dice(seed: 5)
        var read = 0
        for _ in 0..<5000 {
            let bytes = dice.fault(Array(Pictures.theme.utf8), "[]=,./\n@")
            guard let theme = IconTheme(bytes) else { continue }
            read += 1
            if !theme.folders.allSatisfy({ IconTheme.isPlain($0.path) }) {
                Issue.record("\(bytes.text)")
            }
        }
        #expect(read > 1000)
    }
}

/// What a drawing of a box may be.
@Suite struct DrawingTests {
    private func isSafe(_ text: String) -> Bool { Drawing.isSafe(Array(text.utf8)) }

    @Test(arguments: [
        Pictures.svg, "<?xml version='1.0' encoding='UTF-8'?><!-- a --><svg/>",
        "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/svg11.dtd'><svg></svg>",
        "<svg><use xlink:href='#a'/><g style='fill:url(#b)' fill='url(\"#c\")'/></svg>",
        "<svg><image href='data:image/png;base64,AAAA'/></svg>",
        "<svg><style>.a { fill: url(#b); color: red }</style><text>url(x) @import</text></svg>",
        "<svg><metadata><cc:license rdf:resource='http://creativecommons.org/'/></metadata></svg>",
        "<svg:svg><title>a &amp; b &#65;</title></svg:svg>",
        "<svg><style><![CDATA[.a{}]]></style></svg>",
    ])
    func isADrawing(_ text: String) {
        #expect(isSafe(text))
    }

    @Test(arguments: [
        "", "svg", "<html/>", "<svg>", "<svg></a></svg>", "<svg/><svg/>", "<svg/>x",
        "<svg><script>x</script></svg>", "<svg onload='x'/>",
        "<svg><a href='file:///etc/shadow'/></svg>",
        "<svg><image xlink:href='/etc/shadow'/></svg>", "<svg><image href='http://a/b.png'/></svg>",
        "<svg><image href='data:image/svg+xml;base64,AAAA'/></svg>", "<svg xml:base='file:///'/>",
        "<svg><foreignObject/></svg>", "<svg><xi:include href='#'/></svg>",
        "<svg><g style='fill:url(file:///a)'/></svg>", "<svg><g fill='url( \"a.svg#b\")'/></svg>",
        "<svg><style>@import 'a.css'</style></svg>", "<svg><style>@\\69mport 'a'</style></svg>",
        "<svg><style>.a{fill:u\\72l(a)}</style></svg>", "<svg><g style='fill:u\\72l(a)'/></svg>",
        "<svg><style><![CDATA[.a{fill:url(a)}]]></style></svg>",
        "<?xml-stylesheet href='a.css'?><svg/>", "<svg><?php x ?></svg>",
        "<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/shadow'>]><svg>&a;</svg>",
        "<!DOCTYPE svg [<!ELEMENT svg ANY>]><svg/>", "<svg>&a;</svg>", "<svg>&#0;</svg>",
        "<?xml version='1.0' encoding='UTF-16'?><svg/>", "<svg><set attributeName='href'/></svg>",
        "<svg a='1' a='2'/>", "<svg a=b/>", "<svg a='<'/>", "<svg>\u{0}</svg>",
        "<svg><link/></svg>",
        "<svg HREF='file:///a'/>", "<svg><g style='FILL:URL(a)'/></svg>",
    ])
    func isMoreThanADrawing(_ text: String) {
        #expect(!isSafe(text))
    }

    @Test func tooDeepOrTooMuchIsRefused() {
        #expect(
            !isSafe(
                String(repeating: "<svg>", count: 300) + String(repeating: "</svg>", count: 300)
            )
        )
        #expect(!isSafe("<svg>" + String(repeating: "<g/>", count: 50_001) + "</svg>"))
        #expect(isSafe("<svg>" + String(repeating: "<g/>", count: 1000) + "</svg>"))
        #expect(!Drawing.isSafe([UInt8](repeating: 0x3c, count: IconFile.limit + 1)))
    }

    @Test func otherEncodingsAreRefused() {
        #expect(!Drawing.isSafe([0xff, 0xfe] + "<svg/>".utf16.flatMap { [UInt8($0), 0] }))
        #expect(!Drawing.isSafe(Array("<svg>".utf8) + [0xff] + Array("</svg>".utf8)))
    }

    /// Whatever is taken has no word that leads out of it.
    @Test func anyDrawingIsHarmless() {
        var dice = Dice(seed: 6)
        let valid = [
            "<svg><use xlink:href='#a'/><g style='fill:url(#b)'/><style>.a{fill:url(#a)}</style></svg>",
            "<svg><image href='data:image/png;base64,AA'/><g>&lt;script&gt;</g></svg>",
        ].map { Array($0.utf8) }
        var taken = 0
        for _ in 0..<20_000 {
            let bytes = dice.fault(valid[dice.below(2)], "<>/'\"=&;#(!-[]?:@\\")
            guard Drawing.isSafe(bytes) else { continue }
            taken += 1
            let text = bytes.text.lowercased()
            if text.contains("<script") || text.contains("<!entity") { Issue.record("\(text)") }
        }
        #expect(taken > 1000)
    }
}
