import Foundation
import Profiles
import Testing

/// What the profiles say to package managers, said to the real ones.
@Suite(.lab) struct ProfileTests {
    let host: Host
    let shelf: ProfileShelf

    init() throws {
        host = try Host()
        shelf = ProfileShelf([parent(parent(Lab.scripts)) + "/profiles"])
    }

    @Test(arguments: TestImage.families)
    func everyCommandIsUnderstood(_ image: TestImage) throws {
        let box = try host.box(from: image)
        let profile = try shelf.family("\(image)")
        let manager = try #require(profile.managers.first { $0.name == Self.manager(of: image) })
        func call(_ deed: PackageManager.Deed, _ names: [String] = []) throws -> Outcome {
            let words = manager.command(deed, names, .unattended)
            let variables = manager.environment.flatMap { ["-e", $0] }
            return try host.alcove(
                ["run", "--root"] + variables + [box, "--"] + words,
                seconds: 120
            )
        }
        func installed() throws -> [String] {
            let outcome = try call(.list)
            #expect(outcome.status == 0, "\(outcome)")
            let packages = manager.listing.packages(in: text(outcome.stdout))
            return packages.filter { $0.name.hasPrefix("greeting") }
                .map {
                    "\($0.name) \($0.version.split { ":-".contains($0) }.first { $0.contains(".") } ?? "")"
                }
                .sorted()
        }
        #expect(try call(.refresh).status == 0)
        #expect(text(try call(.search, ["greeting"]).stdout).contains("greeting-words"))
        let essentials = try call(
            .essentials,
            ["less", "man-db", "procps"].filter {
                profile.essentials[$0] != nil
            }
        )
        #expect(essentials.status == 0, "\(essentials)")
        let install = try call(.install, ["greeting"])
        #expect(install.status == 0, "\(install)")
        #expect(try installed() == ["greeting 1.2", "greeting-words 1.0"])
        #expect(text(try host.alcove("run", box, "--", "greeting").stdout) == "greeting 1.2\n")
        let failing = try call(.install, ["misfit"])
        #expect(failing.status != 0 && failing.status < 125, "\(failing)")
        #expect(try call(.install, ["no-such-package"]).status != 0)
        let upgrade = try call(.upgrade)
        #expect(upgrade.status == 0, "\(upgrade)")
        let uninstall = try call(.uninstall, ["greeting"])
        #expect(uninstall.status == 0, "\(uninstall)")
        #expect(try installed() == [])
        #expect(try call(.clean).status == 0)
    }

    @Test(arguments: TestImage.families)
    func whatIsLeftOutComesBack(_ image: TestImage) throws {
        let box = try host.box(from: image)
        let profile = try shelf.family("\(image)")
        let excludes = [
            TestImage.debian: "/etc/dpkg/dpkg.cfg.d/docker", .fedora: "/etc/dnf/dnf.conf",
            .opensuse: "/etc/zypp/zypp.conf", .arch: "/etc/pacman.conf",
        ]
        let file = try #require(excludes[image])
        let command = try #require(profile.restore[file])
        try host.alcove(["run", "--root", box, "--"] + command).expect()
        let words = [
            "grep", "-c", "^path-exclude\\|^tsflags\\|excludedocs\\|NoExtract = usr", file,
        ]
        let count = text(try host.alcove(["run", box, "--"] + words).stdout)
        #expect(count.isEmpty || count == "0\n")
    }

    private static func manager(of image: TestImage) -> String {
        switch image {
        case .fedora: "dnf"
        case .opensuse: "zypper"
        case .arch: "pacman"
        default: "apt"
        }
    }
}
