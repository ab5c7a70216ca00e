import Glibc
import Testing

/// What a box's programs show is on the host's screen.
@Suite(.lab, .desktop, .sharedBox(.desktop)) struct GraphicsTests {
    let box: SharedBox

    init() throws { box = try SharedBox.current }

    /// A program of GTK's, and one of Qt's.
    @Test(arguments: Desk.Display.allCases, ["galculator", "SpeedCrunch"])
    func aWindowIsShown(_ display: Desk.Display, _ title: String) throws {
        let desk = try Desk(of: box.host, display)
        #expect(try desk.drawn() < 100)
        let program = title.lowercased()
        let child = try box.host.start(
            ["run", box.name, "--", program],
            environment: desk.environment
        )
        let window = try desk.window { $0.application.lowercased().contains(program) }
        #expect(window.title == title)
        child.send(SIGTERM)
        _ = try child.wait(seconds: 10)
        try eventually("the window is gone") { try desk.windows().isEmpty }
    }

    /// Which gives it a frame, and the keyboard.
    @Test func aWindowManagerOfTheHostHasTheWindow() throws {
        let desk = try Desk(of: box.host, isManaged: true)
        let child = try box.host.start(
            ["run", box.name, "--", "galculator"],
            environment: desk.environment
        )
        defer { child.send(SIGKILL) }
        try desk.window(of: "Galculator")
        try eventually("the window has the keyboard") {
            let active = try desk.managed("_NET_ACTIVE_WINDOW")
            let known = try desk.managed("_NET_CLIENT_LIST")
            return active != nil && active != "0x0" && active == known
        }
    }
}
