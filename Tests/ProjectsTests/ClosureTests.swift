import Boxes
import Glibc
import Linux
import Manifests
import TestSupport
import Testing

@testable import Projects

/// What is allowed with a manifest: everything that decides what it does.
@Suite struct ClosureTests {
    @Test func itIsAllThatTheManifestNames() throws {
        let folder = try ProjectFolder(
            """
            [box.web]
            extends = "./base.toml"
            image = "./image"
            on-create = ["./setup.sh && echo 'done'", "npm ci"]
            """
        )
        try folder.write("[box.base]\nimage = \"fedora\"", to: "base.toml")
        try folder.write(
            "FROM debian\nCOPY --chown=1 a.sh b/ . \\\n  /x\nCOPY --from=x q /q\n",
            to: "image/Containerfile"
        )
        try folder.write("a", to: "image/a.sh")
        try folder.write("b", to: "image/b/inner")
        try folder.write("echo", to: "setup.sh")
        let base = folder.project.folder + "/"
        let paths = try folder.read().closure.files.map { $0.path.dropFirst(base.count) }
        #expect(
            paths == [
                "alcove.toml", "base.toml", "alcove.lock", "image/Containerfile",
                "image/.containerignore", "image/.dockerignore", "image/a.sh", "setup.sh",
            ]
        )
    }

    /// A script is the project's by whichever of its names it is called.
    @Test(arguments: [
        "./x.sh", "~/p/x.sh", "sh ~/p/x.sh -a", "\"$HOME\"/p/x.sh", "\"${HOME}/p/x.sh\"",
        "$HOME/p/x.sh",
        "/h/p/x.sh", "/run/host/h/p/x.sh", "(cd /; . /h/q/../p/x.sh)",
    ])
    func scriptsHaveManyNames(command: String) {
        #expect(ClosureReading.paths(in: command, "/h/p", home: "/h") == ["/h/p/x.sh"])
    }

    @Test(arguments: ["~/q/x.sh", "x~/p/x.sh", "/run/host/etc/x", "~p/x.sh"])
    func whatIsElsewhereIsNot(command: String) {
        #expect(ClosureReading.paths(in: command, "/h/p", home: "/h") == [])
    }

    @Test(arguments: ["alcove.toml", "base.toml", "Dockerfile", "setup.sh"])
    func anyChangeAsksAgain(_ file: String) throws {
        let folder = try project()
        try folder.allow()
        guard case .allowed = folder.state else { return #expect(Bool(false), "\(folder.state)") }
        try folder.write(try folder.place.read("p/" + file) + "\n", to: file)
        guard case .changed = folder.state else { return #expect(Bool(false), "\(folder.state)") }
        try folder.allow()
        guard case .allowed = folder.state else { return #expect(Bool(false), "\(folder.state)") }
    }

    @Test(arguments: [
        "Containerfile", "alcove.lock", "later.sh", ".containerignore", ".dockerignore",
    ])
    func whatIsAddedAsksAgain(_ file: String) throws {
        let folder = try project()
        try folder.allow()
        try folder.write("FROM scratch", to: file)
        guard case .changed = folder.state else { return #expect(Bool(false), "\(folder.state)") }
    }

    /// However it is written that an engine takes a file of the folder.
    @Test(arguments: [
        "COPY evil.sh /x", "copy evil.sh /x", "  ADD --chown=1 evil.sh /x", "COPY a \\\nevil.sh /x",
        "COPY a \\\r\nevil.sh \\\r\n/x\r\n", "COPY a \\  \n# words\n\n  evil.sh /x",
        "# escape=`\r\nFROM x\r\nCOPY a `\r\nevil.sh /x", "COPY [\"a b\", \"evil.sh\", \"/x\"]",
        "COPY [\"\\u0065vil.sh\", \"/x\"]", "COPY \"evil.sh\" /x", "COPY 'evil.sh' /x",
        "COPY e\\vil.sh /x", "COPY --chown=a\u{2028} evil.sh /x", "COPY a\u{b}evil.sh /x",
        "RUN --mount=type=bind,source=evil.sh,target=/x sh /x",
        "RUN --network=none --mount=src=evil.sh,dst=/x /x",
        "RUN <<EOF\nb \\\nEOF\nCOPY evil.sh /x", "COPY ./sub/../evil.sh /x", "COPY link /x",
    ])
    func whatABuildTakesBelongsToIt(line: String) throws {
        let folder = try ProjectFolder("[box.web]\nimage = \".\"")
        try folder.write("FROM debian\n" + line, to: "Containerfile")
        try folder.place.link("p/link", to: "evil.sh")
        try folder.write("fine", to: "evil.sh")
        try folder.allow()
        try folder.write("evil", to: "evil.sh")
        guard case .changed = folder.state else { return #expect(Bool(false), "\(folder.state)") }
    }

    @Test func aContainerfileIsText() throws {
        let folder = try ProjectFolder("[box.web]\nimage = \".\"")
        let bytes = Array("FROM x\nCOPY evil".utf8) + [0xff] + Array(" /x\n".utf8)
        try File.replace(folder.project.folder + "/Containerfile", with: bytes, mode: 0o644)
        #expect(throws: ManifestFaults.self) { try folder.read() }
    }

    /// To a file system they are two.
    @Test func filesWhoseNamesLookTheSameAreTwo() throws {
        let folder = try ProjectFolder(
            "[box.web]\nimage = \"x\"\non-create = [\"./\u{e9}.sh; ./e\u{301}.sh\"]"
        )
        try folder.write("a", to: "\u{e9}.sh")
        try folder.write("a", to: "e\u{301}.sh")
        try folder.allow()
        try folder.write("evil", to: "e\u{301}.sh")
        guard case .changed = folder.state else { return #expect(Bool(false), "\(folder.state)") }
    }

    /// What is used are the bytes that were compared: nothing is read a second time.
    @Test func whatWasComparedIsWhatIsUnderstood() throws {
        let folder = try project()
        let grant = try folder.allow()
        for name in ["alcove.toml", "base.toml", "Dockerfile", "setup.sh"] {
            try folder.write("[box.evil]\nimage = \"evil\"", to: name)
        }
        try folder.write("FROM evil", to: "Containerfile")
        let reading = try folder.read(over: grant.closure)
        #expect(reading.closure == grant.closure)
        #expect(reading.manifest.boxes.map(\.name.description) == ["web"])
    }

    @Test func whatIsTakenAwayAsksAgain() throws {
        let folder = try project()
        try folder.allow()
        try File.remove(folder.project.folder + "/setup.sh")
        guard case .changed = folder.state else { return #expect(Bool(false), "\(folder.state)") }
    }

    private func project() throws -> ProjectFolder {
        let folder = try ProjectFolder(
            "[box.web]\nextends = \"./base.toml\"\nimage = \".\"\non-create = [\"./setup.sh\"]\non-start = [\"./later.sh\"]"
        )
        try folder.write("[box.base]\nimage = \"fedora\"", to: "base.toml")
        try folder.write("FROM debian", to: "Dockerfile")
        try folder.write("echo", to: "setup.sh")
        return folder
    }

    @Test func whatIsMovedOrCopiedIsAnotherProject() throws {
        let folder = try project()
        try folder.allow()
        try File.move(folder.project.folder, to: folder.place.path + "/q")
        let moved = Project(folder: folder.place.path + "/q")
        #expect(ProjectState(of: moved, in: folder.grants) == .unknown)
    }

    @Test func denialsStick() throws {
        let folder = try project()
        try folder.grants.write(Grant(folder: folder.project.folder, .denied))
        #expect(folder.state == .denied)
        try folder.write("anything")
        #expect(folder.state == .denied)
    }

    /// The names of grants' files are short: what is in them decides.
    @Test func grantsOfOthersCountForNobody() throws {
        let folder = try project()
        let grant = try folder.allow()
        let other = Project(folder: folder.place.path)
        let file = folder.grants.file(of: other.folder)
        try File.replace(file, with: VersionedFile(grant).bytes, mode: 0o600)
        #expect(ProjectState(of: other, in: folder.grants) == .unknown)
        try File.replace(file, with: Array("{}".utf8), mode: 0o600)
        #expect(ProjectState(of: other, in: folder.grants) == .unknown)
    }

    @Test func whatIsNoFileIsNotWaitedFor() throws {
        let folder = try ProjectFolder()
        #expect(unsafe mkfifo(folder.project.manifest, 0o600) == 0)
        #expect(throws: ManifestFaults.self) { try folder.read() }
        #expect(folder.state == .unknown)
    }

    @Test func whatIsHugeIsRefused() throws {
        let folder = try ProjectFolder(String(repeating: "#", count: 2 << 20))
        #expect(throws: ManifestFaults.self) { try folder.read() }
        let names = (0..<100).map { "\"./s\($0)\"" }.joined(separator: ", ")
        try folder.write("[box.a]\nimage = \"x\"\non-create = [\(names)]")
        for index in 0..<100 { try folder.write("x", to: "s\(index)") }
        #expect(throws: ManifestFaults.self) { try folder.read() }
    }
}
