import Accounts
import Linux
import TestSupport
import Testing

@testable import Upkeep

extension CheckupTests {
    private func finding(
        _ check: Finding.Check,
        _ variables: [String: String],
        _ paths: String...
    ) throws -> Finding? {
        let sandbox = try Sandbox()
        var checkup = try checkup(sandbox)
        checkup.environment = EnvironmentVariables(variables)
        checkup.host.names = { $0 == "/usr/lib/locale" ? ["C.utf8", "de_DE.utf8"] : [] }
        checkup.host.status = { paths.contains($0) ? FileStatus(following: "/") : nil }
        return checkup.findings().first { $0.check == check }
    }

    @Test(
        arguments: [
            (["LANG": "de_DE.UTF-8"], nil, "de_DE.UTF-8"), (["LANG": "C.UTF-8"], nil, "C.UTF-8"),
            (["LC_ALL": "C.UTF-8", "LANG": "xx"], nil, "C.UTF-8"),
            (["LANG": "C"], .advice(.language), "C"), (["LANG": ""], .advice(.language), ""),
            (
                ["LANG": "fr_FR.UTF-8"],
                .command(["localedef", "-i", "fr_FR", "-f", "UTF-8", "fr_FR.UTF-8"], asRoot: true),
                "no fr_FR.UTF-8"
            ),
        ] as [([String: String], Finding.Mend?, String)]
    )
    func languageIsOneThatTheHostHas(
        _ variables: [String: String],
        _ mend: Finding.Mend?,
        _ fact: String
    ) throws {
        let found = try finding(.language, variables)
        #expect(found == Finding(.language, mend == nil ? .ok : .note, fact, mend: mend))
    }

    @Test func terminalIsOneThatIsDescribed() throws {
        func terminal(_ variables: [String: String] = [:]) throws -> Finding? {
            let all = variables.merging(["TERM": "xterm-kitty", "HOME": "/home/amy"]) { own, _ in
                own
            }
            return try finding(.terminal, all, "/opt/kitty/x/xterm-kitty", "/a/78/xterm-a")
        }
        #expect(try terminal()?.mend == .package("ncurses-term"))
        let found = try terminal(["TERMINFO": "/opt/kitty"])
        #expect(found == Finding(.terminal, .ok, "xterm-kitty in /opt/kitty"))
        #expect(try terminal(["TERMINFO_DIRS": ":/a", "TERM": "xterm-a"])?.state == .ok)
        // Whoever has no terminal needs none.
        #expect(try terminal(["TERM": "dumb"]) == nil)
        #expect(try terminal(["TERM": ""]) == nil)
    }

    @Test func timeZoneIsOneThatTheHostHas() throws {
        let zone = "/usr/share/zoneinfo/Europe/Berlin"
        #expect(try finding(.timeZone, [:], "/etc/localtime")?.state == .ok)
        #expect(try finding(.timeZone, [:])?.mend == .advice(.timeZone))
        #expect(try finding(.timeZone, ["TZ": "Europe/Berlin"], zone)?.fact == "Europe/Berlin")
        #expect(try finding(.timeZone, ["TZ": ":Europe/Rome"], zone)?.mend == .package("tzdata"))
        #expect(try finding(.timeZone, ["TZ": "CET-1"], "/etc/localtime")?.fact == "CET-1")
    }
}
