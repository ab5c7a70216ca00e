import Boxes
import TestSupport
import Testing

@testable import Projects

@Suite struct ProjectTraitsTests {
    @Test func devcontainersMayHaveComments() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            ".devcontainer/devcontainer.json",
            """
            // For everybody.
            { "image": "mcr.example/base:1", /* "image": "no" */ "x": "http://a//b\\"/*" }
            """
        )
        #expect(ProjectTraits(folder.path).image == "mcr.example/base:1")
        try folder.write(".devcontainer/devcontainer.json", #"{"build": {"dockerfile": "../D"}}"#)
        #expect(ProjectTraits(folder.path).recipe == "./D")
    }

    @Test func anythingElseTellsNothing() throws {
        let folder = try TemporaryFolder()
        try folder.write(".devcontainer.json", "[1, \"\\")
        try folder.write(".tool-versions", "\u{0}\u{ff} # x\n\n")
        let traits = ProjectTraits(folder.path)
        #expect(traits.image == nil && traits.toolchains == [])
    }

    private func manifest(_ folder: TemporaryFolder) throws -> [String] {
        let name = try BoxName("site")
        let traits = ProjectTraits(folder.path)
        return NewManifest(name, traits, image: "debian", family: nil).text
            .split(separator: "\n").map(String.init)
    }

    @Test func whatIsLeftOutIsWrittenDown() throws {
        let folder = try TemporaryFolder()
        try folder.write("package.json", "{}")
        try folder.write(
            ".devcontainer/devcontainer.json",
            """
            { "image": "base", "name": "x", "containerEnv": {}, "mounts": [], "a\\nb": 1,
              "customizations": {}, }
            """
        )
        let lines = try manifest(folder)
        let left = "a\\u000ab, containerEnv, mounts"
        #expect(
            lines.contains(
                "# Of .devcontainer/devcontainer.json this is not here, and for you to say: \(left)."
            )
        )
        // An image of the project's own need not have what its shims would call.
        #expect(lines.contains("#packages = [\"nodejs\", \"npm\"]"))
        #expect(lines.contains("#shims = [\"node\", \"npm\", \"npx\"]"))
        try folder.write("Containerfile", "FROM x")
        #expect(
            try manifest(folder).contains(
                "# .devcontainer/devcontainer.json is there, too; nothing of it is here."
            )
        )
    }

    @Test func devcontainersThatAreNotTakenAreTold() throws {
        let folder = try TemporaryFolder()
        #expect(ProjectTraits(folder.path).warnings == [])
        try folder.write(".devcontainer/a/devcontainer.json", #"{"image": "a"}"#)
        #expect(ProjectTraits(folder.path).image == "a")
        try folder.write(".devcontainer/b/devcontainer.json", #"{"image": "b"}"#)
        let several = ".devcontainer/a/devcontainer.json', '.devcontainer/b/devcontainer.json'"
        #expect(
            ProjectTraits(folder.path).warnings == [
                "there are several devcontainers, and none of them is taken: '\(several)"
            ]
        )
        try folder.write(".devcontainer.json", "{ \"image\": ")
        #expect(
            ProjectTraits(folder.path).warnings == [
                "'.devcontainer.json' is not what a devcontainer.json is, and is left out"
            ]
        )
    }

    @Test func versionsThatAreWantedAreWrittenDown() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "package.json",
            #"{"engines": {"node": ">=20", "npm": "10"}, "packageManager": "pnpm@9.1.0"}"#
        )
        try folder.write(
            "go.mod",
            "module example.org/x\n\ngo 1.23\ntoolchain go1.23.2\nrequire a b\n"
        )
        let lines = try manifest(folder)
        let end = "; the image has its own versions."
        #expect(lines.contains("# package.json wants node >=20, npm 10, pnpm@9.1.0\(end)"))
        #expect(lines.contains("# go.mod wants go 1.23, toolchain go1.23.2\(end)"))
    }

    @Test(arguments: [
        ("build.gradle.kts", "Gradle"), ("composer.json", "PHP"), ("mix.exs", "Elixir"),
    ])
    func moreToolchainsAreKnown(file: String, name: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(file, "")
        #expect(ProjectTraits(folder.path).toolchains.map(\.name) == [name])
    }

    @Test(arguments: ["fedora", "ubuntu", "enterprise", "wolfi", nil])
    func packagesHaveNamesInEachFamily(_ family: String?) {
        for toolchain in Toolchain.all { #expect(!toolchain.packages(of: family).isEmpty) }
    }
}
