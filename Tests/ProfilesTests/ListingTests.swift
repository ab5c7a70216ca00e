import Testing

@testable import Profiles

/// What the managers print about installed packages, as recorded or as their manuals show it.
@Suite struct ListingTests {
    @Test(arguments: [
        (
            "debian", "apt",
            "installed\tapt\t2.6.1\nconfig-files\tfoo\t1.0\ninstalled\tg++\t4:12.2.0-3\n",
            ["apt 2.6.1", "g++ 4:12.2.0-3"]
        ),
        (
            "fedora", "dnf", "bash\t5.2.15-3.fc38\nglibc-langpack-de\t2.37-1.fc38\n",
            ["bash 5.2.15-3.fc38", "glibc-langpack-de 2.37-1.fc38"]
        ),
        ("opensuse", "zypper", "zypper\t1.14.42-2\n", ["zypper 1.14.42-2"]),
        (
            "arch", "pacman", "bash 5.2.037-1\nca-certificates-utils 20240618-1\n",
            ["bash 5.2.037-1", "ca-certificates-utils 20240618-1"]
        ),
        (
            "alpine", "apk", "WARNING: opening cache\nmusl-1.2.5-r1\nlibcrypto3-3.3.2-r4\n",
            ["musl 1.2.5-r1", "libcrypto3 3.3.2-r4"]
        ),
        (
            "void", "xbps",
            "ii bash-5.2.15_1              GNU Bourne Again Shell\nuu broken-1.0_1  Not there\n",
            ["bash 5.2.15_1"]
        ),
        (
            "gentoo", "portage", "app-shells/bash-5.2_p15-r6\nsys-apps/less-643\n",
            ["app-shells/bash 5.2_p15-r6", "sys-apps/less 643"]
        ),
        (
            "slackware", "slackpkg", "aaa_base-15.0-x86_64-4\nmozilla-nss-3.74-x86_64-1\n",
            ["aaa_base 15.0", "mozilla-nss 3.74"]
        ),
        ("solus", "eopkg", "bash-completion-2.14.0-7\n", ["bash-completion 2.14.0-7"]),
    ])
    func installedPackagesAreRead(
        profile: String,
        manager: String,
        output: String,
        packages: [String]
    ) throws {
        let managers = try shelf.family(profile).managers
        let listing = try #require(managers.first { $0.name == manager }).listing
        #expect(listing.packages(in: output).map { "\($0.name) \($0.version)" } == packages)
    }
}
