import Linux
import Testing

@testable import alcove

/// Terminals are told of the box in their own words, and nothing in these is more than text.
@Suite struct ContainerMarkTests {
    private func mark(user: String = "amy", boot: String = "b0") -> ContainerMark {
        ContainerMark(
            box: "web",
            uid: 1000,
            user: user,
            host: "desk",
            origin: ContainerMark.Origin(pid: 47, machine: "3deb", boot: boot),
            id: "0f1e"
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
                + #"vte.container.uid=1000^[\^[]3008;start=0f1e;type=container;user=amy;"#
                + #"hostname=desk;machineid=3deb;bootid=b0;pid=47;comm=alcove;container=web^[\"#
        )
    }

    @Test func endTakesAllOfThemBack() {
        #expect(
            text(mark().ending)
                == #"^[]777;container;pop;;;1000^[\"#
                + #"^[]666;vte.container.name;vte.container.runtime;vte.container.uid^[\"#
                + #"^[]3008;end=0f1e^[\"#
        )
    }

    /// Terminals keep no stack of the first two.
    @Test func boxAroundItIsShownAgain() {
        var mark = mark()
        mark.outer = "den"
        #expect(
            text(mark.ending)
                == #"^[]777;container;push;den;alcove;1000^[\"#
                + #"^[]666;vte.container.name=den;vte.container.runtime=alcove;"#
                + #"vte.container.uid=1000^[\^[]3008;end=0f1e^[\"#
        )
        let session = EnvironmentVariables(["ALCOVE_BOX": "den", "ALCOVE_TERMINAL": "desk"])
        #expect(TerminalMark.outer(session) == "den")
        // A box that was entered without a mark has none to be shown again.
        #expect(TerminalMark.outer(EnvironmentVariables(["ALCOVE_BOX": "den"])) == nil)
        let odd = EnvironmentVariables(["ALCOVE_BOX": "a;b", "ALCOVE_TERMINAL": "desk"])
        #expect(TerminalMark.outer(odd) == nil)
    }

    @Test func valuesAreNoSequences() {
        #expect(text(mark(user: #"a;b\cé"#).beginning).contains(#";user=a\x3bb\x5ccé;"#))
        // What a field cannot hold is left out, and with it nothing else.
        for name in ["a\u{1b}]0;x\u{7}", "a\nb", "", String(repeating: "a", count: 256)] {
            let begin = text(mark(user: name, boot: "").beginning)
            #expect(begin.contains(";type=container;hostname=desk;machineid=3deb;pid=47;"))
        }
    }

    @Test(arguments: [
        (["VTE_VERSION": "7600", "TERM": "xterm-256color"], true),
        (["VTE_VERSION": "7600", "TERM": "tmux-256color"], false),
        (["KONSOLE_VERSION": "240801"], true), (["TERM": "xterm-ghostty"], true),
        (["TERM": "foot"], true), (["TERM": "xterm"], false), (["TERM": "linux"], false),
        ([:], false),
    ])
    func onlyTerminalsThatSayThatTheyAreKnown(_ variables: [String: String], _ isKnown: Bool) {
        #expect(TerminalMark.isKnown(EnvironmentVariables(variables)) == isKnown)
    }
}
