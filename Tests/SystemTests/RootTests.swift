import Foundation
import Testing

@Suite(.lab, .sharedBox()) struct RootTests {
    let box: SharedBox

    init() throws { box = try SharedBox.current }

    @Test func rootOptionIsTheBoxsRoot() throws {
        try box.host.alcove(
            "run",
            "--root",
            box.name,
            "--",
            "sh",
            "-c",
            "id -u; id -un; touch /root/made"
        )
        .expect("0\nroot\n")
    }

    @Test(.rootless) func sudoWorksWhereTheImageHasNone() throws {
        try box.run("sudo", "id", "-u").expect("0\n")
        try box.run("sudo", "sh", "-c", "exit 12").expect(exit: 12)
        try box.run("sudo", "cat", stdin: "through\n").expect("through\n")
    }

    @Test(.rootless) func sudoKnowsUsersVariablesAndFlags() throws {
        try box.run("sudo", "-n", "-u", Lab.user, "id", "-u").expect("\(Lab.uid)\n")
        try box.run("sudo", "A=b c", "sh", "-c", "echo $A").expect("b c\n")
        let unknown = try box.run("sudo", "no-such-command")
        #expect(unknown.status == 127, "\(unknown)")
        #expect(text(unknown.stderr) == "sudo: no-such-command: No such file or directory\n")
    }

    @Test(.rootless) func rootOfTheBoxOwnsNothingOfTheHost() throws {
        try box.host.alcove("run", "--root", box.name, "--", "touch", "\(box.host.home)/by-root")
            .expect()
        let made = try FileManager.default.attributesOfItem(atPath: box.host.home + "/by-root")
        #expect(made[.ownerAccountID] as? UInt32 != 0)
        let outcome = try box.host.alcove(
            "run",
            "--root",
            box.name,
            "--",
            "touch",
            "/run/host/etc/by-root"
        )
        #expect(outcome.status == 1, "\(outcome)")
    }

    @Test(.enabled(if: !Lab.isPodman, "is about rootful engines"))
    func noWayToRootWithoutAPasswordOnARootfulEngine() throws {
        let outcome = try box.run("sudo", "-n", "id", "-u")
        #expect(outcome.status != 0 && text(outcome.stdout) != "0\n", "\(outcome)")
    }

    @Test func sessionsHaveNoCapabilities() throws {
        try box.run(
            "sh",
            "-c",
            "grep -E 'Cap(Eff|Prm|Amb)' /proc/self/status | grep -vc 0000000000000000"
        )
        .expect("0\n", exit: 1)
    }
}
