import Boxes
import Linux
import TestSupport
import Testing

@testable import Upkeep

/// Each part of a desktop that is missing is a finding of its own, with what mends it.
extension CheckupTests {
    private func findings(
        _ checks: Set<Finding.Check>,
        _ change: (inout Checkup, Sandbox) throws -> Void
    ) throws -> [Finding] {
        let sandbox = try Sandbox()
        var checkup = try checkup(sandbox)
        try change(&checkup, sandbox)
        return checkup.findings().filter { checks.contains($0.check) && $0.state != .ok }
    }

    /// Only these paths are there.
    private func only(_ paths: [String], _ checkup: inout Checkup) {
        let status = checkup.host.status
        checkup.host.status = { path in
            paths.contains { path.hasSuffix($0) } ? status("/any") : nil
        }
    }

    @Test func displaysAreLookedForOneByOne() throws {
        let outside = Finding.Mend.advice(.graphicalSession)
        let none = try findings([.display]) { checkup, _ in
            checkup.environment = ["WAYLAND_DISPLAY": "/w", "DISPLAY": ":3"]
            only(["/X3"], &checkup)
        }
        #expect(none == [Finding(.display, .note, "Wayland, no /w", mend: outside)])
        let plain = try findings([.display]) { checkup, _ in
            checkup.environment = ["WAYLAND_DISPLAY": "/w"]
            only(["/w"], &checkup)
        }
        let xwayland = Finding.Mend.package("xwayland")
        #expect(plain == [Finding(.display, .note, "X11, no DISPLAY", mend: xwayland)])
        let keyless = try findings([.display]) { checkup, _ in
            checkup.environment = ["DISPLAY": ":3", "XAUTHORITY": "/gone"]
            only(["/X3"], &checkup)
        }
        #expect(keyless == [Finding(.display, .note, "X11, :3, no /gone", mend: outside)])
    }

    @Test func soundOfOneProtocolAloneIsTold() throws {
        let found = try findings([.sound]) { checkup, _ in only(["pipewire-0"], &checkup) }
        #expect(found.map(\.mend) == [.package("pipewire-pulse")])
        #expect(try findings([.sound]) { checkup, _ in only(["pulse/native"], &checkup) } == [])
    }

    @Test func busIsAskedWhoIsThere() throws {
        let checks: Set<Finding.Check> = [.sessionBus, .portal, .notifications, .opener]
        var asked: [String] = []
        let missing = try findings(checks) { checkup, sandbox in
            checkup.askBus = { address, _ in
                asked.append(address.replacing(sandbox.home, with: "HOME"))
                return .names([])
            }
        }
        #expect(asked == ["unix:path=HOME/run/bus"])
        let (portal, notices) = (
            "no org.freedesktop.portal.Desktop", "no org.freedesktop.Notifications"
        )
        #expect(
            missing == [
                Finding(.portal, .note, portal, mend: .package("xdg-desktop-portal")),
                Finding(.notifications, .note, notices, mend: .package("dunst")),
            ]
        )
        let silent = try findings(checks) { checkup, _ in checkup.askBus = { _, _ in .silent } }
        #expect(silent.map(\.check) == [.sessionBus, .notifications])
        #expect(silent.map(\.mend) == [.advice(.newSession), .advice(.newSession)])
        let unasked = try findings(checks) { checkup, _ in checkup.askBus = { _, _ in .unasked } }
        let advice = Finding.Mend.advice(.systemdLibrary)
        #expect(unasked == [Finding(.notifications, .note, "no libsystemd", mend: advice)])
        // Without a desktop no program that shows notices would be of use.
        let far = try findings([.notifications]) { checkup, _ in
            checkup.environment = [:]
            checkup.askBus = { _, _ in .names([]) }
        }
        #expect(far.map(\.mend) == [.advice(.graphicalSession)])
    }

    @Test func policyThatCannotBeFollowedIsTold() throws {
        let found = try findings([.questions, .hostCommands]) { checkup, sandbox in
            try sandbox.make("ask") { $0.hostCommands = .ask }
            try sandbox.make("list") { $0.hostCommands = .only(["uname", "gone", "alcove"]) }
            try sandbox.make("all")
            checkup.host.program = {
                ["zenity", "kdialog", "gone"].contains($0) ? nil : "/bin/\($0)"
            }
        }
        let fact = "'gone', which 'list' may run, is not there"
        #expect(
            found == [
                Finding(.questions, .warning, "ask", mend: .package("zenity")),
                Finding(.hostCommands, .note, fact, mend: .package("gone")),
            ]
        )
    }

    @Test func boxWhoseCommandsNobodyTakesIsTold() throws {
        let mend = Finding.Mend.command(["alcove", "run", "web", "true"], asRoot: false)
        let found = try findings([.hostCommands]) { checkup, sandbox in
            let record = try sandbox.make("web")
            try sandbox.make("db")
            let agent = sandbox.places.socket(of: record)
            checkup.isServed = { $0 != agent }
        }
        #expect(found == [Finding(.hostCommands, .warning, "nobody for 'web'", mend: mend)])
        // One that does not run needs nobody.
        let stopped = try findings([.hostCommands]) { checkup, sandbox in
            try sandbox.make("web")
            checkup.isServed = { _ in false }
            only([], &checkup)
        }
        #expect(stopped == [])
    }

    @Test func cardThatHelpsNobodyIsTold() throws {
        let text = ["/proc/driver/nvidia/version": "NVRM version: 550"]
        let found = try findings([.graphics]) { checkup, _ in
            checkup.host.text = { text[$0] }
            checkup.host.names = { $0 == "/dev/dri" ? ["card0", "renderD128"] : ["something"] }
            checkup.host.canUse = { _ in false }
        }
        let command = Finding.Mend.command(["usermod", "-aG", "render,video", "amy"], asRoot: true)
        let specification = Finding.Mend.advice(.specification("/etc/cdi/nvidia.yaml"))
        #expect(
            found == [
                Finding(.graphics, .note, "no /etc/cdi/nvidia.yaml", mend: specification),
                Finding(.graphics, .note, "/dev/dri/renderD128", mend: command),
            ]
        )
        let none = try findings([.graphics]) { checkup, _ in only([], &checkup) }
        #expect(none == [Finding(.graphics, .note, "no /dev/dri")])
    }

    @Test func certificatesAreCountedAsABoxTakesThem() throws {
        let sandbox = try Sandbox()
        var checkup = try checkup(sandbox)
        let folder = "/usr/local/share/ca-certificates"
        let names = [folder: ["company", "a.crt", "note"], folder + "/company": ["b.crt"]]
        checkup.host.names = { names[$0] ?? [] }
        let status = checkup.host.status
        checkup.host.status = { path in
            path.hasSuffix("company")
                ? FileStatus("/") : path.hasPrefix(folder) ? nil : status(path)
        }
        checkup.host.text = { path in
            path.hasSuffix(".crt") ? "-----BEGIN CERTIFICATE-----" : nil
        }
        let finding = checkup.findings().first { $0.check == .certificates }
        #expect(finding?.fact == "2 in \(folder)")
    }
}
