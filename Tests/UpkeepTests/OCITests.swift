import Archives
import Boxes
import Engines
import FoundationEssentials
import Linux
import Profiles
import TestSupport
import Testing

@testable import Upkeep

/// What Docker is given for an archive of the Open Container Initiative's layout.
@Suite struct OCITests {
    let sandbox: Sandbox
    let path: String

    init() throws {
        sandbox = try Sandbox(engine: FakeEngine(kind: .docker))
        path = sandbox.home + "/x.oci.tar"
    }

    /// An archive under construction.
    struct Layout {
        var files: [(name: String, bytes: [UInt8])] = [("oci-layout", Array("{}".utf8))]
        private var count = 0

        /// Adds a blob, and gives its descriptor.
        mutating func blob(_ text: String, _ more: String = "") -> String {
            count += 1
            let digits = String(repeating: "0", count: 62) + String(10 + count)
            files.append(("blobs/sha256/\(digits)", Array(text.utf8)))
            return #"{"digest": "sha256:\#(digits)", "size": \#(text.utf8.count)\#(more)}"#
        }

        /// Adds an image of one layer, and gives its manifest's descriptor.
        mutating func image(_ name: String, _ more: String = "") -> String {
            let (config, layer) = (blob("config of \(name)"), blob("layer of \(name)"))
            return blob(#"{"config": \#(config), "layers": [\#(layer)]}"#, more)
        }

        mutating func index(_ manifests: String...) {
            let list = manifests.joined(separator: ", ")
            files.append(("index.json", Array(#"{"manifests": [\#(list)]}"#.utf8)))
        }

        var bytes: [UInt8] {
            var tar = UstarArchive()
            tar.addFolder("./blobs", mode: 0o755)
            for (name, bytes) in files { tar.addFile("./\(name)", mode: 0o644, bytes) }
            tar.finish()
            return tar.bytes
        }
    }

    private func platform(_ name: String, _ variant: String = "") -> String {
        let parts = name.split(separator: "/")
        let more = variant.isEmpty ? "" : #", "variant": "\#(variant)""#
        return #", "platform": {"os": "\#(parts[0])", "architecture": "\#(parts[1])"\#(more)}"#
    }

    @discardableResult
    private func supply(_ bytes: [UInt8]) throws -> BoxRecord.ImageMark {
        try File.replace(path, with: bytes, mode: 0o644)
        let supply = ImageSupply(
            engine: sandbox.engine,
            shelf: ProfileShelf(sandbox.places.profiles),
            places: sandbox.places,
            environment: Environment.all
        )
        return try supply.supply(ImageSupply.Order(.archive(path))) { _ in true }
    }

    private struct Told: Decodable, Equatable {
        var config: String
        var repoTags: [String]
        var layers: [String]

        private enum CodingKeys: String, CodingKey {
            case config = "Config"
            case repoTags = "RepoTags"
            case layers = "Layers"
        }
    }

    /// The contents of an entry of the archive that Docker was given.
    private func handed(_ name: String) throws -> [UInt8] {
        try sandbox.write("handed.tar", "")
        try File.replace(sandbox.home + "/handed.tar", with: sandbox.engine.loaded, mode: 0o600)
        let file = try FileDescriptor(opening: sandbox.home + "/handed.tar", 0)
        var found: (offset: Int64, size: Int64) = (0, 0)
        let end = try TarHeader.forEach(in: file, of: "handed.tar") { header, offset in
            if header.parts.joined(separator: "/") == name { found = (offset, header.size) }
            return true
        }
        #expect(end.map { Int($0) + 1024 } == sandbox.engine.loaded.count)
        return try file.read(at: found.offset, count: Int(found.size), of: name)
    }

    /// The names of an archive's entries.
    private func names(_ bytes: [UInt8]) throws -> [String] {
        try File.replace(sandbox.home + "/handed.tar", with: bytes, mode: 0o600)
        let file = try FileDescriptor(opening: sandbox.home + "/handed.tar", 0)
        var names: [String] = []
        _ = try TarHeader.forEach(in: file, of: "handed.tar") { header, _ in
            names.append(header.parts.joined(separator: "/") + (header.isFile ? "" : "/"))
            return true
        }
        return names
    }

    private func told() throws -> Told {
        let list = try JSONDecoder().decode([Told].self, from: Data(handed("manifest.json")))
        return try #require(list.count == 1 ? list.first : nil)
    }

    /// The layer that Docker was told of.
    private func layer() throws -> String { try handed(try told().layers[0]).text }

    private func refuses(_ fault: ImageFault, _ layout: Layout) {
        #expect(throws: UpkeepError.image(fault)) { try supply(layout.bytes) }
        #expect(!sandbox.engine.calls.contains("load"))
        #expect(sandbox.scratch.isEmpty)
    }

    @Test func partsOfTheImageAreNamed() throws {
        var layout = Layout()
        layout.index(layout.image("one"))
        try supply(layout.bytes)
        let told = try told()
        #expect(try handed(told.config).text == "config of one")
        #expect(told.layers.count == 1)
        #expect(try layer() == "layer of one")
        #expect(told.repoTags.first?.hasPrefix("localhost/alcove/archive/x") == true)
        #expect(sandbox.scratch.isEmpty)
        #expect(try File.read(path) == layout.bytes)
    }

    @Test func aPackedArchiveIsUnpackedOnce() throws {
        var layout = Layout()
        layout.index(layout.image("one"))
        let plain = sandbox.home + "/plain"
        try File.replace(plain, with: layout.bytes, mode: 0o644)
        let output = try FileDescriptor(opening: path, 0o101, mode: 0o644)
        let packing = Program("gzip", ["-c", plain], environment: Environment.all)
        #expect(try packing.run(output: output.number) { _ in true } == .code(0))
        try supply(try File.read(path))
        #expect(try layer() == "layer of one")
        #expect(sandbox.scratch.isEmpty)
    }

    @Test func whatDockerSaysOfItsImageStays() throws {
        var layout = Layout()
        layout.index(layout.image("one"))
        let text =
            #"[{"Config": "c.json", "RepoTags": ["debian:stable"], "Layers": ["a/layer.tar"]}]"#
        layout.files.append(("manifest.json", Array(text.utf8)))
        try supply(layout.bytes)
        let told = try told()
        #expect(told.config == "c.json" && told.layers == ["a/layer.tar"])
    }

    @Test func podmanGetsNothingMore() throws {
        var layout = Layout()
        layout.index()
        let sandbox = try Sandbox()
        try File.replace(path, with: layout.bytes, mode: 0o644)
        let supply = ImageSupply(
            engine: sandbox.engine,
            shelf: ProfileShelf([]),
            places: sandbox.places,
            environment: []
        )
        _ = try supply.supply(ImageSupply.Order(.archive(path))) { _ in true }
        let names = try names(sandbox.engine.loaded)
        #expect(names == ["blobs/", "oci-layout", "index.json"])
    }

    @Test func thePlatformOfTheEngineIsTaken() throws {
        var layout = Layout()
        let inner = [
            layout.image("arm", platform("linux/arm64", "v8")),
            layout.image("newest", platform("linux/amd64", "v3")),
            layout.image("plain", platform("linux/amd64")),
            layout.blob("{}", platform("unknown/unknown")),
            layout.blob("{}", #", "mediaType": "application/vnd.example+json""#),
        ].joined(separator: ", ")
        let mediaType = #", "mediaType": "application/vnd.oci.image.index.v1+json""#
        layout.index(layout.blob(#"{"manifests": [\#(inner)]}"#, mediaType))
        try supply(layout.bytes)
        #expect(try layer() == "layer of plain")
    }

    @Test func oneImageWithTwoNamesIsOne() throws {
        var layout = Layout()
        let image = layout.image("one")
        layout.index(image, image)
        try supply(layout.bytes)
        #expect(try layer() == "layer of one")
    }

    @Test func severalImagesAreTold() {
        var layout = Layout()
        func named(_ name: String) -> String {
            #", "annotations": {"org.opencontainers.image.ref.name": "\#(name)"}"#
        }
        layout.index(layout.image("1", named("one:1")), layout.image("2", named("two:2")))
        refuses(.several(path: path, ["one:1", "two:2"]), layout)
    }

    @Test func otherPlatformsAreTold() {
        var layout = Layout()
        layout.index(
            layout.image("1", platform("linux/arm64")),
            layout.image("2", platform("linux/s390x"))
        )
        let platforms = ["linux/arm64", "linux/s390x"]
        refuses(.otherPlatform(path: path, wanted: "linux/amd64", platforms), layout)
    }

    @Test func whatIsNoImageIsToldSo() {
        var layout = Layout()
        layout.index()
        refuses(.brokenArchive(path: path, .noImage), layout)
        layout = Layout()
        let chart = layout.blob("x", #", "mediaType": "application/vnd.cncf.helm.config.v1+json""#)
        layout.index(layout.blob(#"{"config": \#(chart), "layers": []}"#))
        refuses(.brokenArchive(path: path, .noImage), layout)
    }

    @Test func aFileThatIsMissingOrCutIsNamed() {
        var layout = Layout()
        refuses(.brokenArchive(path: path, .missing("index.json")), layout)
        layout.index(layout.image("one"))
        var other = layout
        let layer = other.files.remove(at: 2).name
        refuses(.brokenArchive(path: path, .missing(layer)), other)
        other = layout
        other.files[2].bytes.removeLast()
        refuses(.brokenArchive(path: path, .missing(layer)), other)
        // The download broke off in the last file.
        other = layout
        other.files.append(other.files.remove(at: 2))
        let cut = Array(other.bytes.dropLast(1024 + 508))
        #expect(throws: UpkeepError.image(.brokenArchive(path: path, .missing(layer)))) {
            try supply(cut)
        }
    }

    @Test(arguments: [
        "", "nonsense", "[]", "{}", #"{"manifests": 3}"#,
        #"{"manifests": [{"digest": "sha256:../../../etc/passwd", "size": 3}]}"#,
        #"{"manifests": [{"digest": "sha256:ABC", "size": 3}]}"#,
        #"{"manifests": [{"digest": "sha256:abc", "size": "3"}]}"#,
        String(repeating: #"{"manifests": ["#, count: 100_000),
    ])
    func anIndexThatIsNoneIsToldSo(_ text: String) {
        var layout = Layout()
        layout.files.append(("index.json", Array(text.utf8)))
        refuses(.brokenArchive(path: path, .malformed("index.json")), layout)
    }

    @Test func nothingIsReadWithoutEnd() {
        var layout = Layout()
        layout.files.append(("index.json", Array(repeating: 32, count: 4 << 20 | 1)))
        refuses(.brokenArchive(path: path, .tooLarge("index.json")), layout)
        // An index that is in itself.
        layout = Layout()
        let digits = String(repeating: "a", count: 64)
        let start = #"{"manifests": [{"digest": "sha256:\#(digits)", "size": "#
        let text = "\(start)\(start.utf8.count + 7)}] }"
        layout.files.append(("index.json", Array(text.utf8)))
        layout.files.append(("blobs/sha256/\(digits)", Array(text.utf8)))
        let name = "blobs/sha256/\(digits)"
        refuses(.brokenArchive(path: path, .malformed(name)), layout)
    }

    @Test func aNameInTwoPartsIsRead() throws {
        var block = [UInt8](repeating: 0, count: 512)
        block.replaceSubrange(0..<1, with: "z".utf8)
        block.replaceSubrange(124..<135, with: "00000000007".utf8)
        block.replaceSubrange(257..<262, with: "ustar".utf8)
        block.replaceSubrange(345..<348, with: "a/b".utf8)
        block.replaceSubrange(148..<156, with: "        ".utf8)
        let sum = String(block.reduce(0) { $0 + Int($1) }, radix: 8)
        block.replaceSubrange(
            148..<155,
            with: "0\(sum)".utf8 + Array(repeating: 0, count: 6 - sum.utf8.count)
        )
        #expect(TarHeader(block)?.name == "a/b/z")
        #expect(TarHeader(block)?.size == 7)
    }
}
