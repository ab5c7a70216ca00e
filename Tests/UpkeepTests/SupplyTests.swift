import Archives
import Boxes
import Engines
import Glibc
import Linux
import Profiles
import TestSupport
import Testing

@testable import Upkeep

@Suite struct SupplyTests {
    func supply(_ sandbox: Sandbox) -> ImageSupply {
        ImageSupply(
            engine: sandbox.engine,
            shelf: ProfileShelf(sandbox.places.profiles),
            places: sandbox.places,
            environment: Environment.all
        )
    }

    func order(_ source: ImageSource, pull: PullPolicy = .missing) -> ImageSupply.Order {
        var order = ImageSupply.Order(source)
        order.pull = pull
        return order
    }

    static let debian = """
        [image.debian]
        default = "stable"
        [image.debian.releases]
        NAME = "docker.io/library/debian:{release}"
        [bootstrap]
        default = "stable"
        package = "mkdeb"
        command = ["HOME/bin/mkdeb", "{release}", "{architecture}", "{output}"]
        """

    func makeProfile(_ sandbox: Sandbox) throws {
        let text = Self.debian.split(separator: "HOME").joined(separator: sandbox.home)
        try sandbox.write("profiles/debian.toml", text)
    }

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
        let image = try supply(sandbox).supply(order(.reference("own"))) { _ in true }
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
        let supply = supply(sandbox)
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
        try makeProfile(sandbox)
        sandbox.engine.registry["docker.io/library/debian:bookworm"] = FakeEngine.image("2")
        var events: [SupplyEvent] = []
        let image = try supply(sandbox).supply(order(.reference("debian:bookworm"))) {
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
        let supply = supply(sandbox)
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
            try supply(sandbox).supply(order(.reference("a"))) { _ in false }
        }
    }

    @Test func aRootFilesystemIsImportedOnce() throws {
        let sandbox = try Sandbox()
        var tar = UstarArchive()
        tar.addFolder("./etc", mode: 0o755)
        tar.addFile("./etc/os-release", mode: 0o644, Array("ID=x".utf8))
        tar.finish()
        let path = sandbox.home + "/Root FS._1.tar"
        try File.replace(path, with: tar.bytes, mode: 0o644)
        let supply = supply(sandbox)
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
        let image = try supply(sandbox).supply(order(.archive(path))) { _ in true }
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
        let image = try supply(sandbox).supply(order(.archive(path))) { _ in true }
        #expect(Set(sandbox.engine.images.keys) == Set(names + [image.reference]))
        // Whatever an engine makes of the archive.
        for name in names { #expect(sandbox.engine.images[name]?.id == "older") }
    }

    @Test func imagesOfOtherPlatformsAreNotMistaken() throws {
        let sandbox = try Sandbox()
        var here = FakeEngine.image("here")
        here.platform = "linux/arm64/v8"
        sandbox.engine.images["a"] = here
        var there = FakeEngine.image("there")
        there.platform = "linux/amd64"
        sandbox.engine.registry["a"] = there
        let supply = supply(sandbox)
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
        let image = try supply(sandbox).supply(order(.archive(path))) { _ in true }
        #expect(sandbox.engine.imported[image.reference] == Int64(tar.bytes.count))
        #expect(sandbox.scratch.isEmpty)
    }

    @Test func whatIsNoImageIsToldSo() throws {
        let sandbox = try Sandbox()
        let supply = supply(sandbox)
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

    @Test func aBootstrapIsMadeOnceAndKept() throws {
        let sandbox = try Sandbox()
        try makeProfile(sandbox)
        try sandbox.write(
            "bin/mkdeb",
            "#!/bin/sh\necho \"making $1 for $2\"\nprintf 12345 > \"$3\"\n"
        )
        let supply = supply(sandbox)
        var lines: Set<String> = []
        let source = ImageSource.bootstrap(family: "debian", release: "trixie")
        let image = try supply.supply(order(source)) {
            if case .bootstrapping(let line) = $0 { lines.insert(line) }
            return true
        }
        #expect(image.reference == "localhost/alcove/bootstrap/debian:trixie")
        #expect(sandbox.engine.imported[image.reference] == 5)
        #expect(lines.contains("making trixie for amd64"))
        #expect(try supply.supply(order(source)) { _ in true } == image.locally)
        #expect(sandbox.scratch.isEmpty)
    }

    @Test func aBootstrapThatFailsShowsItsWords() throws {
        let sandbox = try Sandbox()
        try makeProfile(sandbox)
        let program = sandbox.home + "/bin/mkdeb"
        let source = ImageSource.bootstrap(family: "debian", release: "")
        #expect(
            throws: UpkeepError.image(.missingBootstrap(program: program, package: "mkdeb"))
        ) {
            try supply(sandbox).supply(order(source)) { _ in true }
        }
        try sandbox.write("bin/mkdeb", "#!/bin/sh\necho no mirror >&2; exit 25\n")
        let failed = ImageFault.bootstrapFailed(
            program: program,
            ending: .code(25),
            log: ["no mirror"]
        )
        #expect(throws: UpkeepError.image(failed)) {
            try supply(sandbox).supply(order(source)) { _ in true }
        }
    }

    @Test func aBootstrapThatIsCancelledEndsWithAllItStarted() throws {
        let sandbox = try Sandbox()
        try makeProfile(sandbox)
        try sandbox.write(
            "bin/mkdeb",
            "#!/bin/sh\necho 1 > \"$3\"\nsleep 60 &\necho $! > \"$0.pid\"\nwait\n"
        )
        let pidFile = sandbox.home + "/bin/mkdeb.pid"
        let source = ImageSource.bootstrap(family: "debian", release: "sid")
        #expect(throws: UpkeepError.cancelled) {
            try supply(sandbox).supply(order(source)) { _ in File.kind(pidFile) == nil }
        }
        let pid = try File.read(pidFile).text.split(separator: "\n")[0]
        let state = try File.readIfThere("/proc/\(pid)/stat").map { $0.text.contains(") Z ") }
        #expect(state ?? true)
        #expect(sandbox.scratch.isEmpty)
    }

    @Test func releasesAreWords() throws {
        let sandbox = try Sandbox()
        try makeProfile(sandbox)
        for release in ["--x", "a b", "../x"] {
            #expect(throws: UpkeepError.self) {
                try supply(sandbox).supply(
                    order(.bootstrap(family: "debian", release: release))
                ) { _ in true }
            }
        }
        #expect(throws: UpkeepError.profile(.unknownFamily("x", known: ["debian"]))) {
            try supply(sandbox).supply(order(.bootstrap(family: "x", release: "1"))) { _ in true }
        }
    }
}

extension BoxRecord.ImageMark {
    /// The same as a later look into the fake engine's store gives it.
    fileprivate var locally: BoxRecord.ImageMark {
        BoxRecord.ImageMark(reference: reference, id: id, digest: "sha256:imported")
    }
}
