import Boxes
import Linux
import TestSupport
import Testing

@testable import Exports

@Suite struct ExecLineTests {
    /// The words, codes as `<x>`.
    private func words(_ value: String) throws -> [String] {
        try ExecLine(Array(value.utf8)).words.map { word in
            word.pieces.map { piece in
                switch piece {
                case .text(let text): text.text
                case .code(let code): "<\(Character(Unicode.Scalar(code.rawValue)))>"
                }
            }.joined()
        }
    }

    @Test(arguments: [
        ("xterm", ["xterm"]), ("  a   b\t c ", ["a", "b", "c"]),
        (#"a "b c" d"#, ["a", "b c", "d"]),
        (#"a """#, ["a", ""]), (#"a "\\"b\\"""#, ["a", #""b""#]),
        (#"a "\\$HOME \\`b\\` \\\\c""#, ["a", #"$HOME `b` \c"#]), ("a 'b \"c'", ["a", "b \"c"]),
        (#"a b\\ c"#, ["a", "b c"]), ("gimp %U", ["gimp", "<U>"]), ("a --x=%f", ["a", "--x=<f>"]),
        ("a 100%%", ["a", "100%"]), ("a %d %D %n %N %v %m b", ["a", "b"]), ("a x%dy", ["a", "xy"]),
        (#"a "%d""#, ["a", ""]), ("a %i %c %k", ["a", "<i>", "<c>", "<k>"]),
        (#"a\sb"#, ["a", "b"]), (#"a "b\nc""#, ["a", "b\nc"]), (#"a "\x""#, ["a", #"\x"#]),
        ("a ~b;c|d&e>f*g#h", ["a", "~b;c|d&e>f*g#h"]), (#"a\\"#, [#"a\"#]),
    ])
    func isTakenApart(_ value: String, _ expected: [String]) throws {
        #expect(try words(value) == expected)
    }

    @Test(
        arguments: [
            ("", .empty), ("   ", .empty), ("%d", .empty), (#""""#, .empty), (#"a "b"#, .openQuote),
            ("a 'b", .openQuote), ("a %x", .unknownCode(Array("%x".utf8))),
            ("a %", .unknownCode(Array("%".utf8))), ("a %\n", .unknownCode(Array("%\n".utf8))),
            ("a \u{1b}[2J", .controlCharacter), ("a\u{0}b", .controlCharacter),
            (String(repeating: "a", count: 70_000), .tooLong),
        ] as [(String, ExecLine.Fault)]
    )
    func isRefused(_ value: String, _ fault: ExecLine.Fault) {
        #expect(throws: fault) { try ExecLine(Array(value.utf8)) }
    }

    /// The exported command of one in a box 'web'.
    static func exported(_ value: String, _ options: ExportOptions = ExportOptions()) throws
        -> String
    {
        let command = ExportedCommand(
            command: HostCommand(program: "/usr/bin/alcove", box: try BoxName("web")),
            options: options,
            source: "/usr/share/applications/app.desktop",
            icon: Array("app icon".utf8),
            workdir: nil
        )
        return try command.line(try ExecLine(Array(value.utf8))).value.text
    }

    @Test(arguments: [
        ("xterm", "web -- xterm"), ("gimp %U", "--map-files 1 web -- gimp %U"),
        ("mpv --x -- %U", "--map-files 3 web -- mpv --x -- %U"),
        ("a %f b c", "--map-files 1:2 web -- a %f b c"),
        ("a --x=%u", "--map-files 1 web -- a --x=%u"), (#"a "%f""#, "--map-files 1 web -- a %f"),
        ("a --x=%F", "--map-files 1 web -- a --x=%f"),
        ("a %f %u", "--map-files 1 web -- a %f"),
        (#"sh -c "echo %f""#, #"web -- sh -c "echo ""#),
        ("a %i", #"web -- a --icon "app icon""#), ("a %c", "web -- a %c"),
        ("a %k", "web -- a /usr/share/applications/app.desktop"),
        ("a 100%% '5 %%'", #"web -- a 100%% "5 %%""#),
        (#"a "b c" """#, #"web -- a "b c" """#), (#"a 'b"c'"#, #"web -- a "b\\"c""#),
        (#"a "\\$HOME""#, #"web -- a "\\$HOME""#), (#"a "\\\\""#, #"web -- a "\\\\""#),
        (#"a "b\nc\td""#, #"web -- a "b\nc\td""#), ("a ~/b;c", #"web -- a "~/b;c""#),
        (#"a "\\`b\\`""#, #"web -- a "\\`b\\`""#), ("a `b`", #"web -- a "\\`b\\`""#),
        ("a {b,c} [d] !e", #"web -- a "{b,c}" "[d]" "!e""#), ("-- --box x", "web -- -- --box x"),
    ])
    func isRunInTheBox(_ value: String, _ expected: String) throws {
        #expect(try Self.exported(value) == "/usr/bin/alcove run \(expected)")
    }

    @Test(arguments: [
        #"sh -c "\\$(rm -rf ~)""#, "a $(b)", "a '%%$('", ##"a "b%c$""(""##,
    ])
    func whatOldDesktopsWouldRunIsRefused(_ value: String) {
        #expect(throws: ExecLine.Fault.substitution) { try Self.exported(value) }
    }

    @Test func takesTheUsersWishes() throws {
        var options = ExportOptions()
        options.asRoot = true
        options.environment = [.init(name: "A", value: "b c"), .init(name: "D", value: nil)]
        options.workdir = "/opt/a b"
        options.arguments = ["--new", "x y"]
        #expect(
            try Self.exported("app %U --end", options)
                == #"/usr/bin/alcove run --root --env "A=b c" --env D --map-files 3:1 "#
                + #"--workdir "/opt/a b" web -- app --new "x y" %U --end"#
        )
    }

    /// A launcher that reads the line as the specification says sees our words, and then the box's.
    @Test func anyCommandStaysBehindTheDashes() throws {
        var dice = Dice(seed: 2)
        let valid = [
            #"sh -c "if [ -n \\"\\$*\\" ]; then exec a; fi" sh %F"#, "gimp-2.10 %U",
            "a --x=%u %i %k",
            #"a 'b c' "d \\\\ e" %c"#,
        ].map { Array($0.utf8) }
        var understood = 0
        for _ in 0..<20_000 {
            let value = dice.fault(valid[dice.below(valid.count)], "\"'\\$`%()= \n;fFuUick")
            guard let line = try? Self.exported(value.text) else { continue }
            understood += 1
            let words = try ExecLine(Array(line.utf8)).words
            let texts = words.map { word in
                word.pieces.map { if case .text(let text) = $0 { text.text } else { "" } }.joined()
            }
            let start = texts.starts(with: ["/usr/bin/alcove", "run"])
            let head = texts.dropFirst(2).prefix { $0 != "--" }
            let isOurs =
                head.elementsEqual(["web"])
                || head.count == 3 && head.first == "--map-files" && head.last == "web"
            if !start || !isOurs || line.utf8.contains(where: { $0 < 0x20 }) {
                Issue.record("\(value.text) became \(line)")
            }
        }
        #expect(understood > 2000)
    }
}
