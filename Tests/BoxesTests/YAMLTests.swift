import TestSupport
import Testing
import Wire

@testable import Boxes

@Suite struct YAMLTests {
    private func read(_ text: String) throws(YAMLFault) -> YAMLValue {
        try YAMLValue(Array(text.utf8))
    }

    private func map(_ entries: [(String, YAMLValue)]) -> YAMLValue {
        .map(entries.map { YAMLValue.Entry(key: $0.0, value: $0.1) })
    }

    @Test func blocksAreReadByTheirIndentation() throws {
        let text = """
            ---
            # A specification.
            cdiVersion: 0.5.0   # of this
            kind: "nvidia.com/gpu"
            devices:
            - name: '0'
              containerEdits:
                deviceNodes:
                - path: /dev/nvidia0
                  hostPath: /dev/nvidia0
                - path: /dev/x
            - name: all
            empty:
            list:
              - a
              - - b
                - c
              -
                key: value
            ...
            not: read
            """
        #expect(
            try read(text)
                == map([
                    ("cdiVersion", .text("0.5.0")), ("kind", .text("nvidia.com/gpu")),
                    (
                        "devices",
                        .list([
                            map([
                                ("name", .text("0")),
                                (
                                    "containerEdits",
                                    map([
                                        (
                                            "deviceNodes",
                                            .list([
                                                map([
                                                    ("path", .text("/dev/nvidia0")),
                                                    ("hostPath", .text("/dev/nvidia0")),
                                                ]), map([("path", .text("/dev/x"))]),
                                            ])
                                        )
                                    ])
                                ),
                            ]), map([("name", .text("all"))]),
                        ])
                    ), ("empty", .nothing),
                    (
                        "list",
                        .list([
                            .text("a"), .list([.text("b"), .text("c")]),
                            map([("key", .text("value"))]),
                        ])
                    ),
                ])
        )
    }

    @Test func jsonIsReadAsWell() throws {
        let text = #"{"a": [1, true, null, "x\n\u00e9\ud83d\ude00"], "b":{"c":"d"}}"# + "\n"
        #expect(
            try read(text)
                == map([
                    ("a", .list([.text("1"), .text("true"), .nothing, .text("x\né😀")])),
                    ("b", map([("c", .text("d"))])),
                ])
        )
    }

    @Test func valuesInALineAreRead() throws {
        #expect(
            try read("a: [x, 'it''s', {k: v}]\nb: {}\nc: []\nd: x:y # z\ne: a#b\n")
                == map([
                    ("a", .list([.text("x"), .text("it's"), map([("k", .text("v"))])])),
                    ("b", .map([])), ("c", .list([])), ("d", .text("x:y")), ("e", .text("a#b")),
                ])
        )
        #expect(try read("") == .nothing)
        #expect(try read("\"a: b\": c") == map([("a: b", .text("c"))]))
    }

    @Test(
        arguments: [
            ("a: b\n  c: d\n", 2), ("a: &x b", 1), ("a: *x", 1), ("a: |\n  b", 1), ("a: !t b", 1),
            ("a: [b", 1), ("a: \"b", 1), ("\ta: b", 1), ("a: b\nc", 2), ("a: b: c", 1),
            ("{\"a\": }", 1), ("{\"a\" 1}", 1), ("[1 2", 1), ("a:\n - b\n  - c\n", 3),
            ("a: 'b' c", 1),
        ]
    )
    func whatIsNotUnderstoodIsAFault(_ text: String, _ line: Int) {
        #expect(throws: YAMLFault(line: line, reason: .syntax)) { try read(text) }
    }

    @Test func thingsInThingsEnd() {
        let many = String(repeating: "[", count: 100_000)
        #expect(throws: YAMLFault(line: 1, reason: .size)) { try read(many) }
        #expect(throws: YAMLFault(line: 1, reason: .size)) { try read("a: " + many) }
        let dashes = String(repeating: "- ", count: 100_000)
        #expect(throws: YAMLFault(line: 1, reason: .size)) { try read(dashes) }
    }

    @Test func anyBytesAreReadOrRefused() {
        let valid = [
            "a: [b, {c: 'd'}]\n- x\ne:\n- f: \"\\u00e9\"\n  g: h # i\n",
            "{\"a\": [\"b\", {\"c\": null}], \"d\": \"\\ud83d\\ude00\"}",
            CDITests.nvidia,
        ].map { Array($0.utf8) }
        var dice = Dice(seed: 7)
        let telling = Array("-:#'\"[]{},\\ \n\tu0\u{0}".utf8)
        var understood = 0
        for _ in 0..<600 {
            var bytes = valid[dice.below(valid.count)]
            for _ in 0...dice.below(4) {
                let place = dice.below(bytes.count)
                switch dice.below(3) {
                case 0: bytes[place] = telling[dice.below(telling.count)]
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + dice.below(9)))
                default: bytes.insert(telling[dice.below(telling.count)], at: place)
                }
                if bytes.isEmpty { bytes = [0x20] }
            }
            if (try? YAMLValue(bytes)) != nil { understood += 1 }
            _ = try? CDISpecification(bytes)
        }
        #expect(understood > 30)
    }
}

@Suite struct CDITests {
    /// As `nvidia-ctk cdi generate` writes it, less most of its libraries.
    static let nvidia = """
        ---
        cdiVersion: 0.5.0
        containerEdits:
          deviceNodes:
          - path: /dev/nvidiactl
          env:
          - NVIDIA_VISIBLE_DEVICES=void
          hooks:
          - args:
            - nvidia-cdi-hook
            - create-symlinks
            - --link
            - libcuda.so.1::/usr/lib64/libcuda.so
            env:
            - NVIDIA_CTK_DEBUG=false
            hookName: createContainer
            path: /usr/bin/nvidia-cdi-hook
          - args:
            - nvidia-cdi-hook
            - update-ldcache
            - --folder
            - /usr/lib64
            hookName: createContainer
            path: /usr/bin/nvidia-cdi-hook
          mounts:
          - containerPath: /usr/lib64/libcuda.so.580.1
            hostPath: /usr/lib64/libcuda.so.580.1
            options:
            - ro
            - nosuid
        devices:
        - containerEdits:
            deviceNodes:
            - path: /dev/nvidia0
          name: "0"
        - containerEdits:
            deviceNodes:
            - path: /dev/nvidia0
          name: all
        kind: nvidia.com/gpu

        """

    private func read(_ text: String) throws -> CDISpecification {
        try CDISpecification(Array(text.utf8))
    }

    @Test func vendorsFileIsRead() throws {
        let spec = try read(Self.nvidia)
        #expect(spec.kind == "nvidia.com/gpu")
        #expect(spec.devices.map(\.name) == ["0", "all"])
        #expect(spec.devices[0].edits.nodes.map(\.container) == ["/dev/nvidia0"])
        #expect(spec.edits.env == ["NVIDIA_VISIBLE_DEVICES=void"])
        let library = "/usr/lib64/libcuda.so.580.1"
        #expect(
            spec.edits.mounts == [CDISpecification.Place(host: library, container: library)]
        )
        #expect(
            spec.edits.hooks[1] == ["nvidia-cdi-hook", "update-ldcache", "--folder", "/usr/lib64"]
        )
    }

    @Test(
        arguments: [
            ("kind: a.b/c\n", CDISpecification.Fault.key("cdiVersion")),
            ("cdiVersion: 1\n", .key("kind")), ("cdiVersion: 1\nkind: x\n", .key("kind")),
            ("cdiVersion: 1\nkind: a.b/c\ndevices:\n- x: y\n", .key("devices.name")),
            ("cdiVersion: 1\nkind: a.b/c\ncontainerEdits:\n  env: [X]\n", .key("env")),
            (
                "cdiVersion: 1\nkind: a.b/c\ncontainerEdits:\n  mounts: [{hostPath: a}]\n",
                .key("mounts")
            ), ("a: b: c", .unreadable(YAMLFault(line: 1, reason: .syntax))),
        ]
    )
    func brokenFilesAreFaults(_ text: String, _ fault: CDISpecification.Fault) {
        #expect(throws: fault) { try read(text) }
    }

    @Test func pathsThatLeaveThemselvesAreShortened() throws {
        let spec = try read(
            """
            cdiVersion: "1.0"
            kind: a.b/gpu
            containerEdits:
              mounts:
              - {hostPath: /usr/../etc/x, containerPath: "/a//b/./c"}
            """
        )
        #expect(spec.edits.mounts == [CDISpecification.Place(host: "/etc/x", container: "/a/b/c")])
    }

    @Test(arguments: ["auto", "none", "all", "nvidia.com/gpu=0", "vendor.com/class=GPU-1:2"])
    func cardsAreNamed(_ words: String) throws {
        #expect(try BoxSpec.GPU(words).words == words)
    }

    @Test(arguments: ["", "yes", "nvidia", "nvidia.com/gpu", "a/b=", "/b=c", "a/b/c=d", "a/b=c d"])
    func otherWordsNameNoCard(_ words: String) {
        #expect(throws: BoxError.badGPU(words)) { try BoxSpec.GPU(words) }
    }

    @Test func facilitiesAreRead() throws {
        #expect(try BoxSpec.facilities("ssh-agent,kerberos") == [.sshAgent, .kerberos])
        for words in ["", "ssh", "ssh-agent,", "ssh-agent kerberos"] {
            #expect(throws: BoxError.badFacilities(words)) { try BoxSpec.facilities(words) }
        }
    }

    @Test func specsOfOldRecordsAreRead() throws {
        let old = Array("{\"format\":1,\"content\":{\"image\":\"debian\"}}".utf8)
        let spec = try VersionedFile<BoxSpec>.read(old)
        #expect(spec == BoxSpec(image: "debian"))
        var new = spec
        new.gpu = .named("nvidia.com/gpu=0")
        new.without = [.sshAgent, .gitCredentials]
        #expect(try VersionedFile<BoxSpec>.read(VersionedFile(new).bytes) == new)
    }
}
