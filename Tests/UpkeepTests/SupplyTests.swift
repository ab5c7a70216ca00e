import Boxes
import Engines
import Glibc
import Linux
import Profiles
import TestSupport
import Testing

@testable import Upkeep

@Suite struct SupplyTests {
    @Test func aPipeAmongTheProfilesIsAFaultAndNotWaitedFor() throws {
        let sandbox = try Sandbox()
        let pipe = sandbox.home + "/profiles/pipe.toml"
        try check("mkfifo", pipe) { unsafe mkfifo(pipe, 0o600) }
        let shelf = ProfileShelf(sandbox.places.profiles)
        #expect(shelf.faults == [.unreadable(file: pipe, code: EINVAL)])
    }

    @Test func aLocalImageIsNotPulled() throws {
        let sandbox = try Sandbox()
        sandbox.engine.images["own"] = FakeEngine.image("1")
        let image = try sandbox.supply.supply(order(.reference("own"))) { _ in true }
        #expect(image == .init(reference: "own", id: "1", digest: "sha256:1"))
        #expect(!sandbox.engine.calls.contains { $0.hasPrefix("pull") })
    }

    /// An image that was built here, and given to a registry, has a digest there and one that it had before.
    @Test func theRegistrySaysWhichDigestOthersGetTheImageBy() throws {
        let sandbox = try Sandbox()
        let digests = (1...2).map { "sha256:" + String(repeating: String($0), count: 64) }
        var image = FakeEngine.image("1")
        image.digest = digests[0]
        image.digests = digests.map { "reg.test/own@\($0)" }
        sandbox.engine.images["reg.test/own:1"] = image
        sandbox.engine.registry["reg.test/own@\(digests[1])"] = image
        let supply = sandbox.supply
        let found = try supply.supply(order(.reference("reg.test/own:1"))) { _ in true }
        #expect(found.digest == digests[0] && found.isOf(digests[1]))
        #expect(try supply.sharedDigest(of: found) == digests[1])
        // What is known by one alone is not asked for.
        sandbox.engine.images["own"] = FakeEngine.image("1")
        let other = try supply.supply(order(.reference("own"))) { _ in true }
        let count = sandbox.engine.calls.count
        #expect(try supply.sharedDigest(of: other) == "sha256:1")
        #expect(sandbox.engine.calls.count == count)
    }

    @Test func aShortNameIsPulledByItsWholeOne() throws {
        let sandbox = try Sandbox()
        try sandbox.makeProfile()
        sandbox.engine.registry["docker.io/library/debian:bookworm"] = FakeEngine.image("2")
        var events: [SupplyEvent] = []
        let image = try sandbox.supply.supply(order(.reference("debian:bookworm"))) {
            events.append($0)
            return true
        }
        #expect(image.reference == "docker.io/library/debian:bookworm")
        #expect(image.digest == "sha256:2")
        #expect(events == [.pulling(PullProgress(status: "copying"))])
    }

    @Test func policiesDecideWhoIsAsked() throws {
        let sandbox = try Sandbox()
        sandbox.engine.images["a"] = FakeEngine.image("old")
        let supply = sandbox.supply
        #expect(throws: UpkeepError.image(.notLocal("b"))) {
            try supply.supply(order(.reference("b"), pull: .never)) { _ in true }
        }
        // Nobody answers: what is here serves for `newer`, and not for `always`.
        #expect(try supply.supply(order(.reference("a"), pull: .newer)) { _ in true }.id == "old")
        #expect(throws: UpkeepError.engine(.notInRegistry(image: "a", reason: "unknown"))) {
            try supply.supply(order(.reference("a"), pull: .always)) { _ in true }
        }
        sandbox.engine.registry["a"] = FakeEngine.image("new")
        #expect(try supply.supply(order(.reference("a"), pull: .newer)) { _ in true }.id == "new")
    }

    @Test func aPullThatIsToldToStopIsCancelled() throws {
        let sandbox = try Sandbox()
        #expect(throws: UpkeepError.cancelled) {
            try sandbox.supply.supply(order(.reference("a"))) { _ in false }
        }
    }

    @Test func imagesOfOtherPlatformsAreNotMistaken() throws {
        let sandbox = try Sandbox()
        var here = FakeEngine.image("here")
        here.platform = "linux/arm64/v8"
        sandbox.engine.images["a"] = here
        var there = FakeEngine.image("there")
        there.platform = "linux/amd64"
        sandbox.engine.registry["a"] = there
        let supply = sandbox.supply
        var order = order(.reference("a"), pull: .never)
        let foreign = ImageFault.foreign(
            image: "a",
            wanted: "linux/amd64",
            ["linux/arm64/v8"]
        )
        #expect(throws: UpkeepError.image(foreign)) { try supply.supply(order) { _ in true } }
        order.platform = "linux/aarch64"
        #expect(try supply.supply(order) { _ in true }.id == "here")
        order.pull = .missing
        order.platform = "linux/amd64"
        #expect(try supply.supply(order) { _ in true }.id == "there")
        order.platform = "linux/s390x"
        let missing = ImageFault.foreign(
            image: "a",
            wanted: "linux/s390x",
            ["linux/amd64"]
        )
        #expect(throws: UpkeepError.image(missing)) { try supply.supply(order) { _ in true } }
    }

    @Test func whatIsNoImageIsToldSo() throws {
        let sandbox = try Sandbox()
        let supply = sandbox.supply
        try sandbox.write("x.tar", "no archive at all")
        let path = sandbox.home + "/x.tar"
        #expect(throws: UpkeepError.image(.notArchive(path: path))) {
            try supply.supply(order(.archive(path))) { _ in true }
        }
        #expect(throws: UpkeepError.image(.noFile(path: "/nowhere.tar"))) {
            try supply.supply(order(.archive("/nowhere.tar"))) { _ in true }
        }
        #expect(throws: UpkeepError.image(.noFile(path: "/x/Containerfile"))) {
            try supply.supply(order(.recipe("/x/Containerfile"))) { _ in true }
        }
        for source in [ImageSource.archive("/dev/null"), .recipe("/dev/null")] {
            #expect(throws: UpkeepError.image(.notRegular(path: "/dev/null"))) {
                try supply.supply(order(source)) { _ in true }
            }
        }
        var foreign = order(.archive(path))
        foreign.platform = "linux/arm64"
        #expect(throws: UpkeepError.box(.conflict("--platform", "--image \(path)"))) {
            try supply.supply(foreign) { _ in true }
        }
    }
}
