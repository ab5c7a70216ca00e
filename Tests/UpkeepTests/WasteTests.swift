import Boxes
import Engines
import Glibc
import Linux
import Profiles
import TestSupport
import Testing

@testable import Upkeep

/// What may go, and what it takes.
@Suite struct WasteTests {
    let sandbox: Sandbox
    let engine: FakeEngine

    init() throws {
        sandbox = try Sandbox()
        engine = sandbox.engine
    }

    /// Puts an image into the engine's store, with one layer of its own above its parent's.
    func add(
        _ id: String,
        _ name: String?,
        _ size: Int64,
        on parent: String? = nil,
        labels: [String: String] = [:]
    ) {
        var image = FakeEngine.image(id)
        image.digest = nil
        image.parent = parent
        image.labels = labels
        engine.images[name ?? id] = image
        let below = parent.flatMap { engine.layers[$0] } ?? []
        engine.layers[id] = below + [ImageLayer(id: "layer of \(id)", size: size)]
    }

    func names(fetched: Bool = false) throws -> [String] {
        try sandbox.household.waste(fetched: fetched).images.map { $0.names.first ?? $0.id }
    }

    @Test func whatNobodyUsesGoesAndWhatIsMadeOfItGoesFirst() throws {
        add("base", "docker.io/library/debian:stable", 100)
        add(
            "e",
            "localhost/alcove/essentials:1",
            30,
            on: "base",
            labels: ["dev.alcove.essentials": "1"]
        )
        add("s", "localhost/alcove/state:x-g1", 5, on: "e")
        add("r", "localhost/alcove/recipe/web:1", 7)
        let waste = try sandbox.household.waste(fetched: false)
        #expect(waste.images.map(\.kind) == [.recipe, .state, .essentials])
        #expect(waste.images.map(\.bytes) == [7, 5, 30])
        #expect(waste.bytes == 42)
        for item in waste.images { #expect(try sandbox.household.remove(item)) }
        #expect(Set(engine.images.keys) == ["docker.io/library/debian:stable"])
    }

    @Test func whatABoxIsMadeOfStays() throws {
        add("sha256:1", "localhost/alcove/archive/x:1", 100)
        add("e", "localhost/alcove/essentials:1", 30, on: "sha256:1")
        #expect(try names().count == 2)
        let record = try sandbox.make("web")
        #expect(try names() == ["localhost/alcove/essentials:1"])
        engine.containers[0].imageID = "e"
        #expect(try names().isEmpty)
        try sandbox.household.remove(record.name)
        #expect(try names().count == 2)
    }

    @Test func aStateThatAnotherCommandIsAtWorkOnStays() throws {
        let id = BoxID()
        add("s", "localhost/alcove/state:\(id)-g2", 5, labels: ["dev.alcove.state": "\(id)"])
        #expect(try names().count == 1)
        let entry = Journal.Entry(
            box: id,
            engine: BoxRecord.Engine(engine.address),
            since: 1_000_000,
            change: .create(.named("web"), home: nil)
        )
        let open = try Journal(sandbox.places).begin(entry)
        #expect(try names().isEmpty)
        try open.close()
        #expect(try names().count == 1)
    }

    @Test func containersOfOthersCount() throws {
        add("e", "localhost/alcove/essentials:1", 30)
        let other = Container(id: "o", name: "o", state: .stopped, labels: [:], imageID: "e")
        engine.containers.append(other)
        #expect(try names().isEmpty)
    }

    @Test func imagesOfTheUsersStay() throws {
        add("a", "docker.io/library/debian:stable", 1)
        add("b", "localhost/mine:1", 1, labels: ["dev.alcove.essentials": "1"])
        add("c", "localhost/alcove:1", 1)
        add("d", "localhost/alcove/other:1", 1)
        add("f", "localhost/alcove/recipe/x:1", 1)
        engine.images["localhost/mine:2"] = engine.images["localhost/alcove/recipe/x:1"]
        #expect(try names(fetched: true).isEmpty)
    }

    @Test func aParentOfTheUsersImageStays() throws {
        add("e", "localhost/alcove/essentials:1", 30)
        add("m", "localhost/mine:1", 1, on: "e")
        #expect(try names().isEmpty)
    }

    @Test func namelessImagesAreKnownByTheirLabels() throws {
        add("old", nil, 1, labels: ["dev.alcove.recipe": "1"])
        engine.images["old"]?.tags = []
        add("r", "localhost/alcove/recipe/web:1", 7, labels: ["dev.alcove.recipe": "2"])
        // Made of ours by the user, nameless by now.
        add("mine", nil, 1, on: "r", labels: ["dev.alcove.recipe": "2"])
        let waste = try sandbox.household.waste(fetched: false)
        #expect(waste.images.isEmpty || waste.images.map(\.id) == ["old"])
    }

    /// Docker keeps the steps of a build that was killed, which no label tells.
    @Test func stepsOfABuildThatWasCutShortGo() throws {
        let sandbox = try Sandbox(engine: FakeEngine(kind: .docker))
        let engine = sandbox.engine
        func add(_ id: String, _ name: String?, on parent: String? = nil) {
            var image = FakeEngine.image(id)
            image.digest = nil
            image.parent = parent
            engine.images[name ?? id] = image
        }
        add("ours", "localhost/alcove/archive/x:1")
        add("step 1", nil, on: "ours")
        add("step 2", nil, on: "step 1")
        add("theirs", "docker.io/library/debian:stable")
        add("their step", nil, on: "theirs")
        let waste = try sandbox.household.waste(fetched: false)
        #expect(waste.images.map(\.id) == ["step 2", "step 1", "ours"])
    }

    @Test func fetchedImagesGoOnlyWhenAskedFor() throws {
        engine.registry["docker.io/library/debian:stable"] = FakeEngine.image("new")
        let supply = ImageSupply(
            engine: engine,
            shelf: .init([]),
            places: sandbox.places,
            environment: []
        )
        _ = try supply.supply(.init(.reference("docker.io/library/debian:stable"))) { _ in true }
        #expect(try names().isEmpty)
        let waste = try sandbox.household.waste(fetched: true)
        #expect(waste.images.map(\.kind) == [.fetched])
        #expect(try sandbox.household.remove(waste.images[0]))
        #expect(FetchedImages(sandbox.places).notes.isEmpty)
    }

    @Test func imagesThatWereThereBeforeAreNotFetched() throws {
        engine.images["docker.io/library/debian:stable"] = FakeEngine.image("old")
        engine.registry["docker.io/library/debian:stable"] = FakeEngine.image("old")
        let supply = ImageSupply(
            engine: engine,
            shelf: .init([]),
            places: sandbox.places,
            environment: []
        )
        var order = ImageSupply.Order(.reference("docker.io/library/debian:stable"))
        order.pull = .always
        _ = try supply.supply(order) { _ in true }
        #expect(try names(fetched: true).isEmpty)
    }

    @Test func sharedLayersComeFreeOnce() throws {
        add("a", "localhost/alcove/recipe/a:1", 100)
        add("b", "localhost/alcove/recipe/b:1", 1)
        engine.layers["b"] = (engine.layers["a"] ?? []) + [ImageLayer(id: "b", size: 1)]
        add("mine", "localhost/mine:1", 1)
        let waste = try sandbox.household.waste(fetched: false)
        #expect(waste.bytes == 101)
        engine.layers["mine"] = engine.layers["a"]
        #expect(try sandbox.household.waste(fetched: false).bytes == 1)
    }

    @Test func aboutAnImageThatIsUsedByNow() throws {
        add("e", "localhost/alcove/essentials:1", 30)
        let waste = try sandbox.household.waste(fetched: false)
        let other = Container(id: "o", name: "o", state: .stopped, labels: [:], imageID: "e")
        engine.containers.append(other)
        #expect(try !sandbox.household.remove(waste.images[0]))
        engine.containers = []
        engine.images = [:]
        #expect(try sandbox.household.remove(waste.images[0]))
    }

    @Test func filesOfCommandsThatAreGone() throws {
        let cache = sandbox.places.cache
        try File.makeDirectories(cache, mode: 0o700)
        for name in ["unpack-999999999.tar", "unpack-\(getpid()).tar", "other.tar", "a-b.tar"] {
            try File.replace("\(cache)/\(name)", with: [1], mode: 0o600)
        }
        let waste = try sandbox.household.waste(fetched: false)
        #expect(waste.files.map(\.path) == ["\(cache)/unpack-999999999.tar"])
        try sandbox.household.remove(waste.files[0])
        #expect(try sandbox.household.waste(fetched: false).isEmpty)
    }

    @Test func imagesOfBoxesAreCountedOnce() throws {
        add("sha256:1", "debian", 100)
        add("e", "localhost/alcove/essentials:1", 30, on: "sha256:1")
        add("other", "fedora", 50)
        let records = [try sandbox.make("web"), try sandbox.make("db")]
        engine.containers[1].imageID = "e"
        engine.written = [records[0].container: 7]
        let use = try sandbox.household.diskUse(of: records) { true }
        #expect(use.boxes.map(\.bytes) == [7, nil])
        #expect(use.images.map(\.bytes) == [100, 30])
        #expect(use.images.map(\.total) == [100, 130])
        #expect(use.images.map { $0.boxes.count } == [2, 1])
        #expect(use.bytes == 137)
    }

    @Test func homesAreCountedWithHardLinksOnce() throws {
        let homes = sandbox.places.homes
        try File.makeDirectories("\(homes)/web/deep", mode: 0o700)
        try File.makeDirectories("\(homes)/gone", mode: 0o700)
        let bytes = [UInt8](repeating: 7, count: 1 << 20)
        try File.replace("\(homes)/web/deep/file", with: bytes, mode: 0o600)
        try check("link", homes) {
            unsafe Glibc.link("\(homes)/web/deep/file", "\(homes)/web/other")
        }
        try check("symlink", homes) { unsafe symlink("/usr", "\(homes)/web/link") }
        let found = try DiskUse.homes(in: homes, of: [homes + "/web": .named("web")]) { true }
        let counted = try #require(found)
        #expect(counted.map(\.box) == [nil, .named("web")])
        #expect((1 << 20..<3 << 19).contains(try #require(counted.last).bytes))
        #expect(counted.allSatisfy { $0.unreadable.isEmpty })
        #expect(try DiskUse.homes(in: homes, of: [:]) { false } == nil)
        #expect(try DiskUse.homes(in: homes + "/none", of: [:]) { true } == [])
    }
}
