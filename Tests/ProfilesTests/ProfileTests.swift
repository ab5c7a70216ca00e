import Linux
import Testing

@testable import Profiles

/// The profiles of this repository.
let shelf: ProfileShelf = {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return ProfileShelf(["/\(root)/profiles"])
}()

@Suite struct ProfileTests {
    @Test func allAreGood() {
        #expect(shelf.faults == [])
        #expect(
            shelf.profiles.map(\.name) == [
                "alpine", "amazon", "arch", "chimera", "debian", "enterprise", "enterprise-7",
                "fedora", "gentoo", "openeuler", "opensuse", "slackware", "solus", "ubuntu",
                "void", "wolfi",
            ]
        )
    }

    @Test func eachHasAManagerEssentialsAndShells() {
        for profile in shelf.profiles {
            #expect(!profile.managers.isEmpty, "\(profile.name)")
            #expect(profile.essentials.count > 5, "\(profile.name)")
            #expect(profile.shells["zsh"]?.isEmpty == false, "\(profile.name)")
        }
    }

    @Test(arguments: [
        ("ID=debian\nVERSION_CODENAME=bookworm", "docker.io/library/debian:bookworm"),
        ("ID=debian\nPRETTY_NAME=\"Debian sid\"", "docker.io/library/debian:stable"),
        ("ID=ubuntu\nVERSION_ID=\"24.04\"\nID_LIKE=debian", "docker.io/library/ubuntu:24.04"),
        ("ID=ubuntu-core\nVERSION_ID=\"24\"", "docker.io/library/ubuntu:24.04"),
        (
            "ID=linuxmint\nVERSION_ID=\"22\"\nID_LIKE=\"ubuntu debian\"\nUBUNTU_CODENAME=noble",
            "docker.io/library/ubuntu:noble"
        ),
        ("ID=fedora\nVERSION_ID=42\nVARIANT_ID=silverblue", "registry.fedoraproject.org/fedora:42"),
        (
            "ID=bazzite\nID_LIKE=\"fedora\"\nVERSION_ID=42",
            "registry.fedoraproject.org/fedora:42"
        ),
        (
            "ID=\"rhel\"\nID_LIKE=\"fedora\"\nVERSION_ID=\"9.6\"",
            "registry.access.redhat.com/ubi9/ubi:9.6"
        ),
        (
            "ID=\"centos\"\nID_LIKE=\"rhel fedora\"\nVERSION_ID=\"10\"",
            "quay.io/centos/centos:stream10"
        ),
        ("ID=\"amzn\"\nVERSION_ID=\"2023\"", "public.ecr.aws/amazonlinux/amazonlinux:2023"),
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

    @Test(arguments: [
        ("fedora", "registry.fedoraproject.org/fedora:latest"),
        ("fedora:42", "registry.fedoraproject.org/fedora:42"),
        ("debian:trixie", "docker.io/library/debian:trixie"),
        ("debian:12-slim", "docker.io/library/debian:12-slim"),
        ("ubuntu:24.04", "docker.io/library/ubuntu:24.04"),
        ("rhel:9", "registry.access.redhat.com/ubi9/ubi:latest"),
        ("rhel:9.6", "registry.access.redhat.com/ubi9/ubi:9.6"),
        ("centos:7", "quay.io/centos/centos:7"),
        ("centos:9", "quay.io/centos/centos:stream9"),
        ("arch", "docker.io/library/archlinux:latest"),
        ("archlinux:base-devel", "docker.io/library/archlinux:base-devel"),
        ("opensuse", "registry.opensuse.org/opensuse/tumbleweed:latest"),
        ("opensuse:tumbleweed", "registry.opensuse.org/opensuse/tumbleweed:latest"),
        ("opensuse:15.6", "registry.opensuse.org/opensuse/leap:15.6"),
        ("alpine:3.21", "docker.io/library/alpine:3.21"),
        ("void:musl", "ghcr.io/void-linux/void-musl:latest"),
    ])
    func aShortNameIsAnImage(words: String, reference: String) throws {
        #expect(try shelf.reference(of: words) == reference)
    }

    @Test(arguments: ["node:22", "docker.io/library/debian:12", "debian:a:b", "localhost/fedora"])
    func otherNamesAreLeftAlone(words: String) throws {
        #expect(try shelf.reference(of: words) == nil)
    }

    @Test func anImpossibleReleaseIsToldWithWhatIsPossible() {
        #expect(
            throws: ProfileError.badRelease(
                "fortytwo",
                of: "fedora",
                forms: ["latest", "rawhide", "N"]
            )
        ) {
            try shelf.reference(of: "fedora:fortytwo")
        }
    }

    @Test(arguments: [
        ("ID=debian\nVERSION_ID=\"12\"", "debian"),
        ("ID=linuxmint\nID_LIKE=\"ubuntu debian\"", "ubuntu"),
        ("ID=bazzite\nID_LIKE=fedora", "fedora"),
        ("ID=centos\nVERSION_ID=7\nID_LIKE=\"rhel fedora\"", "enterprise-7"),
        ("ID=centos\nVERSION_ID=9\nID_LIKE=\"rhel fedora\"", "enterprise"),
        ("ID=rhel\nVERSION_ID=\"7.9\"", "enterprise-7"),
        ("ID=amzn\nID_LIKE=fedora", "amazon"),
        ("ID=openEuler", "openeuler"),
        ("ID=wolfi", "wolfi"),
    ])
    func aDistributionHasItsProfile(release: String, name: String) {
        #expect(shelf.profile(for: OSRelease(release))?.name == name)
    }

    @Test(arguments: ["ID=nixos", "ID=plan9\nID_LIKE=inferno", ""])
    func anUnknownDistributionHasNone(release: String) {
        #expect(shelf.profile(for: OSRelease(release)) == nil)
    }

    @Test(arguments: [
        (["/usr/bin/dnf5", "/usr/bin/dnf", "/usr/bin/yum"], "dnf5"),
        (["/usr/bin/dnf", "/usr/bin/yum"], "dnf"),
        (["/usr/bin/microdnf"], "microdnf"),
        (["/usr/bin/yum"], "yum"),
    ])
    func theManagerIsTheOneThatTheImageHas(programs: [String], name: String) throws {
        let fedora = try shelf.family("fedora")
        #expect(fedora.manager { programs.contains($0) }?.name == name)
        #expect(fedora.manager { _ in false } == nil)
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

    @Test func aLanguageIsFilledIn() throws {
        let german = try #require(LocaleName("de_DE.utf8"))
        #expect(try shelf.family("fedora").localePackages(german) == ["glibc-langpack-de"])
        #expect(
            try shelf.family("ubuntu").localeCommands(german) == [["locale-gen", "de_DE.UTF-8"]]
        )
        #expect(
            try shelf.family("debian").localeCommands(german) == [
                [
                    "sed", "-i", "s/^# *de_DE.UTF-8 UTF-8/de_DE.UTF-8 UTF-8/", "/etc/locale.gen",
                ],
                ["locale-gen"],
            ]
        )
    }

    @Test(arguments: ["", "C", "C.UTF-8", "POSIX", "de_DE", "a b.UTF-8", "$(x).UTF-8", "-x.UTF-8"])
    func aLanguageThatEverySystemHasNeedsNothing(words: String) {
        #expect(LocaleName(words) == nil)
    }

    @Test func theLanguageIsThatOfTheFirstVariableThatSaysOne() {
        let variables: EnvironmentVariables = [
            "LC_ALL": "", "LC_CTYPE": "sr_RS.UTF-8@latin", "LANG": "de_DE.UTF-8",
        ]
        #expect(LocaleName(environment: variables)?.locale == "sr_RS.UTF-8@latin")
        #expect(LocaleName(environment: variables)?.name == "sr_RS@latin")
        #expect(LocaleName(environment: [:]) == nil)
    }
}
