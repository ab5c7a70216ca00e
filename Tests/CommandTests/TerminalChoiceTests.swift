import Linux
import Testing

@testable import alcove

/// Which terminal a box opens in.
@Suite struct TerminalChoiceTests {
    private func words(_ installed: [String], _ environment: EnvironmentVariables = [:])
        -> [String]?
    {
        TerminalChoice(environment: environment) { name in
            let name = name.split(separator: "/").last.map(String.init) ?? name
            return installed.contains(name) ? "/usr/bin/\(name)" : nil
        }.words()
    }

    @Test func whatTheUserSaidComesFirst() {
        #expect(
            words(["konsole", "xdg-terminal-exec"], ["TERMINAL": "konsole"])
                == ["/usr/bin/xdg-terminal-exec"]
        )
        #expect(words(["konsole", "foot"], ["TERMINAL": "foot"]) == ["/usr/bin/foot"])
        #expect(words(["mine"], ["TERMINAL": "/opt/mine"]) == ["/usr/bin/mine", "-e"])
    }

    @Test func desktopHasItsOwn() {
        let all = ["xterm", "konsole", "gnome-terminal", "ptyxis"]
        #expect(words(all, ["XDG_CURRENT_DESKTOP": "KDE"]) == ["/usr/bin/konsole", "-e"])
        #expect(
            words(all, ["XDG_CURRENT_DESKTOP": "ubuntu:GNOME", "TERMINAL": "gone"])
                == ["/usr/bin/ptyxis", "--new-window", "--"]
        )
    }

    @Test func anyIsBetterThanNone() {
        #expect(words(["xterm"]) == ["/usr/bin/xterm", "-e"])
        #expect(words([]) == nil)
    }
}
