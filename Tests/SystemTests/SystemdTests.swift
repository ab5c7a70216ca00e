import Foundation
import Testing

/// A box with systemd runs services as a machine does, and keeps off the host.
@Suite(.lab) struct SystemdTests {
    let host: Host

    init() throws { host = try Host() }

    @Test func systemComesUpIsUsedAndGoesDown() throws {
        let box = try host.box(from: .system, "--init", "systemd")
        func run(_ words: String...) throws -> Outcome { try host.alcove(["run", box, "--"] + words) }
        func root(_ script: String) throws -> Outcome {
            try host.alcove("run", "--root", box, "--", "sh", "-c", script)
        }
        // It waits for what is being started, and would say what failed.
        try host.alcove("start", box, "--verbose").expect()
        try run("systemctl", "is-system-running").expect("running\n")
        let first = try run("cat", "/proc/1/comm")
        first.expect("systemd\n").expectSilence()

        // A service of root's, with its log.
        let unit = "[Service]\nExecStart=/bin/sh -c 'echo from-the-service; exec sleep 1000'\nExecStop=/bin/touch /var/stopped\n"
        try root("printf '\(unit.replacing("\n", with: "\\n"))' >/etc/systemd/system/own.service").expect()
        let script = "systemctl daemon-reload; systemctl start own; systemctl is-active own"
        try root("rm -f /var/stopped; \(script)").expect("active\n")
        let log = try root("journalctl -o cat -u own | grep -m 1 from-the-service")
        log.expect("from-the-service\n")

        // The user's own.
        let user = try run("systemctl", "--user", "is-system-running", "--wait")
        user.expect("running\n")
        try run("systemd-run", "--user", "--quiet", "--wait", "true").expect()
        let listed = try run("loginctl", "list-users", "--no-legend")
        #expect(text(listed.stdout).contains(Lab.user), "\(listed)")

        // Nothing of the host's screen, keyboards and devices; nothing to write of its kernel.
        let nodes = try run("sh", "-c", "ls -d /dev/tty[0-9]* /dev/input /dev/console /dev/kmsg 2>/dev/null")
        #expect(nodes.stdout.isEmpty || !text(nodes.stdout).contains("tty"), "\(nodes)")
        let kernel = try root("echo x 2>&1 >/proc/sys/kernel/hostname || touch /sys/x 2>&1 || echo closed")
        #expect(text(kernel.stdout).hasSuffix("closed\n"), "\(kernel)")

        // What fails is told.
        try root("printf '[Service]\\nExecStart=/bin/false\\nType=oneshot\\n[Install]\\nWantedBy=multi-user.target\\n' >/etc/systemd/system/bad.service; systemctl -q enable bad").expect()

        // An orderly end: services are stopped, not killed.
        try host.alcove("stop", box).expect()
        let again = try host.alcove("start", box)
        #expect(text(again.stderr).contains("bad.service"), "\(again)")
        try root("ls /var/stopped; rm /var/stopped").expect("/var/stopped\n")
        let shown = try host.alcove("show", box)
        #expect(text(shown.stdout).contains("unit 'bad.service' failed"), "\(shown)")
        try run("systemctl", "poweroff").expect()
    }

    @Test func agentThatIsGoneIsBegunAnew() throws {
        let box = try host.box(from: .system, "--init", "systemd")
        try host.alcove("start", box).expect()
        let find = "kill -9 $(cat /run/.alcove.lock)"
        _ = try host.alcove("run", "--root", box, "--", "sh", "-c", find)
        try host.alcove("run", box, "--", "cat", "/proc/1/comm").expect("systemd\n")
    }

    @Test func imageWithoutSystemdIsToldBeforehand() throws {
        let reference = try TestImage.busybox.reference
        try host.alcove("create", host.name(), "--bare", "-i", reference, "--init", "systemd")
            .expectError(mentioning: "there is no systemd in the image", reference)
        try host.alcove("create", host.name(), "-i", reference, "--init", "systemd", "--pid", "host")
            .expectError(exit: 64, mentioning: "--init systemd", "--pid host")
    }
}
