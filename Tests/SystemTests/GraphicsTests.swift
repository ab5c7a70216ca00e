import Glibc
import Testing

/// What a box's programs show is on the host's screen.
@Suite(.lab, .desktop, .sharedBox(.desktop)) struct GraphicsTests {
    let box: SharedBox

    init() throws { box = try SharedBox.current }

    @Test(arguments: Desk.Display.allCases)
    func aWindowIsShown(_ display: Desk.Display) throws {
        let desk = try Desk(of: box.host, display)
        #expect(try desk.drawn() < 100)
        let child = try box.host.start(
            ["run", box.name, "--", "galculator"],
            environment: desk.environment
        )
        let window = try desk.window(of: display == .x11 ? "Galculator" : "galculator")
        #expect(window.title == "galculator")
        child.send(SIGTERM)
        _ = try child.wait(seconds: 10)
        try eventually("the window is gone") { try desk.windows().isEmpty }
    }
}
