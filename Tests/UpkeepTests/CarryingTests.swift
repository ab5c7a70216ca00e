import Archives
import Boxes
import Engines
import Linux
import TestSupport
import Testing

@testable import Upkeep

/// What was written by hand comes along to a generation that is made from an image, as in a merge of three.
@Suite struct CarryingTests {
    let sandbox: Sandbox
    let engine: FakeEngine
    let old: BoxRecord
    let new: BoxRecord

    init() throws {
        sandbox = try Sandbox()
        engine = sandbox.engine
        old = try sandbox.make("web")
        new = try sandbox.make("next")
    }

    private func bytes(_ texts: [String: String]) -> [String: [UInt8]] {
        texts.mapValues { Array($0.utf8) }
    }

    /// Files of the box and of its next generation, and of every other container: that of the former image.
    private func set(box: [String: String], next: [String: String], image: [String: String]) {
        engine.ownFiles[old.container] = bytes(box)
        engine.ownFiles[new.container] = bytes(next)
        engine.files = bytes(image)
        for folder in CarriedFiles.folders {
            var archive: [UInt8] = []
            for (path, text) in box.sorted(by: { $0.key < $1.key })
            where path.hasPrefix(folder + "/") {
                let name = Array(path.dropFirst(folder.count + 1).utf8)
                archive +=
                    TarEntry(name, .file(size: Int64(text.utf8.count)), mode: 0o640, modified: 7)
                    .header
                archive += Array(text.utf8) + TarEntry.filling(Int64(text.utf8.count))
            }
            engine.folders["\(old.container) \(folder)"] = archive + TarEntry.end
        }
    }

    private func carry(_ files: [String: ChangedFile.Kind]) throws -> CarriedFiles {
        let list = files.map { ChangedFile(path: $0.key, kind: $0.value) }.sorted {
            $0.path < $1.path
        }
        return try sandbox.household.carry(list, from: old, to: new) { false }
    }

    /// The names in what was unpacked there.
    private func unpacked(_ folder: String) throws -> [String] {
        guard let bytes = engine.restored["\(new.container) \(folder)"] else { return [] }
        let path = sandbox.places.cache + "/unpacked.tar"
        try File.replace(path, with: bytes, mode: 0o600)
        let source = try FileDescriptor(opening: path, 0)
        let target = try FileDescriptor(opening: "/dev/null", 1)
        var names: [String] = []
        _ = try TarFilter.copy(
            source,
            to: target,
            of: path,
            fate: { entry in
                names.append(entry.path)
                return .drop
            },
            rewrite: { $1 },
            tick: { _ in true }
        )
        return names
    }

    @Test func whatTheImageLeavesAsItWasIsTaken() throws {
        set(
            box: [
                "/etc/mine": "mine", "/etc/conf": "mine", "/etc/other": "o",
                "/usr/local/bin/tool": "x",
            ],
            next: ["/etc/conf": "shipped", "/etc/other": "o"],
            image: ["/etc/conf": "shipped", "/etc/other": "o"]
        )
        let carried = try carry([
            "/etc/mine": .added, "/etc/conf": .changed, "/usr/local/bin/tool": .added,
        ])
        #expect(carried.taken == ["/etc/conf", "/etc/mine", "/usr/local/bin/tool"])
        #expect(carried.left.isEmpty)
        #expect(try unpacked("/etc") == ["conf", "mine"])
        #expect(try unpacked("/usr/local") == ["bin/tool"])
        #expect(engine.containers.count == 2, "what was looked into is gone")
    }

    @Test func whatTheImageHasOtherwiseNowIsTheImages() throws {
        set(
            box: ["/etc/conf": "mine", "/etc/same": "new", "/etc/came": "mine"],
            next: ["/etc/conf": "newer", "/etc/same": "new", "/etc/came": "shipped"],
            image: ["/etc/conf": "shipped"]
        )
        let carried = try carry(["/etc/conf": .changed, "/etc/same": .changed, "/etc/came": .added])
        #expect(carried == CarriedFiles(taken: [], left: ["/etc/came", "/etc/conf"]))
        #expect(engine.restored.isEmpty)
    }

    /// Without the former image nobody knows whether the new one has another.
    @Test func inDoubtItIsTheImages() throws {
        set(
            box: ["/etc/conf": "mine"],
            next: ["/etc/conf": "shipped"],
            image: ["/etc/conf": "shipped"]
        )
        var known = old
        known.base = BoxRecord.Base(reference: "state", id: "s", isOwn: true)
        let list = [ChangedFile(path: "/etc/conf", kind: .changed)]
        #expect(
            try sandbox.household.carry(list, from: known, to: new) { false }.left == ["/etc/conf"]
        )
        known.foundation = BoxRecord.Ground(old.image, old.base)
        #expect(
            try sandbox.household.carry(list, from: known, to: new) { false }.taken == ["/etc/conf"]
        )
    }

    @Test func whatIsTakenAwayOrElsewhereStays() {
        let files = ["/etc/gone", "/usr/bin/tool", "/usr/local/x"].map {
            ChangedFile(path: $0, kind: $0 == "/etc/gone" ? .deleted : .added)
        }
        #expect(CarriedFiles.among(files).map(\.path) == ["/usr/local/x"])
        var drift = BoxDrift()
        drift.files = files
        #expect(drift.carried.count == 1)
        // Files of packages may be among them.
        drift.unseen = .stopped
        #expect(drift.carried.isEmpty)
    }
}
