import Archives
import Boxes
import Engines
import Linux
import TestSupport
import Testing

@testable import Upkeep

/// Images that come from a file.
@Suite struct ArchiveSupplyTests {
    @Test func aRootFilesystemIsImportedOnce() throws {
        let sandbox = try Sandbox()
        var tar = UstarArchive()
        tar.addFolder("./etc", mode: 0o755)
        tar.addFile("./etc/os-release", mode: 0o644, Array("ID=x".utf8))
        tar.finish()
        let path = sandbox.home + "/Root FS._1.tar"
        try File.replace(path, with: tar.bytes, mode: 0o644)
        let supply = sandbox.supply
        let image = try supply.supply(order(.archive(path))) { _ in true }
        #expect(image.reference.hasPrefix("localhost/alcove/archive/root-fs-1:"))
        #expect(sandbox.engine.imported[image.reference] == Int64(tar.bytes.count))
        #expect(try supply.supply(order(.archive(path))) { _ in true } == image)
        // The file may be moved, and be called otherwise.
        try File.move(path, to: sandbox.home + "/other.tar")
        let other = order(.archive(sandbox.home + "/other.tar"))
        #expect(try supply.supply(other) { _ in true } == image)
        #expect(sandbox.engine.calls.filter { $0.hasPrefix("import") }.count == 1)
    }

    @Test(arguments: [
        ("oci-layout", "{}"), ("manifest.json", "[]"), ("./index.json", #"{"manifests": []}"#),
    ])
    func anImageArchiveIsLoaded(entry: String, text: String) throws {
        let sandbox = try Sandbox()
        var tar = UstarArchive()
        tar.addFile("blobs", mode: 0o644, Array(repeating: 7, count: 700))
        tar.addFile(entry, mode: 0o644, Array(text.utf8))
        tar.finish()
        let path = sandbox.home + "/x.tar"
        try File.replace(path, with: tar.bytes, mode: 0o644)
        let image = try sandbox.supply.supply(order(.archive(path))) { _ in true }
        #expect(image.reference.hasPrefix("localhost/alcove/archive/x:"))
        // What the archive calls its image is a name that nobody asked for.
        #expect(Set(sandbox.engine.images.keys) == [image.reference])
    }

    @Test func namesThatWereThereBeforeAnArchiveStay() throws {
        let sandbox = try Sandbox()
        var tar = UstarArchive()
        tar.addFile("oci-layout", mode: 0o644, Array("{}".utf8))
        tar.finish()
        let path = sandbox.home + "/x.tar"
        try File.replace(path, with: tar.bytes, mode: 0o644)
        let names = ["localhost/loaded:latest", "older:1"]
        for name in names { sandbox.engine.images[name] = FakeEngine.image("older") }
        let image = try sandbox.supply.supply(order(.archive(path))) { _ in true }
        #expect(Set(sandbox.engine.images.keys) == Set(names + [image.reference]))
        // Whatever an engine makes of the archive.
        for name in names { #expect(sandbox.engine.images[name]?.id == "older") }
    }

    @Test(arguments: ["gzip", "xz", "zstd", "bzip2"])
    func aPackedArchiveIsUnpackedFirst(program: String) throws {
        guard Program.isInstalled(program) else { return }
        let sandbox = try Sandbox()
        var tar = UstarArchive()
        tar.addFolder("usr", mode: 0o755)
        tar.finish()
        let plain = sandbox.home + "/x.tar"
        let path = sandbox.home + "/x.tar.packed"
        try File.replace(plain, with: tar.bytes, mode: 0o644)
        let output = try FileDescriptor(opening: path, 0o101, mode: 0o644)
        let packing = Program(program, ["-c", plain], environment: Environment.all)
        #expect(try packing.run(output: output.number) { _ in true } == .code(0))
        let image = try sandbox.supply.supply(order(.archive(path))) { _ in true }
        #expect(sandbox.engine.imported[image.reference] == Int64(tar.bytes.count))
        #expect(sandbox.scratch.isEmpty)
    }
}
