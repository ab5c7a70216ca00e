import Foundation
import Testing

/// ssh comes into a box by what `show` writes, and through nothing else.
@Suite(.lab, .sharedBox(.system)) struct AccessTests {
    let box: SharedBox

    init() throws { box = try SharedBox.current }

    /// Lays the settings for the box, and gives the words of a program of ssh's with them.
    private func words(_ program: String, _ name: String) throws -> [String] {
        let settings = try box.host.alcove("show", "--ssh", name)
        #expect(settings.end == .exited(0), "\(settings)")
        let file = "\(box.host.home)/ssh-\(name)"
        try text(settings.stdout).write(toFile: file, atomically: true, encoding: .utf8)
        return ["/usr/bin/\(program)", "-F", file]
    }

    private func ssh(_ words: [String], stdin: String = "") throws -> Outcome {
        try box.host.run(
            words,
            stdin: Array(stdin.utf8),
            environment: box.host.environment.map { Array("\($0)=\($1)".utf8) }
        )
    }

    @Test func sshIsInTheBox() throws {
        let ssh = try words("ssh", box.name) + ["\(box.name).alcove"]
        let script = "echo $ALCOVE_BOX; id -un; pwd; . /etc/os-release; echo $ID; cat; exit 3"
        try self.ssh(ssh + [script], stdin: "in")
            .expect("\(box.name)\n\(Lab.user)\n\(box.host.home)\ndebian\nin", exit: 3)
            .expectSilence()
        // The keys are made once, and nobody else's.
        try self.ssh(ssh + ["true"]).expect().expectSilence()
        let folder = "\(box.host.home)/.local/state/alcove/ssh"
        let mode = try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions]
        #expect(mode as? Int == 0o700)
    }

    @Test func terminalIsOneOfTheBoxes() throws {
        let ssh = try words("ssh", box.name) + ["-tt", "\(box.name).alcove"]
        let told = try self.ssh(ssh + ["test -t 0 && stat -c %F $(tty)"])
        #expect(text(told.stdout).contains("character special file"), "\(told)")
    }

    @Test func filesAreCopied() throws {
        let scp = try words("scp", box.name)
        let (there, back) = ("/var/tmp/copied", "\(box.host.home)/back")
        try ssh(scp + [scp[2], "\(box.name).alcove:\(there)"]).expect()
        let written = try String(contentsOfFile: scp[2], encoding: .utf8)
        try box.run("cat", there).expect(written)
        try ssh(scp + ["\(box.name).alcove:\(there)", back]).expect()
        #expect(try String(contentsOfFile: back, encoding: .utf8) == written)
    }

    @Test func boxWithoutAServerIsTold() throws {
        let other = try box.host.box()
        let told = try box.host.alcove("show", "--ssh", other)
        #expect(told.complaints.first == "warning: there is no ssh server in box '\(other)'")
        let ssh = try words("ssh", other) + ["\(other).alcove", "true"]
        let failed = try self.ssh(ssh)
        #expect(failed.status == 255, "\(failed)")
        #expect(failed.complaints.contains("error: there is no ssh server in box '\(other)'"))
    }
}
