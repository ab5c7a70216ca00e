import Boxes
import Linux
import Testing

@testable import Upkeep
@testable import alcove

/// What is offered in the place of a word.
@Suite struct CompletedWordTests {
    let sandbox: Sandbox

    init() throws {
        sandbox = try Sandbox()
        let file = "Tests/CommandTests/CompletedWordTests.swift"
        sandbox.variables["ALCOVE_PROFILES"] = #filePath.replacing(file, with: "profiles")
        _ = sandbox.alcove("create", "web", "-i", "debian", "--bare")
    }

    @Test func imagesAreThoseWithShortNamesAndThoseOfBoxes() {
        let images = Completion(["alcove", "try"], 2).images("", on: sandbox.host)
        #expect(images.contains("fedora") && images.contains("fedora:rawhide"))
        #expect(!images.contains { $0.hasSuffix(":N") })
        #expect(images == images.sorted())
    }

    /// Bash has three words there.
    @Test func behindAColonOnlyTheReleaseIsOffered() {
        let words = ["alcove", "try", "fedora", ":", ""]
        let releases = Completion(words, 4).images("", on: sandbox.host)
        #expect(releases.contains("rawhide") && !releases.contains("fedora:rawhide"))
    }

    @Test func filesAreImagesToo() throws {
        try sandbox.write("work/Containerfile", "")
        try File.makeDirectories("\(sandbox.home)/work/sub", mode: 0o755)
        let folder = "\(sandbox.home)/work/"
        #expect(
            Completion(["alcove", "try", folder], 2).images(folder, on: sandbox.host)
                == [folder + "Containerfile", folder + "sub/"]
        )
    }

    /// A shell would run what is in it.
    @Test(arguments: ["$(id)", "`id`", "a b", "a;b", "a\nb", "'", "\"", "*"])
    func namesThatAreNoPlainWordsAreNotOffered(_ name: String) {
        #expect(!Completion.isPlain(name))
    }

    @Test func packagesAreThoseThatWereAskedFor() throws {
        func offered(_ words: String...) -> [String] {
            Completion(["alcove"] + words, words.count).packages(on: sandbox.host)
        }
        #expect(offered("install", "") == ["web"])
        var record = try #require(try sandbox.record("web"))
        #expect(offered("uninstall", "web", "").isEmpty)
        record.spec.packages = ["gcc", "make"]
        try sandbox.host.store.save(record)
        #expect(offered("uninstall", "web", "") == ["gcc", "make"])
        #expect(offered("uninstall", "") == ["web", "gcc", "make"])
    }
}
