import Foundation
import Testing

/// A box with systemd runs services as a machine does, and keeps off the host.
@Suite(.lab) struct SystemdTests {
    let host: Host

    init() throws { host = try Host() }

    @Test func systemComesUpIsUsedAndGoesDown() throws {
        let box = try SystemBox(host)
        try box.run("systemctl", "is-system-running").expect("running\n").expectSilence()
        try box.run("cat", "/proc/1/comm").expect("systemd\n")
        try useServices(box)
        try useUsersServices(box)
        try keepsOffTheHost(box)
        try endsInGoodOrder(box)
    }

    /// Of root, with its log.
    private func useServices(_ box: SystemBox) throws {
        let script = "/usr/bin/sh -c 'echo from-the-service; exec sleep 1000'"
        let unit = "[Service]\nExecStart=\(script)\nExecStop=/usr/bin/touch /var/stopped\n"
        try box.write("/etc/systemd/system/own.service", unit)
        try box.root("systemctl daemon-reload; systemctl start own; systemctl is-active own")
            .expect("active\n")
        try box.root("journalctl --sync").expect()
        // By the user, who is in none of the box's groups; where root is the host's, by root.
        let look = "journalctl -q -o cat -u own | grep -m 1 from-the"
        let seen = try Lab.isPodman ? box.run("sh", "-c", look) : box.root(look)
        seen.expect("from-the-service\n")
    }

    private func useUsersServices(_ box: SystemBox) throws {
        try box.run("systemctl", "--user", "is-system-running", "--wait").expect("running\n")
        try box.run("systemd-run", "--user", "--quiet", "--wait", "true").expect()
        let listed = try box.run("loginctl", "list-users", "--no-legend")
        #expect(text(listed.stdout).contains(Lab.user), "\(listed)")
    }

    /// Nothing of its screen, keyboards and devices is there, and nothing to write of its kernel.
    private func keepsOffTheHost(_ box: SystemBox) throws {
        try box.root(
            "ls -d /dev/tty?* /dev/input /dev/console /dev/kmsg /dev/mem 2>/dev/null; true"
        )
        .expect()
        for file in ["/proc/sys/kernel/hostname", "/sys/power/state"] {
            let written = try box.root("echo x 2>/dev/null >\(file) || echo closed")
            written.expect("closed\n")
        }
        // Units have no way to the clock, whoever is root.
        let capability = "systemd-run --pipe --quiet --wait grep CapBnd /proc/self/status"
        let bounds = try box.root(capability)
        let digits = text(bounds.stdout).split(whereSeparator: \.isWhitespace).last ?? ""
        let set = try #require(UInt64(digits, radix: 16), "\(bounds)")
        #expect(set & (1 << 25 | 1 << 16) == 0, "\(bounds)")
    }

    /// Services are stopped, not killed; what fails at the next start is told.
    private func endsInGoodOrder(_ box: SystemBox) throws {
        let unit = "[Service]\nType=oneshot\nExecStart=/usr/bin/false\n"
        let install = "[Install]\nWantedBy=multi-user.target\n"
        try box.write("/etc/systemd/system/bad.service", unit + install)
        try box.root("systemctl -q enable bad").expect()
        try host.alcove("stop", box.name).expect().expectSilence()
        let again = try host.alcove("start", box.name)
        #expect(text(again.stderr).contains("unit 'bad.service' failed"), "\(again)")
        let told = try box.root("ls /var/stopped")
        told.expect("/var/stopped\n")
        let shown = try host.alcove("show", box.name)
        #expect(text(shown.stdout).contains("Services:        degraded"), "\(shown)")
    }

    /// The host's screen, sound and buses are there, though the runtime directory is the box's own.
    ///
    /// By the host's programs and libraries: the image has no clients, and is of the same distribution.
    @Test(.desktop) func desktopIsTheCallers() throws {
        let box = try SystemBox(host)
        let desk = try Desk(of: host, .wayland)
        var environment = desk.environment
        environment["DISPLAY"] = desk.screen
        let studio = try Studio(of: host)
        environment.merge(studio.environment) { ours, _ in ours }
        let script = """
            cd /run/host/usr/lib/*-linux-gnu && export LD_LIBRARY_PATH=$PWD:$PWD/pulseaudio
            /run/host/usr/bin/xwininfo -root | grep -c 'Map State: IsViewable'
            test -S "$WAYLAND_DISPLAY" && echo wayland
            /run/host/usr/bin/pactl info | grep -c '^Server Name:'
            /run/host/usr/bin/dbus-send --bus="$1" --dest=org.freedesktop.DBus --print-reply=literal / \
                org.freedesktop.DBus.Peer.Ping && echo "host's bus"
            echo "$XDG_RUNTIME_DIR" "$DBUS_SESSION_BUS_ADDRESS"
            """
        let bus = environment["DBUS_SESSION_BUS_ADDRESS"]?.replacing(
            "path=",
            with: "path=/run/host"
        )
        let words = ["run", box.name, "--", "sh", "-c", script, "sh", bus ?? ""]
        let own = "/run/user/\(Lab.uid)"
        try host.alcove(words, environment: environment)
            .expect("1\nwayland\n1\nhost's bus\n\(own) unix:path=\(own)/bus\n")
    }

    @Test func agentThatIsGoneIsBegunAnew() throws {
        let box = try SystemBox(host)
        _ = try box.root("kill -9 $(cat /run/.alcove.lock)")
        // The one that is killed may take one caller more before it ends.
        try eventually("an agent answers") { try box.run("true").status == 0 }
        try box.run("cat", "/proc/1/comm").expect("systemd\n")
    }

    @Test func imageWithoutSystemdIsToldBeforehand() throws {
        let reference = try TestImage.busybox.reference
        try host.alcove("create", host.name(), "--bare", "-i", reference, "--init", "systemd")
            .expectError(mentioning: "there is no systemd in the image", reference)
        try host.alcove(
            "create",
            host.name(),
            "-i",
            reference,
            "--init",
            "systemd",
            "--pid",
            "host"
        )
        .expectError(exit: 64, mentioning: "--init systemd", "--pid host")
    }
}

/// A running box with systemd.
private struct SystemBox {
    let host: Host
    let name: String

    init(_ host: Host) throws {
        self.host = host
        name = try host.box(from: .system, "--init", "systemd")
        // Which waits for what is being started, and would say what failed.
        try host.alcove("start", name).expect().expectSilence()
    }

    func run(_ words: String...) throws -> Outcome {
        try host.alcove(["run", name, "--"] + words)
    }

    func root(_ script: String) throws -> Outcome {
        try host.alcove("run", "--root", name, "--", "sh", "-c", script)
    }

    func write(_ path: String, _ text: String) throws {
        try host.alcove(["run", "--root", name, "--", "tee", path], stdin: text).expect(text)
    }
}
