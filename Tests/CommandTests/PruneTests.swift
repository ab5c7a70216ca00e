import Boxes
import Engines
import Linux
import TestSupport
import Testing
import Upkeep

@testable import alcove

@Suite struct PruneTests {
    func sandbox() throws -> Sandbox {
        let sandbox = try Sandbox()
        var image = FakeEngine.image("sha256:0123456789abcdef")
        image.digest = nil
        sandbox.engine.images["localhost/alcove/recipe/web:1"] = image
        sandbox.engine.layers[image.id] = [ImageLayer(id: "l", size: 1_500_000)]
        return sandbox
    }

    @Test func asksBeforeItRemoves() throws {
        let sandbox = try sandbox()
        sandbox.isTerminal = true
        sandbox.answers = ["n", "y"]
        let refused = sandbox.alcove("prune")
        #expect(refused.contains("recipe  localhost/alcove/recipe/web:1  1.5 MB"))
        #expect(refused.contains("Remove all of these and free 1.5 MB? [y/N] "))
        #expect(sandbox.engine.images.count == 2)
        #expect(sandbox.alcove("prune").hasSuffix("Freed 1.5 MB.\n[0]"))
        #expect(sandbox.engine.images.keys.sorted() == ["debian"])
        #expect(sandbox.alcove("prune") == "There is nothing to remove.\n[0]")
    }

    @Test func withoutATerminalItWantsAYes() throws {
        let sandbox = try sandbox()
        #expect(
            sandbox.alcove("prune") == """
                error: images are removed only when that is confirmed
                hint: Pass --yes.
                [1]
                """
        )
        #expect(sandbox.alcove("prune", "--yes") == "Freed 1.5 MB.\n[0]")
    }

    @Test func aDryRunRemovesNothing() throws {
        let sandbox = try sandbox()
        #expect(
            sandbox.alcove("prune", "--dry-run") == """
                KIND    IMAGE                          FREES
                recipe  localhost/alcove/recipe/web:1  1.5 MB
                This would free 1.5 MB.
                [0]
                """
        )
        #expect(sandbox.engine.images.count == 2)
    }

    @Test func generationsThatWentAreNamed() throws {
        let sandbox = try Sandbox()
        sandbox.letAgentsAnswer()
        _ = sandbox.alcove("create", "-q", "--bare", "web", "-i", "debian")
        for value in 1...2 { _ = sandbox.alcove("edit", "-q", "web", "--env", "A=\(value)") }
        let dry = sandbox.alcove("prune", "--keep", "0", "--dry-run")
        #expect(dry.contains("generation  web 1"), "\(dry)")
        #expect(dry.contains("what only these generations have"), "\(dry)")
        let told = sandbox.alcove("prune", "--keep", "0", "--yes")
        #expect(
            told.contains(
                "Generation 2 of box 'web' is removed\nGeneration 1 of box 'web' is removed\nFreed "
            ),
            "\(told)"
        )
    }

    @Test func jsonSaysWhatIsGone() throws {
        let sandbox = try sandbox()
        _ = sandbox.alcove("prune", "--json", "--dry-run")
        #expect(sandbox.output.contains(#""removed" : false"#))
        _ = sandbox.alcove("prune", "--json", "-y")
        #expect(sandbox.output.contains(#""removed" : true"#))
        #expect(sandbox.output.contains(#""bytes" : 1500000"#))
        _ = sandbox.alcove("prune", "--json", "-y")
        #expect(sandbox.output.contains(#""images" : ["#))
    }
}

@Suite struct DiskUsageTests {
    func sandbox() throws -> Sandbox {
        let sandbox = try Sandbox()
        for name in ["web", "database"] { _ = sandbox.alcove("create", "-q", name, "-i", "debian") }
        sandbox.engine.layers["sha256:1"] = [ImageLayer(id: "l", size: 120_000_000)]
        sandbox.engine.written = ["c1": 60_000_000]
        return sandbox
    }

    @Test func isATableWithoutATerminal() throws {
        #expect(
            try sandbox().alcove("du") == """
                KIND   NAME      SIZE
                box    database  unknown
                box    web       60.0 MB
                image  debian    120 MB
                total            180 MB
                [0]
                """
        )
    }

    @Test func isAChartOnATerminal() throws {
        let sandbox = try sandbox()
        sandbox.isTerminal = true
        sandbox.variables["LANG"] = "en_US.UTF-8"
        _ = sandbox.alcove("du")
        let lines = sandbox.output.split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines.allSatisfy { String($0).columns == 79 })
        #expect(lines[2].hasPrefix("image  debian    ████"))
        #expect(lines[2].hasSuffix("   120 MB"))
        sandbox.variables["LANG"] = "C"
        _ = sandbox.alcove("du")
        #expect(sandbox.output.contains("####"))
        #expect(sandbox.output.utf8.allSatisfy { $0 < 128 })
    }

    @Test(arguments: [20, 40, 60, 200])
    func noLineIsWiderThanTheTerminal(_ columns: Int) throws {
        var use = DiskUse()
        let address = EngineAddress(kind: .podman, socket: "/s")
        use.boxes = [
            DiskUse.BoxUse(
                name: .named(String(repeating: "n", count: 63)),
                engine: address,
                bytes: 999_000_000
            ), DiskUse.BoxUse(name: .named("small"), engine: address, bytes: 1),
        ]
        for isUnicode in [true, false] {
            let lines = DiskChart(use).chart(columns: columns, inBlocks: isUnicode)
            #expect(lines.allSatisfy { $0.columns < max(columns, 33) })
            #expect(lines[1].contains(isUnicode ? "▏" : "#"))
        }
    }

    @Test func jsonHasBytes() throws {
        let sandbox = try sandbox()
        _ = sandbox.alcove("du", "--json")
        #expect(sandbox.output.contains(#""bytes" : 180000000"#))
        #expect(sandbox.output.contains(#""version" : 1"#))
    }

    @Test func anEngineThatIsNotThereIsToldOf() throws {
        let sandbox = try sandbox()
        sandbox.closed = .noEngine([])
        let told = sandbox.alcove("du")
        #expect(told.contains("box    web       unknown"))
        #expect(told.contains("warning: "))
        #expect(told.hasSuffix("[0]"))
    }
}
