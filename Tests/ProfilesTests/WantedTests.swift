import Testing

@testable import Profiles

/// What the managers print when they are asked which packages somebody wanted.
///
/// Those of apt, dnf, pacman, apk and zypper were recorded; xbps-query's is as its manual has it (`-m`: a
/// `pkgver` a line, as with `-l`), yum's are the paths of its database (rpmsack.py, RPMDBAdditionalData:
/// `yumdb/FIRST/PKGID-NAME-VERSION-RELEASE-ARCH/reason`), and portage's is its world file (portage(5)).
@Suite struct WantedTests {
    @Test(arguments: [
        ("debian", "apt", "apt\nlibc6:i386\n", ["apt", "libc6"]),
        ("fedora", "dnf5", "bash\nvim-enhanced\n", ["bash", "vim-enhanced"]),
        ("arch", "pacman", "base\nvim\n", ["base", "vim"]),
        ("alpine", "apk", "alpine-base\ncurl>8\n!less\n", ["alpine-base", "curl"]),
        (
            "opensuse", "zypper",
            """
            S  | Repository | Name           | Version | Arch
            ---+------------+----------------+---------+-------
            i+ | @System    | base           | 1.0-1   | noarch
            i+ | @System    | greeting       | 1.2-1   | noarch
            i  | @System    | greeting-words | 1.0-1   | noarch

            """,
            ["base", "greeting"]
        ),
        (
            "void", "xbps", "base-container-full-0.12_1\nfish-shell-3.7.1_2\n",
            ["base-container-full", "fish-shell"]
        ),
        (
            "enterprise-7", "yum",
            """
            yumdb/v/4a0b7c1de2f3a4b5c6d7e8f90a1b2c3d4e5f6a7b-vim-enhanced-7.4.629-8.el7_9-x86_64/reason
            yumdb/l/0123456789abcdef0123456789abcdef01234567-less-458-9.el7-x86_64/reason
            other/l/reason

            """,
            ["vim-enhanced", "less"]
        ),
        (
            "gentoo", "portage", "app-editors/vim\ndev-lang/python:3.12\n",
            ["app-editors/vim", "dev-lang/python"]
        ),
    ])
    func whatSomebodyAskedForIsRead(
        profile: String,
        manager: String,
        output: String,
        names: [String]
    ) throws {
        let managers = try shelf.family(profile).managers
        let found = try #require(managers.first { $0.name == manager })
        #expect(!found.command(.wanted, [], .unattended).isEmpty)
        let lines = output.split(separator: "\n").map(String.init)
        let installed = Set(names + ["greeting-words", "reason"])
        #expect(found.wantedNames(in: lines, among: installed) == names)
        // One that has gone since it was asked for is not there.
        #expect(found.wantedNames(in: lines, among: []).isEmpty)
    }

    /// What the managers print when they are asked which of `greeting` and `mine` a repository has; that of
    /// microdnf and apk is as their manuals have it.
    @Test(arguments: [
        ("debian", "apt", " greeting | 1.2-1 | file:/srv/packages ./ Packages\n"),
        ("fedora", "dnf5", "greeting\n"),
        ("fedora", "dnf", "greeting\n"),
        ("fedora", "microdnf", "greeting-1.2-1.noarch\n"),
        ("arch", "pacman", "base\ngreeting\n"),
        ("alpine", "apk", "greeting-1.2-r0\n"),
        (
            "opensuse", "zypper",
            """
            S  | Name     | Type    | Version | Arch   | Repository
            ---+----------+---------+---------+--------+------------------
            i+ | greeting | package | 1.2-1   | noarch | Tiny packages
            i+ | mine     | package | 3.0-1   | noarch | (System Packages)

            """
        ),
    ])
    func whatNoRepositoryHasIsTold(profile: String, manager: String, output: String) throws {
        let managers = try shelf.family(profile).managers
        let found = try #require(managers.first { $0.name == manager })
        #expect(!found.command(.given, ["greeting", "mine"], .unattended).isEmpty)
        let lines = output.split(separator: "\n").map(String.init)
        #expect(found.orphans(in: lines, among: ["greeting", "mine"]) == ["mine"])
    }

    /// These have no command for it, and are never said to know.
    @Test(arguments: [("fedora", "microdnf"), ("solus", "eopkg"), ("slackware", "slackpkg")])
    func someDoNotTell(profile: String, manager: String) throws {
        let managers = try shelf.family(profile).managers
        let found = try #require(managers.first { $0.name == manager })
        #expect(found.command(.wanted, [], .unattended).isEmpty)
    }
}
