import Boxes
import Engines
import Profiles
import Testing

@testable import Upkeep

/// What was done in a box by hand is told from what it was made with.
@Suite struct DriftTests {
    private let ground = PackageState(
        packages: ["libc6": "2.41", "curl": "8.14", "less": "668"],
        wanted: ["curl", "less"]
    )

    @Test func onlyWhatSomebodyAskedForIsDrift() {
        var now = ground
        now.packages["htop"] = "3.4"
        now.packages["libnl"] = "3.7"
        now.packages["jq"] = "1.7"
        now.wanted = ["curl", "less", "htop", "jq"]
        var drift = BoxDrift()
        drift.take(now, over: ground, known: ["jq"])
        #expect(drift.packages == [InstalledPackage(name: "htop", version: "3.4")])
        #expect(!drift.mayHaveComeAlong)
        #expect(now.changed(since: ground) == ["htop", "jq", "libnl"])
    }

    @Test func whereThatIsNotKnownAllThatCameIs() {
        var now = ground
        now.wanted = nil
        now.packages["htop"] = "3.4"
        now.packages["libnl"] = "3.7"
        #expect(now.added(to: ground).map(\.name) == ["htop", "libnl"])
        var drift = BoxDrift()
        drift.take(now, over: ground, known: [])
        #expect(drift.mayHaveComeAlong)
        drift.take(now, over: ground, known: ["htop", "libnl"])
        #expect(!drift.mayHaveComeAlong, "there is nothing to be unsure of")
    }

    @Test func aDeclaredPackageThatWentIsTold() {
        var now = ground
        now.packages["curl"] = nil
        now.wanted = ["less"]
        var drift = BoxDrift()
        // One is a name that the distribution gives another package.
        drift.take(now, over: ground, known: ["curl", "editor"])
        #expect(drift.gonePackages == ["curl"])
        #expect(drift.isThere)
    }

    @Test func filesOfPackagesAreNobodysWriting() {
        var drift = BoxDrift()
        drift.files = ["/usr/bin/jq", "/usr/bin/mine", "/usr/lib/x.so"].map {
            ChangedFile(path: $0, kind: .added)
        }
        drift.leaveOut(["/usr/bin/jq", "/lib/x.so"])
        #expect(drift.files.map(\.path) == ["/usr/bin/mine"])
    }

    @Test(arguments: [
        "/etc/passwd", "/etc/passwd-", "/etc/ld.so.cache", "/etc/alternatives/editor",
        "/usr/lib/python3/dist-packages/__pycache__/x.cpython-313.pyc", "/usr/share/mime/types",
        "/usr/bin/sudo", "/etc/sudoers.d/alcove",
    ])
    func whatProgramsMakeAnewIsPassedOver(path: String) { #expect(Byproduct.isOne(path)) }

    @Test(arguments: ["/etc/motd", "/usr/local/bin/tool", "/etc/sudoers.d/mine", "/etc/passwdx"])
    func whatSomebodyWroteIsNot(path: String) { #expect(!Byproduct.isOne(path)) }
}
