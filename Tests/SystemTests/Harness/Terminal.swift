import Glibc

/// A terminal window with `alcove` in it.
final class Terminal {
    let child: Child
    private var master: Int32
    /// All that has been shown and not yet been looked for.
    private(set) var screen: [UInt8] = []

    /// Runs `alcove` with a terminal as its standard streams, those excepted that are given.
    convenience init(
        _ host: Host,
        _ words: String...,
        streams: [Int: Child.Stream] = [:],
        rows: UInt16 = 24,
        columns: UInt16 = 80
    ) throws {
        try self.init(host, words: words, streams: streams, rows: rows, columns: columns)
    }

    init(
        _ host: Host,
        words: [String],
        environment more: [String: String] = [:],
        streams: [Int: Child.Stream] = [:],
        rows: UInt16 = 24,
        columns: UInt16 = 80
    ) throws {
        master = openTerminalMaster(O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard master >= 0, unlockTerminal(master) == 0 else {
            throw Problem("open a terminal", errno)
        }
        var name = [CChar](repeating: 0, count: 64)
        guard unsafe nameOfTerminal(master, &name, name.count) == 0 else {
            throw Problem("ptsname", errno)
        }
        let path = text(name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) })
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        guard unsafe ioctl(master, UInt(TIOCSWINSZ), &size) == 0 else {
            throw Problem("winsize", errno)
        }

        var environment = host.environment
        environment["TERM"] = "xterm-256color"
        environment.merge(more) { $1 }
        child = try Child(
            (["\(host.programs)/alcove"] + words).map { Array($0.utf8) },
            environment: environment.map { Array("\($0)=\($1)".utf8) },
            directory: host.home,
            // The first one opened becomes the controlling terminal.
            streams: (0...2).map { streams[$0] ?? .file(path) },
            leadsSession: true
        )
    }

    deinit {
        close()
        // It may have ended already.
        child.send(SIGKILL)
        _ = try? child.wait(seconds: 5)
    }

    /// Types the keys.
    func send(_ keys: String) throws {
        var left = Array(keys.utf8)[...]
        while !left.isEmpty {
            let count = unsafe left.withUnsafeBytes {
                unsafe write(master, $0.baseAddress, $0.count)
            }
            guard count > 0 else { throw Problem("write to the terminal", errno) }
            left = left.dropFirst(count)
        }
    }

    /// Waits until the words are shown, and returns all that was shown up to and with them.
    @discardableResult
    func expect(_ words: String, seconds: Double = 20) throws -> String {
        let wanted = Array(words.utf8)
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(seconds)
        while true {
            if let found = screen.firstRange(of: wanted) {
                let shown = screen[..<found.upperBound]
                screen.removeFirst(found.upperBound)
                return text(Array(shown))
            }
            guard clock.now < deadline, try fill() else {
                throw Problem(
                    "\(words.debugDescription) was not shown, but \(text(screen).debugDescription)"
                )
            }
        }
    }

    /// Everything shown until the program closes the terminal, and how it ended.
    func finish(seconds: Double = 20) throws -> (shown: String, end: Child.Ending) {
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(seconds)
        while clock.now < deadline, try fill() {
            if try child.poll() != nil { break }
        }
        while try fill(milliseconds: 0) {}
        return (text(screen), try child.wait(seconds: 5))
    }

    /// Changes the size of the window.
    func resize(rows: UInt16, columns: UInt16) throws {
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        guard unsafe ioctl(master, UInt(TIOCSWINSZ), &size) == 0 else {
            throw Problem("winsize", errno)
        }
    }

    /// The terminal's settings, as the program left them.
    func settings() throws -> (input: UInt32, local: UInt32) {
        var settings = termios()
        guard unsafe tcgetattr(master, &settings) == 0 else { throw Problem("tcgetattr", errno) }
        return (settings.c_iflag, settings.c_lflag)
    }

    /// Closes the window, as a killed terminal program does.
    func close() {
        if master >= 0 { Glibc.close(master) }
        master = -1
    }

    /// Reads what comes within the time; false when nothing can come any more, or nothing came at once.
    private func fill(milliseconds: Int32 = 100) throws -> Bool {
        var wanted = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&wanted, 1, milliseconds) > 0 else { return milliseconds > 0 }
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = unsafe read(master, &buffer, buffer.count)
        // EIO: nobody has the terminal open any more.
        guard count > 0 else { return false }
        screen += buffer[..<count]
        return true
    }
}
