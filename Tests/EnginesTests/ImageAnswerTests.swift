import Synchronization
import Testing

@testable import Engines

/// Images that were made of containers, and what there is of them.
@Suite struct ImageAnswerTests {
    @Test(arguments: RecordedEngine.allCases)
    func listed(_ engine: RecordedEngine) throws {
        let images = try engine.decode([ListedImage].self, "images.json").map(Image.init)
        let image = try #require(images.first)
        #expect(images.count == 1)
        #expect(Set(image.tags) == ["localhost/alcove/state:one", "localhost/alcove/state:two"])
        #expect(image.labels["dev.alcove.state"] == "probe")
        #expect(image.size > 1 << 20)
        #expect(image.parent?.withoutAlgorithm.count == 64)
        #expect(try image.id == engine.decode(EngineCreated.self, "commit.json").id)
    }

    @Test(arguments: RecordedEngine.podmans)
    func inspected(_ engine: RecordedEngine) throws {
        let image = Image(try engine.decode(PodmanImage.self, "committed.json"))
        #expect(image.platform == "linux/amd64")
        #expect(image.env.contains("A=1"))
        #expect(image.parent?.count == 64)
        #expect(image.labels["dev.alcove.state"] == "probe")
    }

    @Test func inspectedByDocker() throws {
        let image = Image(try RecordedEngine.docker.decode(DockerImage.self, "committed.json"))
        #expect(image.platform == "linux/amd64")
        #expect(image.env == ["A=1"])
        #expect(image.parent?.hasPrefix("sha256:") == true)
        #expect(image.digest == nil)
        #expect(image.labels == ["dev.alcove.id": "x", "dev.alcove.state": "probe"])
    }

    /// The same image, fetched from one registry and sent to another: each has a manifest of its own.
    @Test func theDigestIsTheOneOfTheRepository() throws {
        let line =
            #"{"Id":"a","RepoDigests":["reg.example/x@sha256:1","debian@sha256:2","reg.example:5/d@sha256:3"]}"#
        let image = Image(try JSON.decode(DockerImage.self, from: Array(line.utf8)))
        #expect(image.digest(for: "docker.io/library/debian:stable") == "sha256:2")
        #expect(image.digest(for: "debian") == "sha256:2")
        #expect(image.digest(for: "reg.example/x:1") == "sha256:1")
        #expect(image.digest(for: "reg.example:5/d:1") == "sha256:3")
        #expect(image.digest(for: "reg.example/x@sha256:1") == "sha256:1")
        // No registry that it is in has it under this name.
        #expect(image.digest(for: "quay.io/other:1") == nil)
    }

    /// Podman knows an image by its index, too; what it says itself is the platform's.
    @Test func theDigestOfThePlatformIsTaken() throws {
        let line =
            #"{"Id":"a","Digest":"sha256:2","RepoDigests":["quay.io/f/f@sha256:1","quay.io/f/f@sha256:2"]}"#
        let image = Image(try JSON.decode(PodmanImage.self, from: Array(line.utf8)))
        #expect(image.digest(for: "quay.io/f/f:42") == "sha256:2")
        #expect(image.digest(for: "f:42") == "sha256:2")
        #expect(image.digest(for: "quay.io/f/f@sha256:1") == "sha256:1")
        // What the user calls so is what was fetched under the one name that it has.
        #expect(image.digest(for: "mine") == "sha256:2")
    }

    @Test func imagesWithoutAName() throws {
        let line =
            #"[{"Id":"a","RepoTags":["<none>:<none>"],"RepoDigests":["<none>@<none>"],"ParentId":""}]"#
        let images = try JSON.decode([ListedImage].self, from: Array(line.utf8)).map(Image.init)
        #expect(images.map(\.tags) == [[]])
        #expect(images.map(\.digest) == [nil])
        #expect(images.map(\.parent) == [nil])
    }

    /// Podman 4.3 and 5 alike: another command removed an image of the list.
    @Test func aListIsAskedForAgainWhenAnImageWentMeanwhile() throws {
        let refusal =
            #"{"cause":"image not known","message":"retrieving label for image \"a\": image not known","response":500}"#
        let asked = Atomic(0)
        let engine = try FakeEngine { _, connection in
            let number = asked.add(1, ordering: .relaxed).newValue
            let answer =
                number < 3
                ? FakeEngine.answer("500 Internal Server Error", refusal)
                : FakeEngine.answer("200 OK", #"[{"Id":"b","RepoTags":[],"ParentId":""}]"#)
            FakeEngine.send(answer, on: connection)
        }
        #expect(try engine.podman.images(labelled: nil).map(\.id) == ["b"])
        #expect(asked.load(ordering: .relaxed) == 3)
    }

    /// Podman 4.3, when it was killed while it made an image: only lists with a filter leave that out.
    @Test func anImageThatWasNeverFinishedIsLeftOut() throws {
        let id = String(repeating: "7a", count: 32)
        let reason =
            #"checking if image \"\#(id)\" is dangling: locating item named \"manifest\" for image with ID"#
            + #" \"\#(id)\" (consider removing the image to resolve the issue): file does not exist"#
        let refusal = #"{"cause":"file does not exist","message":"\#(reason)","response":500}"#
        let engine = try FakeEngine { request, connection in
            let names = ["true", "false"].filter { request.contains("dangling%22%3A%5B%22\($0)") }
            let answer =
                names.isEmpty
                ? FakeEngine.answer("500 Internal Server Error", refusal)
                : FakeEngine.answer(
                    "200 OK",
                    #"[{"Id":"\#(names[0])","RepoTags":[],"ParentId":""}]"#
                )
            FakeEngine.send(answer, on: connection)
        }
        #expect(try engine.podman.images(labelled: nil).map(\.id) == ["true", "false"])
        #expect(try engine.podman.unfinishedImage() == id)
    }

    @Test func aListThatNeverComesIsRefusedInTheEnginesWords() throws {
        let refusal = #"{"message":"retrieving label: image not known","response":500}"#
        let engine = try FakeEngine(FakeEngine.answer("500 Internal Server Error", refusal))
        #expect(
            throws: EngineError.refused(
                call: "images",
                status: 500,
                reason: "retrieving label: image not known"
            )
        ) { _ = try engine.podman.images(labelled: nil) }
    }

    @Test(arguments: RecordedEngine.allCases)
    func layersHaveIdsAndSizes(_ engine: RecordedEngine) throws {
        let layers = ImageLayer.list(
            try engine.decode(LayeredImage.self, "committed.json"),
            try engine.decode([HistoryLine].self, "history.json")
        )
        #expect(layers.count == 2)
        // The same archive is the same layer everywhere.
        let base = "sha256:b69e41c3258df3250d941d5794a1646305cdfc30c11f0b0546450b31ec85122c"
        #expect(layers.first?.id == base)
        #expect(try #require(layers.first).size > 1 << 20)
        #expect(try #require(layers.last).size < 1 << 20)
    }

    @Test func instructionsWithoutALayer() throws {
        let image = try JSON.decode(
            LayeredImage.self,
            from: Array(
                #"{"RootFS":{"Layers":["a","b"]},"History":[{},{"empty_layer":true},{}]}"#.utf8
            )
        )
        let history = [3, 0, 7].map { HistoryLine(created: 1, size: $0) }
        #expect(
            ImageLayer.list(image, history)
                == [ImageLayer(id: "a", size: 7), ImageLayer(id: "b", size: 3)]
        )
    }

    @Test func dockersLayerWithNothingInIt() throws {
        let nothing = "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"
        let text = #"{"RootFS":{"Layers":["a","\#(nothing)","b"]}}"#
        let image = try JSON.decode(LayeredImage.self, from: Array(text.utf8))
        let history = [3, 0, 0, 7].map { HistoryLine(created: 1, size: $0) }
        #expect(
            ImageLayer.list(image, history)
                == [ImageLayer(id: "a", size: 7), ImageLayer(id: "b", size: 3)]
        )
    }

    @Test func layersThatCannotBeToldShareTheirHistory() throws {
        let image = try JSON.decode(
            LayeredImage.self,
            from: Array(#"{"RootFS":{"Layers":["a","folders alone","b"]}}"#.utf8)
        )
        let base = [0, 0, 7].map { HistoryLine(created: 1, size: $0) }
        let one = ImageLayer.list(image, [HistoryLine(created: 2, size: 3)] + base)
        let other = ImageLayer.list(image, [HistoryLine(created: 3, size: 4)] + base)
        #expect(one.map(\.size) == [7, 3])
        #expect(one.first == other.first)
        #expect(one.last?.id != other.last?.id)
    }

    @Test(arguments: RecordedEngine.podmans)
    func writtenBytes(_ engine: RecordedEngine) throws {
        let sized = try engine.decode([PodmanSized].self, "sizes.json")
        #expect(sized.map { $0.written > 0 && $0.written < 100_000 } == [true])
    }

    @Test func writtenBytesByDocker() throws {
        let sized = try RecordedEngine.docker.decode([DockerSized].self, "sizes.json")
        #expect(sized.map(\.written) == [26])
        let none = try JSON.decode([DockerSized].self, from: Array(#"[{"Id":"a"}]"#.utf8))
        #expect(none.map(\.written) == [0])
    }

    @Test(arguments: RecordedEngine.allCases)
    func imagesInUseAreNotRemoved(_ engine: RecordedEngine) throws {
        let refusal = try engine.text("image-in-use.json")
        let fake = try FakeEngine { request, connection in
            let isPing = request.contains("/_ping")
            let answer = isPing ? ("200 OK", "") : ("409 Conflict", refusal)
            FakeEngine.send(FakeEngine.answer(answer.0, answer.1), on: connection)
        }
        #expect {
            if engine == .docker {
                try fake.docker.removeImage("x")
            } else {
                try fake.podman.removeImage("x")
            }
        } throws: {
            if case EngineError.imageInUse("x", let reason) = $0 { !reason.isEmpty } else { false }
        }
    }
}
