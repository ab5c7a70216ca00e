import Boxes
import Manifests
import TestSupport
import Testing

@Suite struct ManifestFaultTests {
    @Test func allFaultsAreToldWithTheirLines() {
        let faults = Files(
            """
            defualt = "web"
            [box.web]
            imag = "fedora"
            packages = "git"
            network = "bridge"
            [box.web.env]
            A = ["x"]
            """
        ).faults()
        #expect(
            faults == [
                #"1 defualt unknownKey(nearest: Optional("default"))"#,
                #"3 box.web.imag unknownKey(nearest: Optional("image"))"#,
                "4 box.web.packages shape(Manifests.ManifestKey.Shape.texts)",
                #"5 box.web.network shape(Manifests.ManifestKey.Shape.choice(["host", "private", "none"]))"#,
                "7 box.web.env.A shape(Manifests.ManifestKey.Shape.table)",
            ]
        )
    }

    @Test(arguments: [
        ("[box.a]\n<<<<<<< HEAD\nimage = \"x\"\n=======\nimage = \"y\"\n>>>>>>> b", "2  conflict"),
        ("[box.a]", "1 box.a noImage"),
        ("[box]\nb = 1", "2 box.b shape(Manifests.ManifestKey.Shape.table)"),
        ("box = 1", "1 box shape(Manifests.ManifestKey.Shape.table)"),
        ("[box.\"a b\"]\nimage = \"x\"", #"1 box.a b value(Boxes.BoxError.badName("a b"))"#),
        ("[box.a]\nimage = \"\"", "2 box.a.image emptyValue"),
        (
            "[box.a]\nimage = \"x\"\nvolumes = [\"a:b\"]",
            #"3 box.a.volumes value(Boxes.BoxError.badVolume("a:b"))"#
        ),
        (
            "[box.a]\nimage = \"x\"\nenv = { \"A B\" = \"1\" }",
            #"3 box.a.env value(Boxes.BoxError.badEnvironment("A B=1"))"#
        ),
        (
            "[box.a]\nimage = \"x\"\npackages = [\"!gcc\"]",
            #"3 box.a.packages nothingToTake("gcc", nearest: nil)"#
        ),
        (
            "[box.a]\nextends = \"b\"\n[box.bb]\nimage = \"x\"",
            #"2 box.a.extends noBox("b", file: "/p/alcove.toml", nearest: Optional("bb"))"#
        ),
        ("[box.a]\nextends = \"./no.toml\"", #"2 box.a.extends unreadable(file: "/p/no.toml", 2)"#),
        ("[box.a]\nextends = \"a\"", #"2 box.a.extends circle(["a", "a"])"#),
        (
            "default = \"b\"\n[box.a]\nimage = \"x\"",
            #"1 default noBox("b", file: "/p/alcove.toml", nearest: Optional("a"))"#
        ),
        (
            "[box.a]\nimage = \"x\"\n[box.a.architecture.vax]\nbare = true",
            "3 box.a.architecture.vax noArchitecture"
        ),
        (
            "[box.a]\nimage = \"x\"\nengine-option = \"[]\"",
            #"3 box.a.engine-option value(Boxes.BoxError.badEngineOption("[]"))"#
        ),
        ("[box.a\n", "1  malformed"),
    ])
    func aFaultIsToldWhereItIs(text: String, told: String) {
        let faults = Files(text).faults()
        #expect(faults.count == 1 && faults[0].hasPrefix(told), "\(faults)")
    }

    @Test func eachBadEntryOfAListIsTold() {
        let faults = Files(
            #"""
            [box.a]
            image = "x"
            shims = ["a b", "-x", "node", "../x", "x\ny", "", "sudo", "/usr/bin/npm", "/usr/"]
            volumes = ["a:b", "", "c:d"]
            env = { "A B" = "1", "C" = "2", "D E" = "3" }
            """#
        ).faults()
        let shims = ["a b", "-x", "../x", #"x\ny"#, "sudo", "/usr/"].map { words in
            "3 box.a.shims value(Boxes.BoxError.badShim(\"\(words)\"))"
        }
        let volumes = ["a:b", "c:d"].map { words in
            "4 box.a.volumes value(Boxes.BoxError.badVolume(\"\(words)\"))"
        }
        let env = ["A B=1", "D E=3"].map { words in
            "5 box.a.env value(Boxes.BoxError.badEnvironment(\"\(words)\"))"
        }
        let empty = ["3 box.a.shims emptyValue", "4 box.a.volumes emptyValue"]
        #expect(faults.sorted() == (shims + volumes + env + empty).sorted())
    }

    @Test func whoExtendsInACircleIsToldTheWay() {
        let faults = Files(
            """
            [box.a]
            extends = "b"
            [box.b]
            extends = "./alcove.toml#c"
            [box.c]
            extends = "a"
            """
        ).faults()
        #expect(faults.contains(#"2 box.a.extends circle(["a", "b", "c", "a"])"#), "\(faults)")
    }

    @Test func aFileThatIsNoTextIsRefused() {
        #expect(throws: ManifestFaults.self) {
            _ = try Manifest(
                "/p/alcove.toml",
                Manifest.Circumstances(home: "/h", host: "h", architecture: nil)
            ) { _ throws(ManifestFault.Reason) in [0xff, 0xfe] }
        }
        #expect(throws: ManifestFaults.self) {
            _ = try Manifest(
                "/p/alcove.toml",
                Manifest.Circumstances(home: "/h", host: "h", architecture: nil)
            ) { _ throws(ManifestFault.Reason) in Array(repeating: 10, count: (1 << 20) + 1) }
        }
    }

    /// No text makes the reader trap, and what is read has an image.
    @Test func anyTextIsReadOrRefused() {
        let valid = Array(
            """
            default = "web"
            [box.web]
            image = "fedora:42"
            packages = ["nodejs", "!gcc"]
            env = { A = "1" }
            memory = 12
            cpus = 1.5
            [box.test]
            extends = ["web", "./alcove.toml#web"]
            [box.test.host.desk]
            bare = true
            """.utf8
        )
        var dice = Dice(seed: 8)
        for _ in 0..<3000 {
            var bytes = valid
            for _ in 0...dice.below(3) {
                let place = dice.below(bytes.count)
                switch dice.below(3) {
                case 0: bytes.remove(at: place)
                case 1: bytes[place] = valid[dice.below(valid.count)]
                default: bytes.insert(Array("[]{}\"!#=.\n".utf8)[dice.below(10)], at: place)
                }
            }
            let manifest = try? Files(String(decoding: bytes, as: UTF8.self)).manifest()
            if let boxes = manifest?.boxes, boxes.contains(where: { $0.spec.image.isEmpty }) {
                Issue.record("a box without an image: \(bytes)")
            }
        }
    }
}
