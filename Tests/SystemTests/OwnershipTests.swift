import Foundation
import Testing

/// What Alcove did not make, it neither shows nor touches.
@Suite(.lab) struct OwnershipTests {
    let host: Host

    init() throws { host = try Host() }

    @Test func containerWithCopiedLabelsIsNotABox() throws {
        let box = try host.box()
        let labels = try EngineSocket.labels(of: box)
        #expect(labels["dev.alcove.id"] != nil)
        let foreign = "foreign-\(box)"
        try EngineSocket.create(foreign, image: TestImage.busybox.reference, labels: labels)
        defer { try? EngineSocket.remove(foreign) }

        #expect(try host.listed() == [box])
        try host.alcove("rm", "--force", "--yes", foreign).expectError(mentioning: foreign)
        try host.alcove("rm", "--force", "--yes", "--all").expect()
        #expect(try EngineSocket.containers().contains(foreign))
    }

    @Test func labelsOfAnImageProveNothing() throws {
        let foreign = "inherited-\(host.name())"
        try EngineSocket.create(foreign, image: TestImage.entrypoint.reference, labels: [:])
        defer { try? EngineSocket.remove(foreign) }
        #expect(try host.listed().isEmpty)
        try host.alcove("run", foreign, "--", "true").expectError(exit: 125, mentioning: foreign)
    }

    @Test(.rootful) func linksOfAnImageDoNotLeadTheEngineToTheHost() throws {
        let origin = try host.box()
        let place = "/var/tmp/alcove-test-\(origin)"
        try host.alcove("run", "--root", origin, "--", "ln", "-s", "/run/host\(place)", "/astray")
            .expect()
        let image = "localhost/alcove-test/astray-\(origin)"
        try EngineSocket.commit(origin, as: image, changes: [])
        defer { try? EngineSocket.removeImage(image) }
        let volume = "\(host.home):/astray/data"
        try host.alcove("create", host.name(), "--bare", "-i", image, "--volume", volume)
            .expectError(mentioning: "/astray/data", place)
        #expect(!FileManager.default.fileExists(atPath: place))
        // Without the volume nobody goes there.
        let name = host.name()
        try host.alcove("create", name, "--bare", "-i", image).expect("\(name)\n")
        try host.alcove("run", name, "--", "true").expect()
    }

    @Test func nameOfAForeignContainerIsTaken() throws {
        let name = host.name()
        try EngineSocket.create(name, image: TestImage.busybox.reference, labels: [:])
        defer { try? EngineSocket.remove(name) }
        try host.alcove("create", name, "--bare", "-i", TestImage.busybox.reference)
            .expectError(mentioning: name)
        #expect(try EngineSocket.containers().contains(name))
        #expect(try host.listed().isEmpty)
    }

    @Test func boxRemovedBehindOurBackIsToldAndCanGo() throws {
        let box = try host.box()
        try EngineSocket.remove(box)
        try host.alcove("run", box, "--", "true").expectError(exit: 125, mentioning: box)
        try host.alcove("rm", "--force", "--yes", box).expect()
        #expect(try host.listed().isEmpty)
    }

    @Test func anotherPersonsBoxIsNotMine() throws {
        let other = try Host()
        let box = try other.box()
        #expect(try host.listed().isEmpty)
        try host.alcove("rm", "--force", "--yes", box).expectError(mentioning: box)
        try other.alcove("run", box, "--", "true").expect()
    }
}
