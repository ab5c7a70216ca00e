import Glibc
import Linux
import Serving
import Wire

/// What an agent does besides in a box that runs systemd.
extension Agent {
    /// Held by the agent of a box whose first process is another.
    static let lock = "/run/.alcove.lock"
    /// More units than a user wants to be told of.
    static let mostUnits = 20
    private static let systemd = BoxSetup.System.systemd.rawValue

    /// Serves the box until its system ends.
    func run(
        besides news: consuming SystemNews,
        _ steps: [BoxStatus.Step],
        isBooted: Bool
    ) throws(SystemError) -> Bool {
        guard let lock = try FileLock.attempt(Self.lock) else { return true }
        self.steps = steps
        defer { extendLifetime(lock) }
        let number = news.number
        let hasUser = SystemUser.hasManager(in: context.root)
        system = System(news: consume news, user: hasUser ? SystemUser(setup) : nil)
        try server.poller.add(number, .input)
        watchHostFiles()
        try publish()
        updateTrust()
        log("box '\(setup.boxName)' is ready, its services are being started")
        if isBooted { askForFailedUnits() }
        forgetUsedCode()
        try serve()
        return true
    }

    /// What an agent knows of the system that it is beside.
    final class System {
        let news: SystemNews
        /// The user's own services, when there can be such.
        let user: SystemUser?
        /// The answer of the tool that was asked which units failed.
        var answer: FileDescriptor?
        var text: [UInt8] = []

        init(news: consuming SystemNews, user: SystemUser?) {
            self.news = news
            self.user = user
        }
    }

    /// Asks the system to end, too.
    func stopSystem() {
        if system != nil { Signals.send(Self.systemdHalt, to: 1) }
    }

    /// Something came on a descriptor of the system's.
    func hearSystem(_ number: Int32) {
        if number == system?.news.number {
            for item in system?.news.next() ?? [] {
                switch item {
                case .isUp:
                    askForFailedUnits()
                    startOnStartCommands()
                case .isStopping: stop()
                }
            }
        } else if number == system?.answer?.number {
            readFailedUnits(number)
        }
    }

    private func askForFailedUnits() {
        let words = ["list-units", "--state=failed", "--plain", "--no-legend", "--no-pager"]
        do {
            let pipe = try Pipe()
            let null = try FileDescriptor(opening: "/dev/null", O_RDWR)
            _ = try Child.spawn(
                "systemctl",
                words.map { Array($0.utf8) },
                environment: imageEnvironment,
                streams: (null.number, pipe.writer.number, null.number)
            )
            let reader = pipe.keepReader()
            try server.poller.add(reader.number, .input)
            system?.answer = consume reader
        } catch {
            log("warning: systemd: its units cannot be looked at: \(error)")
        }
    }

    private func readFailedUnits(_ number: Int32) {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe read(number, &bytes, bytes.count)
        if count > 0 {
            // The rest of so many names is no news to anybody.
            if system?.text.count ?? 0 < 65536 { system?.text += bytes[..<count] }
            return
        }
        server.poller.remove(number)
        let units = FailedUnits.names(in: system?.text ?? [])
        system?.answer = nil
        system?.text = []
        steps.removeAll(where: \.isOfSystem)
        steps += units.prefix(Self.mostUnits).map {
            BoxStatus.Step(name: Self.systemd, warning: "unit '\($0)' failed")
        }
        for unit in units.prefix(Self.mostUnits) { log("warning: systemd: unit '\(unit)' failed") }
        if units.isEmpty {
            steps.append(BoxStatus.Step(name: Self.systemd))
            log("the services of box '\(setup.boxName)' are up")
        }
    }
}

/// What `systemctl list-units` says of units that failed.
enum FailedUnits {
    /// The first word of each line, where it can be the name of a unit.
    static func names(in bytes: [UInt8]) -> [String] {
        bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
            let word = line.prefix { $0 != UInt8(ascii: " ") }
            return isName(word) ? Array(word).text : nil
        }
    }

    static func isName(_ word: some Collection<UInt8>) -> Bool {
        !word.isEmpty && word.count <= 255
            && word.allSatisfy { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "'") }
    }
}
