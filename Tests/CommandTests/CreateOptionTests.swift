import ArgumentParser
import Boxes
import Engines
import Glibc
import Linux
import TestSupport
import Testing
import Upkeep
import Wire

@testable import alcove

extension CreateTests {
    @Test func everyOptionReachesTheSpec() throws {
        let sandbox = try Sandbox()
        let told = sandbox.alcove(
            "create",
            "-q",
            "web",
            "-i",
            "debian",
            "--home",
            sandbox.home + "/work",
            "-v",
            "/tmp:/t:ro",
            "-e",
            "A=b",
            "--shell",
            "zsh",
            "--hostname",
            "web",
            "--workdir",
            "/srv",
            "--network",
            "private",
            "--pid",
            "private",
            "--ipc",
            "private",
            "--init",
            "agent",
            "--device",
            "/dev/fuse",
            "--gpu",
            "none",
            "--without",
            "kerberos,ssh-agent",
            "--without=ssh-agent",
            "--platform",
            "arm64",
            "--pull",
            "never",
            "--bare",
            "--label",
            "k=v",
            "--on-start",
            "s",
            "--memory",
            "1G",
            "--cpus",
            "1.5",
            "--engine-option",
            "{}"
        )
        #expect(told == "web\n[0]")
        let spec = try #require(try sandbox.record("web")?.spec)
        var meant = BoxSpec(image: "debian")
        meant.home = .path(sandbox.home + "/work")
        meant.volumes = [Volume(source: "/tmp", target: "/t", readOnly: true)]
        meant.env = [BoxSpec.Variable(name: "A", value: "b")]
        meant.shell = "zsh"
        meant.hostname = "web"
        meant.workdir = "/srv"
        meant.network = .private
        meant.pid = .private
        meant.ipc = .private
        meant.devices = ["/dev/fuse"]
        meant.gpu = .nothing
        meant.without = [.sshAgent, .kerberos]
        meant.platform = "linux/arm64"
        meant.labels = ["k": "v"]
        meant.bare = true
        meant.onStart = ["s"]
        meant.memory = 1 << 30
        meant.cpus = 1.5
        meant.engineOption = "{}"
        #expect(spec == meant)
    }
}
