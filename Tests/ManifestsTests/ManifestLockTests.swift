import Boxes
import Manifests
import TestSupport
import Testing

@Suite struct ManifestLockTests {
    private static func lock() throws -> ManifestLock {
        let machine = try #require(Architecture("x86_64"))
        var lock = ManifestLock()
        lock.boxes[ManifestLock.Key(try BoxName("web"), machine)] = ManifestLock.Box(
            image: "docker.io/library/debian:trixie",
            digest: "sha256:00ff",
            inputs: "0123456789abcdef",
            packages: ["libc6": "2.41-12", "adduser": "3.152"]
        )
        lock.boxes[ManifestLock.Key(try BoxName("a.b"), machine)] = ManifestLock.Box(
            image: "/p/Container\"file\u{1}",
            digest: nil,
            inputs: "x",
            packages: [:]
        )
        return lock
    }

    @Test func theTextIsTheSameEveryTime() throws {
        #expect(
            try Self.lock().text == #"""
                # Made by 'alcove lock'. Keep it beside the manifest, and commit both.
                format = 1

                [box."a.b".amd64]
                image = "/p/Container\"file\u0001"
                inputs = "x"
                packages = [
                ]

                [box."web".amd64]
                image = "docker.io/library/debian:trixie"
                digest = "sha256:00ff"
                inputs = "0123456789abcdef"
                packages = [
                    "adduser 3.152",
                    "libc6 2.41-12",
                ]

                """#
        )
    }

    @Test func whatIsWrittenIsRead() throws {
        let lock = try Self.lock()
        #expect(try ManifestLock(lock.text) == lock)
        #expect(try ManifestLock("format = 1") == ManifestLock())
    }

    @Test(arguments: [
        ("format = 2\n[new]\nx = 1", ManifestLockFault.format(2)),
        ("format = \"1\"", .badKey("format", line: 1)),
        ("[box.web.vax]\nimage = \"x\"", .badKey("box.web.vax.image", line: 2)),
        ("[box.web.amd64]\nimage = \"x\"", .badKey("box.web.amd64", line: 1)),
        ("[box.web.amd64]\npackages = [\"x\"]", .badKey("box.web.amd64.packages", line: 2)),
        (
            "[box.web.amd64]\npackages = [\"x 1\", \"x 2\"]",
            .badKey("box.web.amd64.packages", line: 2)
        ),
    ])
    func aLockThatIsNoneIsRefused(text: String, fault: ManifestLockFault) {
        #expect(throws: fault) { _ = try ManifestLock(text) }
    }

    /// The changes of two people that git could not join.
    @Test func aConflictOfAMergeIsTold() throws {
        var lines = try Self.lock().text.split(separator: "\n", omittingEmptySubsequences: false)
        let line = try #require(lines.firstIndex { $0.contains("libc6") })
        lines.insert("<<<<<<< HEAD", at: line)
        lines.insert(
            contentsOf: ["=======", "    \"libc6 2.42-1\",", ">>>>>>> theirs"],
            at: line + 2
        )
        #expect(throws: ManifestLockFault.conflict(line: line + 1)) {
            try ManifestLock(lines.joined(separator: "\n"))
        }
    }

    @Test func inputsFollowWhatTheImageIsBuiltFrom() {
        var spec = BoxSpec(image: "debian")
        spec.packages = ["b", "a"]
        let inputs = ManifestLock.Box.inputs(of: spec, files: nil)
        spec.packages = ["a", "b"]
        spec.env = [.init(name: "A", value: "1")]
        #expect(ManifestLock.Box.inputs(of: spec, files: nil) == inputs)
        #expect(ManifestLock.Box.inputs(of: spec, files: "Containerfile 0") != inputs)
        spec.build = ["make"]
        #expect(ManifestLock.Box.inputs(of: spec, files: nil) != inputs)
    }

    /// The lock is a check: nobody is to find other inputs that come to the same.
    @Test func noOtherInputsAreTakenForThem() {
        var one = BoxSpec(image: "debian")
        one.packages = ["build", "make"]
        var other = BoxSpec(image: "debian")
        other.build = ["build", "make"]
        var third = BoxSpec(image: "debian")
        third.packages = ["build"]
        third.build = ["make"]
        let inputs = [one, other, third].map { ManifestLock.Box.inputs(of: $0, files: nil) }
        #expect(Set(inputs).count == 3)
        #expect(inputs.allSatisfy { $0.utf8.count == 64 })
    }

    @Test func anyTextIsReadOrRefused() throws {
        let valid = Array(try Self.lock().text.utf8)
        var dice = Dice(seed: 9)
        var read = 0
        for _ in 0..<2000 {
            var bytes = valid
            for _ in 0...dice.below(2) {
                bytes[dice.below(bytes.count)] = valid[dice.below(valid.count)]
            }
            guard let lock = try? ManifestLock(String(decoding: bytes, as: UTF8.self)) else {
                continue
            }
            read += 1
            let again = try ManifestLock(lock.text)
            if again != lock { Issue.record("read otherwise the second time: \(bytes)") }
        }
        #expect(read > 100)
    }
}
