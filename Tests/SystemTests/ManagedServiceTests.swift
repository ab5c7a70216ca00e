import Foundation
import Testing

/// Services of boxes in the hands of a real service manager: that of the lab's user, at home.
@Suite(.lab, .managed, .serialized) final class ManagedServiceTests {
    let host: Host
    let box: String
    private let folder = "\(Lab.home)/.config/systemd/user"
    private let said: String

    init() throws {
        host = try Host()
        box = host.name("managed")
        said = "\(Lab.home)/\(box).said"
        let image = try TestImage.bookworm.reference
        try alcove("create", box, "--bare", "-i", image).expect("\(box)\n")
    }

    deinit {
        _ = try? alcove("rm", "--force", "--yes", box)
        try? FileManager.default.removeItem(atPath: said)
    }

    /// Everything that the manager starts has the user's own home, and so has this.
    private var environment: [String: String] {
        host.environment.merging(["HOME": Lab.home]) { $1 }
    }

    private func alcove(_ words: String...) throws -> Outcome {
        try host.alcove(words, environment: environment)
    }

    private func systemctl(_ words: String...) throws -> Outcome {
        try host.run(
            ["/usr/bin/systemctl", "--user"] + words,
            stdin: [],
            environment: environment.map { Array("\($0)=\($1)".utf8) },
            seconds: 60
        )
    }

    /// What the manager knows of a unit.
    private func property(_ name: String, of unit: String) throws -> String {
        let shown = try systemctl("show", "--value", "--property", name, unit)
        return text(shown.stdout).trimmingCharacters(in: .newlines)
    }

    private func id() throws -> String {
        let shown = try alcove("show", "--json", box)
        let json = try JSONSerialization.jsonObject(with: Data(shown.stdout)) as? [String: Any]
        return try #require(json?["id"] as? String)
    }

    /// Puts a unit of the box's system into it, and the script that it runs.
    private func plant(_ name: String, _ keys: String, running script: String) throws {
        let steps = """
            printf %s "$1" >/usr/local/bin/$3
            chmod 755 /usr/local/bin/$3
            mkdir -p /etc/systemd/system
            printf %s "$2" >/etc/systemd/system/$3.service
            """
        let unit = "[Service]\nEnvironment=SAID=\(said)\n\(keys)\n"
        let words = ["run", "--root", box, "--", "sh", "-e", "-c", steps, "sh", script, unit, name]
        try host.alcove(words, environment: environment).expect()
    }

    private var lines: [String] {
        let bytes = FileManager.default.contents(atPath: said) ?? Data()
        return text(Array(bytes)).split(separator: "\n").map(String.init)
    }

    @Test func managerStartsReloadsAndStopsIt() throws {
        try plant(
            "ticker",
            """
            ExecStart=/usr/local/bin/ticker "two words"
            ExecReload=/bin/kill -HUP $MAINPID
            """,
            running: """
                #!/bin/sh
                trap 'echo reload >>"$SAID"' HUP
                trap 'echo stop >>"$SAID"; exit 0' TERM
                echo "$1" >>"$SAID"
                grep ^name= /run/.alcoveenv >>"$SAID"
                while :; do sleep 0.05; done
                """
        )
        let unit = "\(box)-ticker.service"
        try alcove("export", "service", "--box", box, "ticker").expect("\(folder)/\(unit)\n")
        try eventually("it has begun") { lines == ["two words", "name=\(box)"] }
        try systemctl("is-active", unit).expect("active\n")
        try systemctl("is-enabled", unit).expect("enabled\n")
        try systemctl("reload", unit).expect()
        try eventually("it has heard of it") { lines.last == "reload" }
        try systemctl("stop", unit).expect()
        #expect(lines.last == "stop")
        #expect(try property("Result", of: unit) == "success")
        #expect(try !Processes.mention("/usr/local/bin/ticker"))
        try systemctl("start", unit).expect()
        try eventually("it has begun again") { lines.count == 6 }

        // Under another name of its box it goes on, and with its box it goes.
        let other = host.name("renamed")
        defer { _ = try? alcove("rm", "--force", "--yes", other) }
        try alcove("rename", box, other).expect()
        #expect(try property("LoadState", of: unit) == "not-found")
        try systemctl("is-active", "\(other)-ticker.service").expect("active\n")
        try alcove("unexport", "service", "ticker").expect().expectSilence()
        #expect(try property("LoadState", of: "\(other)-ticker.service") == "not-found")
        try eventually("it has ended") { lines.last == "stop" }
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    @Test func managerHearsThatItIsReady() throws {
        try plant(
            "slow",
            "Type=notify\nExecStart=/usr/local/bin/slow",
            running: """
                #!/usr/bin/perl
                use IO::Socket::UNIX;
                sleep 1;
                my $socket = IO::Socket::UNIX->new(
                    Type => SOCK_DGRAM(), Peer => $ENV{NOTIFY_SOCKET}) or die "$!";
                $socket->send("READY=1\\nSTATUS=well\\nMAINPID=1");
                sleep 1000;
                """
        )
        let unit = "\(box)-slow.service"
        let begin = Date()
        // It is waited for: without a word, the manager would not take it for started.
        try alcove("export", "service", "--box", box, "slow").expect("\(folder)/\(unit)\n")
        #expect(Date().timeIntervalSince(begin) > 1)
        #expect(try property("StatusText", of: unit) == "well")
        try systemctl("is-active", unit).expect("active\n")
        try alcove("rm", "--force", "--yes", box).expect().expectSilence()
        #expect(try property("LoadState", of: unit) == "not-found")
    }

    /// Nothing of ours waits for a box's commands: the manager does, and starts what runs them.
    @Test func managerListensForTheBoxesCommands() throws {
        try alcove("run", box, "--", "alcove", "host", "--", "sh", "-c", "exit 7").expect(exit: 7)
        let socket = "alcove-host-\(try id()).socket"
        try systemctl("is-active", socket).expect("active\n")
        let service = socket.replacing(".socket", with: ".service")
        let groups = try alcove(
            "run",
            box,
            "--",
            "alcove",
            "host",
            "--",
            "cat",
            "/proc/self/cgroup"
        )
        #expect(text(groups.stdout).contains(service), "\(groups)")
        // It ends with nobody to serve, and is there again for the next call.
        try systemctl("stop", service).expect()
        try alcove("run", box, "--", "alcove", "host", "--", "echo", "again").expect("again\n")
        try alcove("rm", "--force", "--yes", box).expect().expectSilence()
        // The manager forgets it once what it started has ended.
        try eventually("the socket is forgotten") {
            try property("LoadState", of: socket) == "not-found"
        }
    }

    /// What listened before is waited for until it is gone: its names are taken as long as it ends.
    @Test func managerListensAnewAtEachStart() throws {
        for _ in 1...3 {
            let words = ["run", box, "--", "alcove", "host", "--", "cat", "/proc/self/cgroup"]
            let group = try host.alcove(words, environment: environment)
            #expect(text(group.stdout).contains("/alcove-host-"), "\(group)")
            // One that is in use, and ends at its leisure.
            let busy = try host.start(
                ["run", box, "--", "alcove", "host", "--", "sleep", "60"],
                environment: environment
            )
            defer { busy.send(SIGKILL) }
            try alcove("restart", box).expect().expectSilence()
        }
    }

    /// As a browser does that was opened from the box: it goes on in the service that it came by.
    @Test func whatACommandLeftBehindKeepsNoManagerFromListening() throws {
        let seconds = Processes.uniqueSeconds()
        let leave = "setsid sleep \(seconds) >/dev/null 2>&1 </dev/null &"
        try alcove("run", box, "--", "alcove", "host", "--", "sh", "-c", leave).expect()
        defer { try? Processes.kill(sleeping: seconds) }
        try eventually("it is there") { try Processes.sleeping(seconds) != nil }
        let id = try id()
        for words in [["restart"], ["restart"], ["stop"]] {
            try host.alcove(words + [box], environment: environment).expect()
            let group = try alcove(
                "run",
                box,
                "--",
                "alcove",
                "host",
                "--",
                "cat",
                "/proc/self/cgroup"
            )
            #expect(text(group.stdout).contains("/alcove-host-"), "\(words): \(group)")
        }
        #expect(try Processes.sleeping(seconds) != nil)
        try alcove("rm", "--force", "--yes", box).expect().expectSilence()
        // Other tests have boxes that are listened for.
        try eventually("nobody listens for it") {
            try !text(systemctl("list-units", "alcove-host-*.socket").stdout).contains(id)
        }
    }

    /// `Type=forking`, and a file that says which of two is the service's process.
    @Test func managerHearsOfWhatIsLeftBehind() throws {
        try plant(
            "forker",
            """
            Type=forking
            PIDFile=/tmp/forker.pid
            ExecStart=/usr/local/bin/forker
            ExecReload=/bin/kill -HUP $MAINPID
            """,
            running: """
                #!/usr/bin/perl
                use POSIX ();
                exit 0 if fork;
                POSIX::setsid();
                if (!fork) { $0 = "worker"; sleep 1000; exit 0; }
                sub say_it { open my $file, ">>", $ENV{SAID}; print $file "$_[0]\\n"; close $file; }
                my $isOver = 0;
                $SIG{HUP} = sub { say_it("reload"); };
                $SIG{TERM} = sub { say_it("stop"); $isOver = 1; };
                select undef, undef, undef, 0.5;
                open my $file, ">", "/tmp/forker.pid"; print $file "$$\\n"; close $file;
                say_it("begin");
                select undef, undef, undef, 0.05 until $isOver;
                exit 0;
                """
        )
        let unit = "\(box)-forker.service"
        try alcove("export", "service", "--box", box, "forker").expect("\(folder)/\(unit)\n")
        #expect(lines == ["begin"])
        try systemctl("is-active", unit).expect("active\n")
        try systemctl("reload", unit).expect()
        try eventually("it has heard of it") { lines.last == "reload" }
        try systemctl("stop", unit).expect()
        #expect(lines.last == "stop")
        #expect(try property("Result", of: unit) == "success")
        #expect(try !Processes.mention("worker"))
        // One that dies is known to have died.
        try systemctl("start", unit).expect()
        try alcove("run", box, "--", "sh", "-c", "kill -9 $(cat /tmp/forker.pid)").expect()
        try eventually("it has failed") { try property("Result", of: unit) == "exit-code" }
        #expect(try property("ExecMainStatus", of: unit) == "137")
        #expect(try property("ActiveState", of: unit) == "failed")
        try alcove("unexport", "service", "forker").expect().expectSilence()
        #expect(try property("ActiveState", of: unit) == "inactive")
    }

    /// The manager upgrades all boxes of the user, and says in its journal what came of it.
    @Test func boxesAreUpgradedByATimer() throws {
        // Boxes of this test alone: others at home belong to others.
        var environment = environment
        environment["XDG_STATE_HOME"] = host.home + "/state"
        func timer(_ word: String) throws -> Outcome {
            try host.alcove("upgrade", "--timer", word, environment: environment)
        }
        try timer("status").expect("off\n")
        try timer("off").expect()
        try timer("on").expect()
        try timer("on").expect()
        #expect(text(try timer("status").stdout).hasPrefix("on\nnext: "))
        try systemctl("is-enabled", "alcove-upgrade.timer").expect("enabled\n")
        try systemctl("is-active", "alcove-upgrade.timer").expect("active\n")
        // What it does then.
        try systemctl("start", "alcove-upgrade.service").expect()
        #expect(try property("Result", of: "alcove-upgrade.service") == "success")
        let unit = text(try systemctl("cat", "alcove-upgrade.service").stdout)
        #expect(unit.contains("Environment=\"XDG_STATE_HOME=\(host.home)/state\"\n"), "\(unit)")
        try timer("off").expect()
        try timer("status").expect("off\n")
        #expect(try property("LoadState", of: "alcove-upgrade.timer") == "not-found")
        #expect(!FileManager.default.fileExists(atPath: folder))
        try systemctl("list-timers", "--all", "--no-legend", "alcove-upgrade.timer").expect("")
    }

    @Test func boxBeginsAndEndsWithTheSession() throws {
        let unit = "\(box)-boot.service"
        try alcove("export", "service", "--box", box, "--boot").expect("\(folder)/\(unit)\n")
        try systemctl("stop", unit).expect()
        let stopped = try alcove("list")
        #expect(text(stopped.stdout).contains("\(box)  stopped"), "\(stopped)")
        try systemctl("start", unit).expect()
        let started = try alcove("list")
        #expect(text(started.stdout).contains("\(box)  running"), "\(started)")
        try alcove("unexport", "service", "boot").expect().expectSilence()
        #expect(!FileManager.default.fileExists(atPath: folder))
    }
}
