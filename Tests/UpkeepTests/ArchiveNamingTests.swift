import Archives
import Boxes
import Engines
import Linux
import Profiles
import TestSupport
import Testing

@testable import Upkeep

/// An archive's own names are no engine's business: they may be those of other images.
@Suite struct ArchiveNamingTests {
    let sandbox: Sandbox

    init() throws { sandbox = try Sandbox() }

    private func load(_ files: [(String, String)]) throws -> BoxRecord.ImageMark {
        var tar = UstarArchive()
        for (name, text) in files { tar.addFile(name, mode: 0o644, Array(text.utf8)) }
        tar.finish()
        return try load(tar.bytes)
    }

    private func load(_ bytes: [UInt8]) throws -> BoxRecord.ImageMark {
        let path = sandbox.home + "/box.tar"
        try File.replace(path, with: bytes, mode: 0o600)
        let supply = ImageSupply(
            engine: sandbox.engine,
            shelf: ProfileShelf([]),
            places: sandbox.places,
            environment: []
        )
        return try supply.supply(ImageSupply.Order(.archive(path))) { _ in true }
    }

    /// All that the engine was given, by the names of entries.
    private func handed() throws -> [String: String] {
        let path = sandbox.home + "/handed.tar"
        try File.replace(path, with: sandbox.engine.loaded, mode: 0o600)
        let file = try FileDescriptor(opening: path, 0)
        var places: [(String, Int64, Int64)] = []
        _ = try TarHeader.forEach(in: file, of: path) { header, offset in
            places.append((header.name, offset, header.size))
            return true
        }
        var files: [String: String] = [:]
        for (name, offset, size) in places {
            files[name] = try file.read(at: offset, count: Int(size), of: path).text
        }
        return files
    }

    private static let manifest =
        #"[{"Config": "c", "RepoTags": ["debian:stable"], "Layers": ["l"], "Parent": "p"}]"#

    @Test func anImageHasOurNameOnly() throws {
        let digest = "sha256:" + String(repeating: "a", count: 64)
        let index = #"""
            {"schemaVersion": 2, "manifests": [{"digest": "\#(digest)", "size": 3, "annotations":
            {"org.opencontainers.image.ref.name": "debian:stable", "io.containerd.image.name": "x"}}]}
            """#
        let image = try load([("manifest.json", Self.manifest), ("index.json", index), ("l", "x")])
        #expect(image.reference.hasPrefix("localhost/alcove/archive/box:"))
        let files = try handed()
        #expect(
            files["manifest.json"]
                == #"[{"Config":"c","Layers":["l"],"RepoTags":["\#(image.reference)"]}]"#
        )
        let told = try #require(files["index.json"])
        #expect(!told.contains("debian") && !told.contains("\"x\""))
        #expect(told.contains(#""org.opencontainers.image.ref.name":"\#(image.reference)""#))
        #expect(files["l"] == "x")
        #expect(sandbox.scratch.isEmpty)
    }

    @Test func severalAreToldBeforeAnythingIsLoaded() throws {
        let two = #"""
            [{"Config": "c", "RepoTags": ["debian:stable"], "Layers": []},
            {"Config": "d", "RepoTags": null, "Layers": []}]
            """#
        let path = sandbox.home + "/box.tar"
        #expect(throws: UpkeepError.image(.several(path: path, ["debian:stable"]))) {
            try load([("manifest.json", two)])
        }
        #expect(!sandbox.engine.calls.contains("load"))
    }

    /// What an engine would take for those files without their being so called.
    @Test func noOtherWordForThemIsHandedOn() throws {
        let evil = #"[{"Config": "c", "RepoTags": ["debian:stable"], "Layers": []}]"#
        _ = try load([
            ("manifest.json", Self.manifest), ("x/../manifest.json", evil),
            ("./manifest.json", evil), ("x/manifest.json", evil), ("repositories", evil),
            ("x/repositories", evil), ("c", "{}"),
        ])
        let files = try handed()
        #expect(Set(files.keys) == ["manifest.json", "./manifest.json", "c"])
        #expect(!files.values.contains { $0.contains("debian") })
    }

    @Test func aLinkInTheirPlaceIsNotHandedOn() throws {
        let link = TarEntry.Kind.link(to: Array("other".utf8))
        let entries: [(String, TarEntry.Kind)] = [
            ("oci-layout", .file(size: 0)), ("index.json", link), ("other", .file(size: 0)),
        ]
        let headers = entries.flatMap { name, kind in
            TarEntry(Array(name.utf8), kind, mode: 0o644, modified: 0).header
        }
        _ = try load(headers + TarEntry.end)
        #expect(Set(try handed().keys) == ["oci-layout", "other"])
    }

    /// A folder with contents: we would pass over what an engine takes for the next header.
    @Test func whatIsBehindAFolderIsSeen() throws {
        var folder = TarEntry(Array("x".utf8), .file(size: 512), mode: 0o755, modified: 0).header
        folder[156] = UInt8(ascii: "5")
        let sum = folder.enumerated().reduce(0) { sum, byte in
            sum + ((148..<156).contains(byte.offset) ? 32 : Int(byte.element))
        }
        let octal = String(sum, radix: 8)
        let digits = String(repeating: "0", count: 6 - octal.utf8.count) + octal
        folder.replaceSubrange(148..<154, with: digits.utf8)
        var tar = UstarArchive()
        tar.addFile("manifest.json", mode: 0o644, Array(Self.manifest.utf8))
        tar.addFile("repositories", mode: 0o644, [])
        tar.finish()
        _ = try load(folder + tar.bytes)
        #expect(Set(try handed().keys) == ["x", "manifest.json"])
    }

    @Test func anArchiveThatBreaksOffIsToldSo() throws {
        var tar = UstarArchive()
        tar.addFile("manifest.json", mode: 0o644, Array(Self.manifest.utf8))
        let path = sandbox.home + "/box.tar"
        #expect(throws: UpkeepError.image(.brokenArchive(path: path, .incomplete))) {
            try load(tar.bytes)
        }
    }

    @Test func anyBytesEnd() throws {
        var tar = UstarArchive()
        tar.addFile("manifest.json", mode: 0o644, Array(Self.manifest.utf8))
        tar.addFile("index.json", mode: 0o644, Array(#"{"manifests": []}"#.utf8))
        tar.finish()
        var dice = Dice(seed: 4)
        for _ in 0..<300 {
            var bytes = tar.bytes
            for _ in 0...dice.below(3) { bytes[dice.below(bytes.count)] = UInt8(dice.below(256)) }
            sandbox.engine.loaded = []
            _ = try? load(bytes)
            #expect(!sandbox.engine.loaded.text.contains("debian:stable"))
        }
    }
}
