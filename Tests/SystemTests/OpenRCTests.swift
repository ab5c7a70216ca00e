import Foundation
import Testing

/// A box with OpenRC goes through its runlevels as a machine does, and keeps off the host.
@Suite(.lab) struct OpenRCTests {
    let host: Host

    init() throws { host = try Host() }

    @Test func systemComesUpIsUsedAndGoesDown() throws {
        let box = host.name()
        let image = try TestImage.openrc.reference
        try host.alcove("create", "-q", box, "--bare", "-i", image, "--init", "openrc")
            .expect("\(box)\n")
        // What is added from now on is not found by runlevels that are still gone through.
        try host.alcove("start", box).expect()
        try write("/etc/init.d/own", own, in: box)
        try write("/etc/init.d/bad", "#!/sbin/openrc-run\nstart() { return 1; }\n", in: box)
        try root(
            "chmod 755 /etc/init.d/own /etc/init.d/bad; rc-update -q add own; rc-update -q add bad",
            in: box
        )
        .expect()
        // It was started for that, and had none of them then.
        try host.alcove("stop", box).expect().expectSilence()
        let started = try host.alcove("start", box)
        #expect(text(started.stderr).contains("openrc: service 'bad' failed"), "\(started)")
        #expect(!text(started.stderr).contains("own"), "\(started)")
        let shown = try host.alcove("show", box)
        #expect(text(shown.stdout).contains("Services:        degraded"), "\(shown)")
        try useServices(box)
        try keepsOffTheHost(box)
        try host.alcove("stop", box).expect().expectSilence()
        try host.alcove("start", box).expect()
        try root("cat /var/own.log", in: box).expect(
            "begun\nended\nbegun\nended\nbegun\nended\nbegun\n"
        )
    }

    /// One that needs a network, and stays.
    ///
    /// Debian's stop does not wait for the end unless it is told to.
    private let own = """
        #!/sbin/openrc-run
        command=/bin/sleep
        command_args=1000
        command_background=yes
        pidfile=/run/own.pid
        retry=TERM/20
        depend() { need net; }
        start_post() { echo begun >>/var/own.log; }
        stop_post() { echo ended >>/var/own.log; }

        """

    private func useServices(_ box: String) throws {
        let status = "rc-service own status | grep -o 'status: .*'"
        try root(status, in: box).expect("status: started\n")
        try root("rc-service -q own restart && \(status)", in: box).expect("status: started\n")
        // A script of the other kind that Debian has.
        try root("rc-service cron status", in: box).expect("cron is running.\n")
        // Its first process is ours, and sessions are as everywhere.
        try host.alcove("run", box, "--", "id", "-un").expect("\(Lab.user)\n")
        try root("cat /proc/1/comm", in: box).expect("init\n")
    }

    /// What a script of the runlevels sees of the host can be read, and nothing of its screens is there.
    private func keepsOffTheHost(_ box: String) throws {
        let file = host.home + "/precious"
        try Data("precious".utf8).write(to: URL(filePath: file))
        let script = "#!/sbin/openrc-run\nstart() { rm -f /run/host\(file) /dev/tty1; return 0; }\n"
        try write("/etc/init.d/cleaner", script, in: box)
        try root("chmod 755 /etc/init.d/cleaner; rc-update -q add cleaner boot", in: box).expect()
        try host.alcove("restart", box).expect()
        #expect(FileManager.default.fileExists(atPath: file))
        try root("ls -d /dev/tty?* /dev/input /dev/console /dev/mem 2>/dev/null; true", in: box)
            .expect()
    }

    @Test func imageWithoutItIsToldBeforehand() throws {
        let reference = try TestImage.busybox.reference
        try host.alcove("create", host.name(), "--bare", "-i", reference, "--init", "openrc")
            .expectError(mentioning: "there is no OpenRC in the image", reference)
    }

    private func root(_ script: String, in box: String) throws -> Outcome {
        try host.alcove("run", "--root", box, "--", "sh", "-c", script)
    }

    private func write(_ path: String, _ text: String, in box: String) throws {
        try host.alcove(["run", "--root", box, "--", "tee", path], stdin: text).expect(text)
    }
}
