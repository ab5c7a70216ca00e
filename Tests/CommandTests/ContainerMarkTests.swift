import Testing
import Wire

@testable import alcove

/// Terminals are told of the box in their own words, and nothing in these is more than text.
@Suite struct ContainerMarkTests {
    private func mark(directory: String = "/home/amy") -> ContainerMark {
        ContainerMark(
            box: "web",
            uid: 1000,
            user: "amy",
            host: "desk",
            directory: Array(directory.utf8),
            id: "alcove-1"
        )
    }

    private func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self).replacing("\u{1b}", with: "^[")
    }

    @Test func beginningIsToldInThreeDialects() {
        #expect(
            text(mark().beginning)
                == #"^[]777;container;push;web;alcove;1000^[\"#
                + #"^[]666;vte.container.name=web;vte.container.runtime=alcove;"#
                + #"vte.container.uid=1000^[\^[]3008;start=alcove-1;type=container;container=web;"#
                + #"user=amy;hostname=desk;cwd=/home/amy^[\"#
        )
    }

    @Test(arguments: [
        (Exit.code(0), ";exit=success"), (.code(3), ";exit=failure;status=3"),
        (.signal(15), ";exit=interrupt;signal=SIGTERM"), (.signal(40), ";exit=interrupt"),
        (nil, ""),
    ])
    func endTellsHowItCame(_ exit: Exit?, _ words: String) {
        #expect(
            text(mark().ending(exit))
                == #"^[]777;container;pop;;;1000^[\"#
                + #"^[]666;vte.container.name;vte.container.runtime;vte.container.uid^[\"#
                + #"^[]3008;end=alcove-1"# + words + #"^[\"#
        )
    }

    @Test func directoriesAreNoSequences() {
        let begin = text(mark(directory: "/a;b\\c\u{1b}]0;x\u{7}é").beginning)
        #expect(begin.contains(#"cwd=/a\x3bb\x5cc\x1b]0\x3bx\x07\xc3\xa9^[\"#))
        let long = mark(directory: String(repeating: "a", count: 300))
        #expect(!text(long.beginning).contains("cwd"))
    }

    @Test(arguments: [
        (["VTE_VERSION": "7600", "TERM": "xterm-256color"], true),
        (["VTE_VERSION": "7600", "TERM": "tmux-256color"], false),
        (["KONSOLE_VERSION": "240801"], true), (["TERM": "xterm-ghostty"], true),
        (["TERM": "foot"], true), (["TERM": "xterm"], false), (["TERM": "linux"], false),
        ([:], false),
    ])
    func onlyTerminalsThatSayThatTheyAreKnown(_ variables: [String: String], _ isKnown: Bool) {
        #expect(TerminalMark.isKnown(variables) == isKnown)
    }
}
