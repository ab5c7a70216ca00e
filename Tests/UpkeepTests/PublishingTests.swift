import Archives
import Boxes
import Engines
import Glibc
import Linux
import TestSupport
import Testing

@testable import Upkeep

/// A box goes to other machines, and nothing of that stays here.
@Suite struct PublishingTests {
    let sandbox: Sandbox
    let engine: FakeEngine
    let box: BoxRecord
    let reference = "registry.example/team/web:1"

    init() throws {
        sandbox = try Sandbox()
        engine = sandbox.engine
        box = try sandbox.make("web")
        engine.exported =
            TarEntry(Array("etc".utf8), .folder, mode: 0o755, modified: 0).header + TarEntry.end
    }

    private var spec: PublishedSpec {
        PublishedSpec(box.spec, home: box.home, variables: [])
    }

    private func publish(
        events: (PublishEvent) -> Bool = { _ in true },
        _ body: (String) throws(UpkeepError) -> Void
    ) throws(UpkeepError) {
        try sandbox.household.withPortableImage(of: box, spec, events: events, body)
    }

    private func push(_ image: String) throws(UpkeepError) {
        _ = try sandbox.household.push(image, as: reference, authfile: nil) { _ in true }
    }

    /// An image that is here has the name already.
    private func lend() {
        engine.images[reference] = FakeEngine.image("mine")
        engine.images["mine:1"] = FakeEngine.image("mine")
    }

    private var states: [String] {
        engine.images.keys.filter { $0.hasPrefix(StateImage.repository) }.sorted()
    }

    private var unfinished: [String] { sandbox.household.journal.unfinished }

    @Test func nothingOfItStays() throws {
        try publish(push)
        #expect(engine.registry[reference]?.id == "imported")
        #expect(states.isEmpty && engine.images[reference] == nil)
        #expect(unfinished.isEmpty)
        #expect(sandbox.scratch.isEmpty)
    }

    /// One of them lets secrets go along, the other does not.
    @Test func twoAtOnceDoNotMix() throws {
        try publish { first throws(UpkeepError) in
            try publish { second throws(UpkeepError) in
                #expect(first != second)
                #expect(states.count == 4)
            }
            #expect(states.contains(first))
        }
        #expect(states.isEmpty)
    }

    @Test func theNameIsGivenBack() throws {
        lend()
        try publish(push)
        #expect(engine.registry[reference]?.id == "imported")
        #expect(engine.images[reference]?.id == "mine")
    }

    @Test func aNameIsLentToOneAtATime() throws {
        lend()
        let key = "push-\(Fingerprint(of: Array(reference.utf8)).digits)"
        guard let other = try sandbox.household.journal.claim(key) else {
            Issue.record("the name is lent to somebody")
            return
        }
        #expect(throws: UpkeepError.unsettled(sandbox.household.journal.path(key))) {
            try publish(push)
        }
        #expect(engine.images[reference]?.id == "mine")
        try other.close()
    }

    /// Whenever it is killed, the next command leaves the engine as it was.
    @Test func whatAKilledOneLeftIsTakenAway() throws {
        lend()
        let before = engine.images
        let silence = SystemError(call: "connect", subject: "engine", code: ECONNREFUSED)
        let gone = EngineError.unreachable(engine.address, silence)
        engine.calls = []
        try publish(push)
        let count = engine.calls.count
        #expect(count > 10)
        for call in 1...count {
            engine.calls = []
            engine.failing = (call, gone)
            engine.staysDead = true
            engine.failsAfterwards = call.isMultiple(of: 2)
            try? publish(push)
            engine.failing = nil
            engine.staysDead = false
            #expect(sandbox.later.recover().allSatisfy { $0.outcome == .settled }, "call \(call)")
            #expect(engine.images == before, "call \(call)")
            #expect(engine.containers.map(\.name) == ["web"], "call \(call)")
            #expect(unfinished.isEmpty, "call \(call)")
        }
    }

    @Test func aNameThatIsAnothersSinceThenIsLeft() throws {
        let change = Journal.Change.push(reference: reference, image: "sent", former: "mine")
        lend()
        engine.images[reference] = FakeEngine.image("fetched")
        let entry = sandbox.household.entry(change, of: box)
        #expect(try sandbox.household.finish(entry, isDoubtful: false))
        #expect(engine.images[reference]?.id == "fetched")
    }

    @Test func filesThatCameInPartAreNotSent() throws {
        engine.exported.removeLast(512)
        #expect(throws: UpkeepError.brokenExport(box.name)) { try publish(push) }
        #expect(engine.registry.isEmpty && states.isEmpty)
    }

    @Test func theImagesVariablesGoAlong() throws {
        let env = ["PATH=/opt/bin:/bin", "QUOTED=a \"b\" \\ $c"]
        engine.images["debian:stable"] = FakeEngine.image(box.image.id)
        engine.images["debian:stable"]?.env = env
        try publish { _ in }
        #expect(engine.imports.last?.env == env)
        // The image is gone, and what is known of it is in the box's own state.
        engine.images["debian:stable"] = nil
        engine.committed.env = ["HOSTNAME=x", "ALCOVE_BOX=web"] + env + ["container=podman"]
        try publish { _ in }
        #expect(engine.imports.last?.env == env)
    }

    @Test func aVariableThatCannotGoIsTold() throws {
        engine.images["debian:stable"] = FakeEngine.image(box.image.id)
        engine.images["debian:stable"]?.env = ["LINES=a\nUSER root", "A=1"]
        var told: [PublishEvent] = []
        func hear(_ event: PublishEvent) -> Bool {
            if case .leavingOut = event { told.append(event) }
            return true
        }
        try publish(events: hear) { _ in }
        #expect(told == [.leavingOut(variable: "LINES")])
    }

    /// In a folder of others something may be there already.
    @Test func anArchiveIsWrittenThroughNoLink() throws {
        let path = sandbox.home + "/web.tar"
        try sandbox.write("secret", "secret")
        let isMade = unsafe symlink("secret", "\(path).new-\(getpid())") == 0
        #expect(isMade)
        try sandbox.household.save("image", to: path, mode: 0o640) { _ in true }
        #expect(try File.read(sandbox.home + "/secret") == Array("secret".utf8))
        #expect(try File.read(path) == Array("image".utf8))
        #expect(FileStatus(path)?.mode == 0o640)
    }
}
