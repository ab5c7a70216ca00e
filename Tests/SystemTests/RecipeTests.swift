import Foundation
import Testing

/// Images that are built from a folder, and what becomes of them.
@Suite(.lab) struct RecipeTests {
    let host: Host
    let folder: String

    init() throws {
        host = try Host()
        folder = host.home + "/web-\(UUID().uuidString.prefix(8).lowercased())"
        try write(
            "Containerfile",
            "FROM \(try TestImage.busybox.reference)\nCOPY . /src\nRUN echo made > /made\n"
        )
    }

    func write(_ path: String, _ text: String) throws {
        let url = URL(filePath: "\(folder)/\(path)")
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: url)
    }

    func create(_ box: String, _ options: String...) throws -> Outcome {
        try host.alcove(["create", box, "--bare", "-i", folder] + options, seconds: 180)
    }

    @Test func aFolderBecomesABox() throws {
        let long = "deep/" + String(repeating: "n", count: 150)
        try write(long, "long")
        try write("secret", "no")
        try write("big", String(repeating: "0123456789", count: 1_000_000))
        try write(".dockerignore", "sec*\n")
        try FileManager.default.createSymbolicLink(
            atPath: folder + "/link",
            withDestinationPath: long
        )
        let box = host.name()
        let made = try create(box)
        #expect(made.status == 0, "\(made)")
        #expect(text(made.stderr).contains("Building \(folder)"))
        try host.alcove(
            "run",
            box,
            "--",
            "sh",
            "-c",
            "cat /made /src/link; echo; ls /src; wc -c < /src/big"
        ).expect("made\nlong\nContainerfile\nbig\ndeep\nlink\n10000000\n")

        let again = host.name()
        let second = try create(again)
        #expect(second.status == 0, "\(second)")
        #expect(!text(second.stderr).contains("Building"))
        try host.alcove("rm", again, "--yes").expect()

        #expect(try waste(of: folder).isEmpty)
        let use = text(try host.alcove("du", "--json").stdout)
        #expect(use.contains(imageName(folder)))
        #expect(use.contains(#""name" : "\#(box)""#))
        try host.alcove("rm", box, "--yes", "--force").expect()
        let waste = try waste(of: folder)
        #expect(waste.count == 1)
        try EngineSocket.removeImage(try #require(waste.first))
    }

    @Test func aBuildThatFailsShowsWhy() throws {
        let base = try TestImage.busybox.reference
        try write("Containerfile", "FROM \(base)\nRUN echo the reason; exit 7\n")
        let box = host.name()
        let made = try create(box)
        #expect(made.status == 1)
        let told = text(made.stderr)
        #expect(told.contains("error: step 2 of"))
        #expect(told.contains("the reason"))
        #expect(told.contains("ended with status 7"))
        #expect(!text(try host.alcove("list").stdout).contains(box))
        #expect(try waste(of: folder).isEmpty)
    }

    @Test func aBaseThatIsNotHereIsNotFetched() throws {
        try write("Containerfile", "FROM localhost/alcove-test/ghost:1\n")
        let made = try create(host.name(), "--pull", "never")
        #expect(made.status == 1)
        #expect(
            text(made.stderr).contains("the image 'localhost/alcove-test/ghost:1' is not here")
        )
    }

    @Test func pruneWantsAYes() throws {
        let box = host.name()
        #expect(try create(box).status == 0)
        try host.alcove("rm", box, "--yes", "--force").expect()
        let asked = try host.alcove("prune")
        #expect(asked.status == 1)
        #expect(text(asked.stderr).contains("hint: Pass --yes."))
        for name in try waste(of: folder) { try EngineSocket.removeImage(name) }
    }

    func imageName(_ folder: String) -> String {
        "localhost/alcove/recipe/" + (folder.split(separator: "/").last ?? "")
    }

    /// Names of images of this folder's that `prune` would remove.
    func waste(of folder: String) throws -> [String] {
        let told = text(try host.alcove("prune", "--dry-run", "--json").stdout)
        let names = told.split(separator: "\"").map(String.init)
        return names.filter { $0.hasPrefix(imageName(folder)) }
    }
}
