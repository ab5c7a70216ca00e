import Linux
import Profiles
import Testing

@testable import Upkeep

@Suite struct ProfileTests {
    /// The profiles of this repository.
    let shelf: ProfileShelf

    init() {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        shelf = ProfileShelf(["/\(root)/profiles"])
    }

    @Test func allAreGood() {
        #expect(shelf.faults == [])
        #expect(
            shelf.profiles.map(\.name) == [
                "alpine", "arch", "debian", "fedora", "opensuse", "ubuntu",
            ]
        )
    }

    @Test(arguments: [
        ("ID=debian\nVERSION_CODENAME=bookworm", "docker.io/library/debian:bookworm"),
        ("ID=debian\nPRETTY_NAME=\"Debian sid\"", "docker.io/library/debian:stable"),
        ("ID=ubuntu\nVERSION_ID=\"24.04\"\nID_LIKE=debian", "docker.io/library/ubuntu:24.04"),
        (
            "ID=linuxmint\nVERSION_ID=\"22\"\nID_LIKE=\"ubuntu debian\"\nUBUNTU_CODENAME=noble",
            "docker.io/library/ubuntu:noble"
        ),
        ("ID=fedora\nVERSION_ID=42\nVARIANT_ID=silverblue", "registry.fedoraproject.org/fedora:42"),
        (
            "ID=bazzite\nID_LIKE=\"fedora\"\nVERSION_ID=42",
            "registry.fedoraproject.org/fedora:42"
        ),
        ("ID=steamos\nID_LIKE=arch\nVERSION_ID=3.7", "docker.io/library/archlinux:latest"),
        (
            "ID=opensuse-microos\nID_LIKE=\"suse opensuse opensuse-tumbleweed\"",
            "registry.opensuse.org/opensuse/tumbleweed:latest"
        ),
        (
            "ID=\"opensuse-leap\"\nVERSION_ID=\"15.6\"",
            "registry.opensuse.org/opensuse/leap:15.6"
        ),
        ("ID=alpine\nVERSION_ID=3.21.3", "docker.io/library/alpine:3.21.3"),
        ("ID=debian\nVERSION_CODENAME='a b'", "docker.io/library/debian:stable"),
    ])
    func aHostHasItsImage(release: String, image: String) {
        #expect(shelf.image(like: OSRelease(release)) == image)
    }

    @Test func anUnknownHostHasNone() {
        #expect(shelf.image(like: OSRelease("ID=plan9")) == nil)
    }

    @Test func shortNamesAreOfKnownDistributionsOnly() {
        #expect(shelf.reference(of: "fedora:42") == "registry.fedoraproject.org/fedora:42")
        #expect(shelf.reference(of: "arch") == "docker.io/library/archlinux:latest")
        #expect(shelf.reference(of: "node:22") == nil)
        #expect(shelf.reference(of: "docker.io/library/debian:12") == nil)
        #expect(shelf.reference(of: "debian:a:b") == nil)
    }

    @Test func aBootstrapsWordsStayApart() throws {
        let recipe = try #require(try shelf.family("debian").bootstrap)
        let words = recipe.arguments(
            release: "trixie",
            output: "/a b/{release}.tar",
            architecture: "amd64"
        )
        #expect(recipe.program == "mmdebstrap")
        #expect(words.contains("--architectures=amd64"))
        #expect(Array(words.suffix(2)) == ["trixie", "/a b/{release}.tar"])
    }

    @Test(arguments: [
        ("name = 1", ProfileError.badValue(file: "/p", line: 1, key: "name")),
        ("name = \"../x\"", .badValue(file: "/p", line: 1, key: "name")),
        ("name = \"x\"\nnmae = 1", .unknownKey(file: "/p", line: 2, key: "nmae")),
        ("name = \"x\"", .missingKey(file: "/p", key: "images")),
        (
            "name = \"x\"\n[images]\nx = \"x\"",
            .missingKey(file: "/p", key: "release.default")
        ),
        (
            "[bootstrap]\ncommand = [\"make\"]",
            .badValue(file: "/p", line: 2, key: "bootstrap.command")
        ),
    ])
    func aFaultNamesFileLineAndKey(text: String, fault: ProfileError) {
        #expect(throws: fault) { try Profile(text, file: "/p") }
    }

    @Test func aFileHidesThoseOfItsNameBehindIt() throws {
        let sandbox = try Sandbox()
        try sandbox.write("profiles/a.toml", "name = 1")
        try sandbox.write("run/a.toml", SupplyTests.debian)
        let shelf = ProfileShelf([sandbox.home + "/profiles", sandbox.home + "/run"])
        #expect(shelf.profiles.isEmpty)
        #expect(shelf.faults.count == 1)
    }
}
