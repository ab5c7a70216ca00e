import Boxes
import Engines
import Linux
import TestSupport
import Testing

@testable import Upkeep

@Suite struct StoreTests {
    @Test func aLaterVersionsRecordIsToldAndKept() throws {
        let sandbox = try Sandbox()
        try sandbox.make("web")
        let path = sandbox.household.store.recordPath(.named("web"))
        try File.replace(path, with: Array(#"{"format": 9, "content": {}}"#.utf8), mode: 0o600)
        #expect(throws: UpkeepError.badRecord(path: path, .version(9))) {
            try sandbox.household.record(.named("web"))
        }
        #expect(throws: UpkeepError.badRecord(path: path, .version(9))) {
            try sandbox.household.remove(.named("web"), force: true)
        }
        #expect(File.kind(path) == .file)
        let listing = try sandbox.household.boxes()
        #expect(listing.boxes.isEmpty)
        #expect(listing.faults == [.badRecord(path: path, .version(9))])
    }

    @Test func imagesAreReadAlone() throws {
        let sandbox = try Sandbox()
        let record = try sandbox.make("web")
        let store = sandbox.household.store
        #expect(store.image(of: .named("web")) == record.spec.image)
        #expect(store.image(of: .named("none")) == nil)
        try File.replace(store.recordPath(.named("web")), with: Array("{".utf8), mode: 0o600)
        #expect(store.image(of: .named("web")) == nil)
    }

    /// Earlier ones called the live generation's number otherwise.
    @Test func anEarlierVersionsRecordIsRead() throws {
        let sandbox = try Sandbox()
        let record = try sandbox.make("web")
        let path = sandbox.household.store.recordPath(.named("web"))
        let text = try String(decoding: File.read(path), as: UTF8.self)
        let earlier = text.replacing("\"number\" : 1,\n", with: "")
        #expect(!earlier.contains("number") && earlier.contains("\"generation\" : 1,"), "\(text)")
        try File.replace(path, with: Array(earlier.utf8), mode: 0o600)
        #expect(try sandbox.household.record(.named("web")) == record)
    }

    @Test(arguments: [
        ("", ""), ("{", ""), (#"{"format":1}"#, "content"),
        (#"{"format":1,"content":{"id":"x"}}"#, "content.id"),
    ])
    func aRecordThatIsNoneNamesTheKey(text: String, place: String) throws {
        let sandbox = try Sandbox()
        let path = sandbox.household.store.recordPath(.named("web"))
        try sandbox.make("web")
        try File.replace(path, with: Array(text.utf8), mode: 0o600)
        #expect(throws: UpkeepError.badRecord(path: path, .malformed(place))) {
            try sandbox.household.record(.named("web"))
        }
    }

    @Test func aRecordUnderAnothersNameIsTold() throws {
        let sandbox = try Sandbox()
        try sandbox.make("web")
        let store = sandbox.household.store
        let bytes = try File.read(store.recordPath(.named("web")))
        let path = store.recordPath(.named("copy"))
        try File.replace(path, with: bytes, mode: 0o600)
        #expect(throws: UpkeepError.badRecord(path: path, .name("web"))) {
            try store.record(.named("copy"))
        }
    }

    @Test func anOlderSpecIsReadWithWhatWasSoThen() throws {
        let text = #"{"format":1,"content":{"image":"i"}}"#
        let spec = try VersionedFile<BoxSpec>.read(Array(text.utf8))
        #expect(spec == BoxSpec(image: "i"))
    }

    @Test func containersWithCopiedLabelsAreNotListed() throws {
        let sandbox = try Sandbox()
        let record = try sandbox.make("web")
        var copy = sandbox.engine.containers[0]
        copy.id = "copy"
        copy.name = "copy"
        sandbox.engine.containers.append(copy)
        let listing = try sandbox.household.boxes()
        #expect(listing.boxes.map(\.record) == [record])
        #expect(listing.boxes.map(\.container?.id) == ["c1"])
    }

    @Test func noBoxesCostNoCall() throws {
        let sandbox = try Sandbox()
        #expect(try sandbox.household.boxes().boxes.isEmpty)
        #expect(sandbox.engine.calls.isEmpty)
    }
}

@Suite struct JournalTests {
    @Test func aChangeThatIsBeingMadeIsNotTouched() throws {
        let sandbox = try Sandbox()
        let record = try sandbox.make("web")
        let entry = Journal.Entry(
            box: record.id,
            engine: record.engine,
            since: 0,
            change: .remove(.named("web"), container: "c1", home: nil)
        )
        let open = try sandbox.household.journal.begin(entry)
        #expect(sandbox.later.recover().map(\.outcome) == [.busy])
        #expect(sandbox.engine.containers.count == 1)
        try open.close()
        #expect(sandbox.household.journal.unfinished.isEmpty)
    }

    @Test func anotherEnginesChangeIsLeftToIt() throws {
        let sandbox = try Sandbox()
        let address = EngineAddress(kind: .docker, socket: "/run/docker.sock")
        let entry = Journal.Entry(
            box: BoxID(),
            engine: BoxRecord.Engine(address),
            since: 0,
            change: .create(.named("web"), home: nil)
        )
        _ = try sandbox.household.journal.begin(entry)
        #expect(
            sandbox.household.recoverSurely().map(\.outcome) == [
                .otherEngine(BoxRecord.Engine(address))
            ]
        )
    }

    @Test func aBadJournalHindersNobody() throws {
        let sandbox = try Sandbox()
        try sandbox.make("web")
        try File.makeDirectories(sandbox.places.state + "/journal", mode: 0o700)
        try File.replace(
            sandbox.places.state + "/journal/x.json",
            with: Array("{".utf8),
            mode: 0o600
        )
        try sandbox.household.remove(.named("web"))
        let path = sandbox.places.state + "/journal/x.json"
        #expect(
            sandbox.household.recoverSurely().map(\.outcome) == [
                .failed(.badJournal(path: path, .malformed("")))
            ]
        )
    }

    /// An engine that was killed in making it has no label of it; what was there before is somebody else's.
    @Test(arguments: [(50, true), (49, false)])
    func aContainerThatWasNeverFinishedIsRemoved(begun: Int64, isOurs: Bool) throws {
        let sandbox = try Sandbox()
        try sandbox.make("other")
        let entry = Journal.Entry(
            box: BoxID(),
            engine: BoxRecord.Engine(sandbox.engine.address),
            since: 50,
            change: .create(.named("web"), home: nil)
        )
        _ = try sandbox.household.journal.begin(entry)
        sandbox.engine.begun = ["web": begun]
        #expect(sandbox.household.recoverSurely().map(\.outcome) == [.settled])
        #expect(sandbox.engine.begun.isEmpty == isOurs)
    }

    @Test func aRecordSavedMeansTheBoxIsMade() throws {
        let sandbox = try Sandbox()
        let record = try sandbox.make("web")
        let entry = Journal.Entry(
            box: record.id,
            engine: record.engine,
            since: 0,
            change: .create(.named("web"), home: nil)
        )
        _ = try sandbox.household.journal.begin(entry)
        #expect(sandbox.household.recoverSurely().map(\.outcome) == [.settled])
        #expect(try sandbox.household.record(.named("web")) == record)
        #expect(sandbox.engine.containers.count == 1)
    }
}
