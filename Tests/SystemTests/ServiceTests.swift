import Foundation
import Testing

/// Services of boxes as units of the host's user.
///
/// These homes have no manager: what units say is done by hand here, and by a manager in
/// ``ManagedServiceTests``.
@Suite(.lab) struct ServiceTests {
    let host: Host

    init() throws { host = try Host() }

    private func units() -> String { "\(host.home)/.config/systemd/user" }

    /// The value of a key in a unit, which these tests keep so plain that a shell reads it alike.
    private func value(_ key: String, of unit: String) throws -> String {
        let text = try String(contentsOfFile: "\(units())/\(unit)", encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.hasPrefix(key + "=") }
        guard let line else { throw Problem("no \(key) in\n\(text)") }
        return String(line.dropFirst(key.count + 1))
    }

    /// Writes a unit of the box's system.
    private func addUnit(_ name: String, _ text: String, to box: String) throws {
        let place = "/etc/systemd/system/\(name).service"
        let script = "mkdir -p /etc/systemd/system && cat >\(place)"
        try host.alcove("run", "--root", box, "--", "sh", "-c", script, stdin: text).expect()
    }

    @Test func unitOfABoxComesAndGoes() throws {
        let box = try host.box()
        try addUnit(
            "greet",
            """
            [Service]
            ExecStart=/bin/sh -c "echo $GREETING; pwd"
            Environment="GREETING=good day"

            """,
            to: box
        )
        let unit = "\(box)-greet.service"
        try host.alcove("export", "service", "--box", box, "--no-start", "greet")
            .expect("\(units())/\(unit)\n")
        #expect(FileManager.default.fileExists(atPath: "\(units())/default.target.wants/\(unit)"))
        try host.shell(try value("ExecStart", of: unit).replacing("$$", with: "\\$"))
            .expect("good day\n/\n")
        try host.alcove("unexport", "service", "greet").expect()
        #expect(!FileManager.default.fileExists(atPath: host.home + "/.config/systemd"))
    }

    @Test func unitsGoWithTheirBoxes() throws {
        let box = try host.box()
        try host.alcove("export", "service", "--box", box, "--no-start", "sleep", "--", "1000")
            .expect("\(units())/\(box)-sleep.service\n")
        try host.alcove("export", "service", "--box", box, "--no-start", "--boot").expect(
            "\(units())/\(box)-boot.service\n"
        )
        let other = host.name()
        try host.alcove("rename", box, other).expect()
        let names = try FileManager.default.contentsOfDirectory(atPath: units()).sorted()
        #expect(
            names == ["\(other)-boot.service", "\(other)-sleep.service", "default.target.wants"]
        )
        try host.shell(try value("ExecStop", of: "\(other)-boot.service")).expect()
        try host.shell(try value("ExecStart", of: "\(other)-boot.service")).expect()
        try host.alcove("rm", "--force", "--yes", other).expect()
        #expect(!FileManager.default.fileExists(atPath: host.home + "/.config/systemd"))
    }

    @Test func signalOfTheManagerEndsTheService() throws {
        let box = try host.box()
        try host.alcove("export", "service", "--box", box, "--no-start", "sleep", "--", "1000")
            .expect("\(units())/\(box)-sleep.service\n")
        let start = try value("ExecStart", of: "\(box)-sleep.service")
        try host.shell("\(start) & sleep 2; kill $!; wait $!; echo $?").expect("143\n")
        try host.alcove("run", box, "--", "sh", "-c", "ps | grep -c '[s]leep 1000'")
            .expect("0\n", exit: 1)
    }

    /// A manager believes only the service's main process; so that passes on what the box says.
    @Test func serviceTellsThatItIsReady() throws {
        let box = try host.box(from: .bookworm)
        let manager = try Datagrams(at: "\(host.home)/manager")
        var environment = host.environment
        environment["NOTIFY_SOCKET"] = manager.path
        let script = """
            use IO::Socket::UNIX;
            for my $word ("READY=1\\nMAINPID=1", "STATUS=well") {
                my $socket = IO::Socket::UNIX->new(
                    Type => SOCK_DGRAM(), Peer => $ENV{NOTIFY_SOCKET}) or die "$!";
                $socket->send($word);
            }
            """
        try host.alcove(
            "run",
            "--notify",
            box,
            "--",
            "perl",
            "-e",
            script,
            environment: environment
        ).expect()
        #expect(manager.received() == ["READY=1", "STATUS=well"])
        // Without one to tell, the same command has nobody to tell it to.
        try host.alcove("run", "--notify", box, "--", "sh", "-c", "echo ${NOTIFY_SOCKET-none}")
            .expect("none\n")
        let left = try FileManager.default.contentsOfDirectory(
            atPath: "\(Lab.runtime)/alcove/notify"
        )
        #expect(left.isEmpty)
    }

    @Test(.rootful) func rootOfAnEngineOfRootsIsNoService() throws {
        let box = try host.box()
        try host.alcove("export", "service", "--box", box, "--root", "sleep", "--", "1000")
            .expectError(mentioning: box, "engine is root's")
        let manager = try Datagrams(at: "\(host.home)/manager")
        let environment = host.environment.merging(["NOTIFY_SOCKET": manager.path]) { $1 }
        let words = ["run", "--root", "--notify", box, "--", "true"]
        try host.alcove(words, environment: environment).expectError(exit: 125, mentioning: box)
        #expect(manager.received() == [])
    }

    @Test func boxIsInTheMenu() throws {
        let box = try host.box()
        let outcome = try host.alcove("export", "box", "--box", box)
        let path = text(outcome.stdout).trimmingCharacters(in: .newlines)
        #expect(path.hasPrefix(host.home + "/.local/share/applications/alcove-box-"), "\(outcome)")
        let entry = try String(contentsOfFile: path, encoding: .utf8)
        #expect(entry.contains("\nName=\(box)\n"))
        // The terminal is one that only says what it is to run, its own '-e' left out.
        var environment = host.environment
        environment["TERMINAL"] = "/bin/echo"
        environment["PATH"] = "/nowhere"
        try host.alcove("terminal", box, environment: environment)
            .expect("\(host.programs)/alcove enter \(box)\n")
        try host.alcove("rm", "--force", "--yes", box).expect()
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}

/// A socket that takes messages.
private final class Datagrams {
    let path: String
    private let number: Int32

    init(at path: String) throws {
        self.path = path
        number = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { room in
            unsafe room.copyBytes(from: path.utf8)
        }
        let code = unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard code == 0 else { throw Problem("bind", errno) }
    }

    deinit { close(number) }

    /// All messages that came.
    func received() -> [String] {
        var messages: [String] = []
        var room = [UInt8](repeating: 0, count: 8192)
        while true {
            let count = unsafe recv(number, &room, room.count, Int32(MSG_DONTWAIT))
            if count < 0 { return messages }
            messages.append(text(Array(room.prefix(count))))
        }
    }
}
