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

    @Test(arguments: ["fedora", "ubuntu", "enterprise", "wolfi", nil])
    func packagesHaveNamesInEachFamily(_ family: String?) {
        for toolchain in Toolchain.all { #expect(!toolchain.packages(of: family).isEmpty) }
    }
}
