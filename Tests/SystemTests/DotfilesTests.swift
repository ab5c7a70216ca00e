import Foundation
import Testing

/// A person's own boxes and settings, from a repository.
@Suite(.lab, .rootless) struct DotfilesTests {
    let host: Host

    init() throws { host = try Host() }

    /// Makes a repository with some files, beside the home or in it, and gives the commit.
    @discardableResult
    private func repository(_ path: String, _ files: [String: String]) throws -> String {
        let seed = host.home + "/seed"
        for (name, content) in files { try host.write(content, to: "seed/\(name)") }
        let script = """
            set -e
            cd "$1"
            chmod -R u+x .
            [ -e .git ] || git init -q
            git add --all
            git -c user.name=amy -c user.email=amy@example.org commit -qm x
            rm -rf "$2"
            git clone -q --bare . "$2"
            git rev-parse HEAD
            """
        let made = try host.shell(script, seed, path)
        #expect(made.status == 0, "\(made)")
        return text(made.stdout).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// What docs/dotfiles.md has before `alcove apply`, and git for what came of it.
    enum Way: String, CaseIterable {
        case two, git, stow, links

        var commands: String {
            switch self {
            case .two: "git clone -q $1 ~/.config/alcove"
            case .git:
                "git clone -q --bare $1 ~/.dotfiles.git && \(git) checkout -q"
            case .stow:
                "git clone -q $1 ~/dotfiles && stow --dir ~/dotfiles --target ~ alcove"
            case .links:
                "git clone -q $1 ~/dotfiles && "
                    + "stow --no-folding --dir ~/dotfiles --target ~ alcove"
            }
        }

        var git: String {
            switch self {
            case .two: "git -C ~/.config/alcove"
            case .git: "git --git-dir ~/.dotfiles.git --work-tree ~"
            case .stow, .links: "git -C ~/dotfiles"
            }
        }

        /// Where the repository has the manifest.
        var file: String {
            switch self {
            case .two: "boxes/tools.toml"
            case .git: ".config/alcove/boxes/tools.toml"
            case .stow, .links: "alcove/.config/alcove/boxes/tools.toml"
            }
        }
    }

    @Test(arguments: Way.allCases)
    func aNewAccountIsReadyAtOnce(_ way: Way) throws {
        let box = host.name()
        let repository = host.home + "/boxes.git"
        let manifest = """
            [box.\(box)]
            image = "\(try TestImage.busybox.reference)"
            bare = true
            build = ["echo made >/etc/made"]
            bins = ["/bin/busybox"]
            """
        let place = "~/.config/alcove/boxes/tools.toml"
        try self.repository(repository, [way.file: manifest])
        try FileManager.default.removeItem(atPath: host.home + "/seed")
        try host.shell(way.commands, repository).expect()
        #expect(try host.shell("test -L \(place)").status == (way == .links ? 0 : 1))
        try host.shell("alcove apply").expect("\(host.home)/.local/bin/busybox\n")
        try host.shell("~/.local/bin/busybox cat /etc/made").expect("made\n")
        try host.shell("alcove apply; alcove plan").expect("\(box): ready\n")
        // What was done by hand goes into the repository's file, and the link stays.
        try host.alcove("edit", "-q", box, "--env", "MINE=1").expect()
        #expect(try host.shell("alcove apply --drift adopt").status == 0)
        #expect(try host.shell("test -L \(place)").status == (way == .links ? 0 : 1))
        try host.shell("\(way.git) diff --name-only").expect("\(way.file)\n")
        // What others can write is asked about.
        try host.shell("chmod o+w $(realpath \(place))").expect()
        try host.shell("alcove plan").expectError(mentioning: "is not allowed yet")
    }

    /// In the box, as its user, once, with what its own git says.
    @Test func aPrivateHomeHasItsDotfiles() throws {
        let box = host.name()
        let repository = host.home + "/dotfiles.git"
        func declare(_ commit: String) throws {
            try host.write(
                """
                [box.\(box)]
                image = "\(try TestImage.debian.reference)"
                bare = true
                home = "private"
                build = ["ln -sf /run/host/usr/bin/git /usr/bin/git"]
                env = { GIT_EXEC_PATH = "/run/host/usr/lib/git-core" }
                [box.\(box).dotfiles]
                repository = "\(repository)"
                commit = "\(commit)"
                """,
                to: "project/alcove.toml"
            )
        }
        let project = host.home + "/project"
        let script =
            "#!/bin/sh\necho \"$PWD $(id -un)\" >>~/ran\n[ -e /run/.containerenv ] || touch ~/on-the-host\n"
        try declare(
            try self.repository(repository, ["install.sh": "#!/bin/sh\necho trouble; exit 3\n"])
        )
        let failed = try host.alcove("apply", "--yes", project)
        #expect(failed.status == 1, "\(failed)")
        #expect(text(failed.stderr).contains("trouble\n"), "\(failed)")
        let commit = try self.repository(repository, ["install.sh": script])
        try declare(commit)
        try host.alcove("allow", "-q", "--yes", project).expect()
        try host.alcove("plan", project).expect(
            "\(box): dotfiles\n  + Dotfiles: \(repository) at \(commit)\n"
        )
        #expect(try host.alcove("apply", project).status == 0)
        try host.alcove("run", box, "--", "sh", "-c", "cat ~/ran; git -C ~/dotfiles rev-parse HEAD")
            .expect("\(host.home)/dotfiles \(Lab.user)\n\(commit)\n")
        try host.alcove("apply", project).expect().expectSilence()
        try host.alcove("plan", project).expect("\(box): ready\n")
        // It is the home's, and not the box's: one that is made anew does not get them again.
        try host.alcove("rm", "--force", box).expect()
        #expect(try host.alcove("apply", project).status == 0)
        let ran = try host.alcove("run", box, "--", "sh", "-c", "wc -l <~/ran")
        #expect(text(ran.stdout).trimmingCharacters(in: .whitespacesAndNewlines) == "1", "\(ran)")
        #expect(!FileManager.default.fileExists(atPath: host.home + "/on-the-host"))
        #expect(!FileManager.default.fileExists(atPath: host.home + "/ran"))
    }
}
