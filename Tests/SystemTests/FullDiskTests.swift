import Foundation
import Testing

/// On a full disk what cannot be done is not, and the box is as it was.
@Suite(.disk, .serialized) struct FullDiskTests {
    let host: Host

    init() throws { host = try Host() }

    private func check(_ box: String) throws {
        try host.alcove("run", box, "--", "cat", "/etc/mine").expect("mine\n")
        #expect(try EngineSocket.containers().filter { $0.hasPrefix(box) } == [box])
    }

    private func box() throws -> String {
        let box = try host.box()
        let words = "echo tiny 1 >/etc/tiny; echo mine >/etc/mine"
        try host.alcove("run", "--root", box, "--", "sh", "-c", words).expect()
        return box
    }

    @Test func anUpgradeThatHasNoRoomChangesNothing() throws {
        let environment = try host.tinyProfile()
        let box = try box()
        try host.write(upgrade: "dd if=/dev/zero of=/big bs=1M count=500 2>/dev/null", in: box)
        let failed = try host.alcove("upgrade", box, environment: environment)
        #expect(failed.status == 1 && text(failed.stderr).contains("as it was"), "\(failed)")
        try check(box)
        // What it took is free again.
        try host.write(upgrade: "echo tiny 2 >/etc/tiny", in: box)
        try host.alcove("upgrade", "-q", box, environment: environment).expect()
        try host.alcove("run", box, "--", "cat", "/etc/tiny", "/etc/mine").expect("tiny 2\nmine\n")
    }

    @Test func aStateThatHasNoRoomIsNotKept() throws {
        let box = try box()
        let words = "dd if=/dev/zero of=/big bs=1M count=170 2>/dev/null"
        try host.alcove("run", "--root", box, "--", "sh", "-c", words).expect()
        #expect(try host.alcove("edit", box, "--env", "A=1").status == 1)
        try check(box)
        #expect(try host.alcove("snapshot", box).status == 1)
        try check(box)
        try host.alcove("run", "--root", box, "--", "rm", "/big").expect()
        try host.alcove("edit", box, "--env", "A=1").expect()
        try host.alcove("run", box, "--", "sh", "-c", "cat /etc/mine; echo $A").expect("mine\n1\n")
    }

    @Test func aBuildThatHasNoRoomChangesNothing() throws {
        let box = host.name()
        func declare(_ count: Int) throws {
            try host.write(
                """
                [box.\(box)]
                image = "\(try TestImage.busybox.reference)"
                bare = true
                build = ["echo mine >/etc/mine; dd if=/dev/zero of=/big bs=1M count=\(count)"]
                """,
                to: "project/alcove.toml"
            )
        }
        try declare(1)
        try host.alcove("apply", "-q", "--yes", host.home + "/project").expect()
        try check(box)
        try declare(400)
        #expect(try host.alcove("apply", "--yes", host.home + "/project").status == 1)
        try check(box)
    }
}
