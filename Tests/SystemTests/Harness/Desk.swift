import Boxes
import Foundation

/// A desktop that nobody sees: a screen, a session bus of its own, and Wayland if it is to be that.
///
/// It goes with the value, and so do the windows on it.
final class Desk {
    /// How programs come to the screen.
    enum Display: String, CaseIterable, Sendable {
        case x11, wayland
    }

    let display: Display
    /// What X11's variable says, also where programs are to use Wayland.
    private(set) var screen = ""
    /// The session's variables, with those that lead to this desktop.
    private(set) var environment: [String: String]
    private let folder: String
    private var children: [Child] = []

    /// A program's window.
    struct Window: Hashable {
        let title: String
        /// The class of X11's, the id of the application in Wayland.
        let application: String
    }

    /// Screens of X11 have a window manager if one is asked for, as those of desktops do; then a window
    /// stands in a frame, and alone on the screen.
    init(of host: Host, _ display: Display = .x11, isManaged: Bool = false) throws {
        self.display = display
        environment = host.environment
        // A bus looks in the home of the user database.
        environment["XDG_DATA_HOME"] = host.home + "/.local/share"
        folder = "\(Lab.runtime)/desk-\(UUID().uuidString.prefix(8).lowercased())"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: false
        )
        try startScreen()
        if display == .wayland { try startCompositor() }
        if isManaged { try startManager() }
        try startBus()
    }

    deinit {
        for child in children.reversed() { child.send(SIGKILL) }
        for child in children { _ = try? child.wait(seconds: 5) }
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The windows on the screen, small ones of toolkits' own left out.
    func windows() throws -> Set<Window> {
        switch display {
        case .x11:
            try lines(of: "/usr/bin/xwininfo", "-root", "-tree").reduce(into: []) {
                if let window = Self.window(of: $1) { $0.insert(window) }
            }
        case .wayland:
            try lines(of: "/usr/bin/weston-debug", "scene-graph").reduce(into: []) {
                if let window = Self.topLevel(of: $1) { $0.insert(window) }
            }
        }
    }

    /// Waits until the application has a window, and the window a picture.
    @discardableResult
    func window(of application: String, seconds: Double = 30) throws -> Window {
        try window(seconds: seconds) { $0.application == application }
    }

    /// Waits until there is such a window with a picture.
    func window(seconds: Double = 30, where isWanted: (Window) -> Bool) throws -> Window {
        var found: Window?
        do {
            try eventually("the window", seconds: seconds) {
                found = try windows().first(where: isWanted)
                return try found != nil && drawn() > 100
            }
        } catch {
            throw Problem("\(error); there are \(try windows()), and \(try drawn()) pixels")
        }
        return found ?? Window(title: "", application: "")
    }

    /// How many pixels of the screen have another colour than most: none when nothing is shown.
    func drawn() throws -> Int {
        // The screen is a file in the format of xwd: a header, a table of colours, and the pixels.
        guard let file = FileManager.default.contents(atPath: folder + "/Xvfb_screen0") else {
            throw Problem("there is no picture")
        }
        func number(_ index: Int) -> Int {
            file[(index * 4)..<(index * 4 + 4)].reduce(0) { $0 << 8 | Int($1) }
        }
        let pixels = file.dropFirst(number(0) + number(19) * 12)
        var counts: [UInt32: Int] = [:]
        unsafe pixels.withUnsafeBytes { bytes in
            for offset in stride(from: 0, to: bytes.count - 3, by: 4) {
                counts[
                    unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self),
                    default: 0
                ] += 1
            }
        }
        return counts.values.reduce(0, +) - (counts.values.max() ?? 0)
    }

    /// Has stand-ins for a portal, for notifications and for daemons behind sockets serve this
    /// desktop; see `Tests/Lab/services`.
    func serve(_ sockets: [String] = []) throws {
        try start(Lab.scripts + "/services", [folder + "/calls"] + sockets)
        try eventually("the services of the desktop are there") { try calls == ["ready"] }
    }

    /// What these were asked, the first thing first.
    var calls: [String] {
        get throws {
            let path = folder + "/calls"
            guard FileManager.default.fileExists(atPath: path) else { return [] }
            return try String(contentsOfFile: path, encoding: .utf8)
                .split(separator: "\n").map(String.init)
        }
    }

    // MARK: - Its parts

    /// With a key, as the screens of desktops have one: under the name of this host.
    private func startScreen() throws {
        let number = try pipe()
        defer { close(number.read) }
        let key = (0..<16).map { _ in UInt8.random(in: 0...255) }
        func write(_ display: String, _ name: String) throws {
            let host = ProcessInfo.processInfo.hostName
            let entry = XAuthority.Entry(family: 256, address: host, number: display, data: key)
            let file = XAuthority(entries: [entry])
            try Data(file.bytes).write(to: URL(filePath: "\(folder)/\(name)"))
        }
        try write("", "keys")
        try start(
            "/usr/bin/Xvfb",
            ["-displayfd", "1", "-screen", "0", "800x600x24", "-nolisten", "tcp", "-noreset"]
                + ["-fbdir", folder, "-auth", "\(folder)/keys"],
            output: .descriptor(number.write)
        )
        close(number.write)
        let display = try line(from: number.read)
        try write(display, "xauthority")
        screen = ":" + display
        environment["DISPLAY"] = screen
        environment["XAUTHORITY"] = folder + "/xauthority"
    }

    /// A compositor whose own screen is a window of the other one: that alone gives it a keyboard,
    /// without which most programs do not start.
    private func startCompositor() throws {
        let name = folder + "/wayland"
        try start(
            "/usr/bin/weston",
            ["--backend=x11-backend.so", "--shell=kiosk-shell.so", "--use-pixman", "--no-config"]
                + ["--width=800", "--height=600", "--idle-time=0", "--debug", "--socket=\(name)"]
                + ["--log=\(folder)/weston.log"]
        )
        try eventually("the compositor answers") {
            FileManager.default.fileExists(atPath: name)
        }
        environment["WAYLAND_DISPLAY"] = name
        environment["XDG_SESSION_TYPE"] = "wayland"
        environment["DISPLAY"] = nil
    }

    private func startManager() throws {
        try start("/usr/bin/matchbox-window-manager", ["-use_titlebar", "yes"])
        try eventually("windows are managed") { try managed("_NET_SUPPORTING_WM_CHECK") != nil }
    }

    /// What the window manager says of its screen; nil when it does not.
    func managed(_ property: String) throws -> String? {
        let line = try lines(of: "/usr/bin/xprop", "-root", property).first ?? ""
        return line.firstIndex(of: "#").map { String(line[$0...].dropFirst(2)) }
    }

    private func startBus() throws {
        let socket = folder + "/bus"
        try start(
            "/usr/bin/dbus-daemon",
            ["--session", "--nofork", "--nopidfile", "--address=unix:path=\(socket)"]
        )
        try eventually("the bus answers") { FileManager.default.fileExists(atPath: socket) }
        environment["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=" + socket
    }

    private func start(
        _ program: String,
        _ options: [String],
        output: Child.Stream = .file("/dev/null")
    ) throws {
        children.append(
            try Child(
                ([program] + options).map { Array($0.utf8) },
                environment: environment.map { Array("\($0)=\($1)".utf8) },
                directory: folder,
                streams: [.file("/dev/null"), output, .file("/dev/null")]
            )
        )
    }

    private func lines(of words: String...) throws -> [Substring] {
        let capture = try Capture()
        let child = try Child(
            words.map { Array($0.utf8) },
            environment: environment.map { Array("\($0)=\($1)".utf8) },
            directory: folder,
            streams: capture.childs.map { .descriptor($0) }
        )
        capture.handOver()
        let output = try capture.collect(child, stdin: [], seconds: 20).stdout
        return text(output).split(separator: "\n")
    }

    // `     0x40000c "title": ("name" "Class")  484x316+0+0  +0+0`, further in when it is in a frame
    private static func window(of line: Substring) -> Window? {
        guard let match = line.wholeMatch(of: #/ {5,}0x\w+ "(.*)": \(".*" "(.*)"\) +(\d+)x.*/#),
            (Int(match.3) ?? 0) > 20
        else { return nil }
        return Window(title: String(match.1), application: String(match.2))
    }

    // `View 0 (role xdg_toplevel, PID 1, surface ID 3, top-level window 'title' of id, 0x0):`
    private static func topLevel(of line: Substring) -> Window? {
        let pattern = #/.*role xdg_toplevel, .*top-level window '(.*)' of (.*), 0x\w+\):/#
        return line.wholeMatch(of: pattern).map {
            Window(title: String($0.1), application: String($0.2))
        }
    }
}
