import Foundation
import Testing

/// What is done in declared boxes by hand is shown, and what becomes of it is said.
@Suite(.lab, .rootless) struct DriftTests {
    let host: Host
    let box: String

    init() throws {
        host = try Host()
        box = host.name("web")
    }

    private var project: String { host.home + "/project" }

    private func declare(_ image: TestImage) throws { try declare(image.reference) }

    private func declare(_ image: String) throws {
        try host.write(
            """
            # Our box.
            [box.\(box)]
            image = "\(image)"  # as everybody has it
            bare = true
            packages = [
              "greeting-words",  # for the words
            ]
            """,
            to: "project/alcove.toml"
        )
        let made = try host.alcove("apply", "--yes", project, seconds: 180)
        #expect(made.status == 0, "\(made)")
    }

    private static func install(_ image: TestImage) -> [String] {
        switch image {
        case .debian: ["sh", "-c", "apt-get update && apt-get install --yes greeting"]
        case .fedora: ["dnf", "install", "--assumeyes", "greeting"]
        case .opensuse: ["zypper", "--non-interactive", "install", "greeting"]
        default: ["pacman", "--sync", "--refresh", "--noconfirm", "greeting"]
        }
    }

    /// The managers of four families: what somebody asked for is told from what came along.
    @Test(arguments: TestImage.families)
    func aPackageInstalledByHandIsSeenAndAdopted(_ image: TestImage) throws {
        try declare(image)
        #expect(text(try host.alcove("plan", project).stdout) == "\(box): ready\n")
        let install = try host.alcove(
            ["run", "--root", box, "--"] + Self.install(image),
            seconds: 120
        )
        #expect(install.status == 0, "\(install)")
        let script = "echo mine >/etc/mine && echo own >/usr/local/bin/own && echo x >/var/x"
        try host.alcove("run", "--root", box, "--", "sh", "-c", script).expect()
        let plan = try host.alcove("plan", project)
        let lines = text(plan.stdout).split(separator: "\n").map(String.init)
        #expect(lines.count == 4 && lines[0] == "\(box): ready", "\(plan)")
        #expect(lines.contains { $0.hasPrefix("  by hand: + Package: greeting ") }, "\(plan)")
        #expect(lines.contains("  by hand: + /etc/mine (kept)"), "\(plan)")
        #expect(lines.contains("  by hand: + /usr/local/bin/own (kept)"), "\(plan)")

        let adopted = try host.alcove("apply", "--drift", "adopt", project)
        #expect(adopted.status == 0, "\(adopted)")
        let manifest = try String(contentsOfFile: project + "/alcove.toml", encoding: .utf8)
        #expect(
            manifest.hasSuffix("  \"greeting-words\",  # for the words\n  \"greeting\",\n]"),
            "\(manifest)"
        )
        let after = text(try host.alcove("plan", project).stdout)
        #expect(after.hasPrefix("\(box): ready\n") && !after.contains("Package"), "\(after)")
    }

    /// What takes 'greeting' out of the repository of a box.
    private static func withdraw(_ image: TestImage) -> String {
        switch image {
        case .debian:
            "sed -i '/^Package: greeting$/,/^$/d' /srv/packages/Packages"
        case .fedora: "echo excludepkgs=greeting >>/etc/yum.repos.d/tiny.repo"
        case .opensuse:
            """
            mkdir /srv/other && cp /srv/packages/greeting-words* /srv/other
            sed -i 's,/srv/packages,/srv/other,; $a type=plaindir' /etc/zypp/repos.d/tiny.repo
            zypper --non-interactive refresh --force
            """
        default:
            """
            mkdir /tmp/db && cd /tmp/db && tar -xzf /srv/packages/tiny.db && rm -r greeting-1.2-1
            tar -czf /srv/packages/tiny.db * && pacman --sync --refresh --refresh --noconfirm
            """
        }
    }

    /// A manifest that named it could not be applied.
    @Test(arguments: TestImage.families)
    func aPackageThatNoRepositoryHasIsNotAdopted(_ image: TestImage) throws {
        try declare(image)
        for words in [Self.install(image), ["sh", "-ec", Self.withdraw(image)]] {
            let done = try host.alcove(["run", "--root", box, "--"] + words, seconds: 120)
            #expect(done.status == 0, "\(done)")
        }
        // The lists of Debian's manager are those of before until it fetches others.
        let adopted = try host.alcove("apply", "--drift", "adopt", project)
        #expect(
            adopted.status == 0 && text(adopted.stderr).contains("not adopted: greeting\n"),
            "\(adopted)"
        )
        let manifest = try String(contentsOfFile: project + "/alcove.toml", encoding: .utf8)
        #expect(manifest.hasSuffix("  \"greeting-words\",  # for the words\n]"), "\(manifest)")
        let plan = text(try host.alcove("plan", project).stdout)
        #expect(plan.contains("  by hand: + Package: greeting "), "\(plan)")
    }

    @Test func whatWasDoneByHandIsDroppedOrCarried() throws {
        try declare(.debian)
        let install = Self.install(.debian)
        #expect(try host.alcove(["run", "--root", box, "--"] + install).status == 0)
        try host.alcove("run", "--root", box, "--", "touch", "/etc/mine").expect()
        // Made anew, the box has the package, too.
        let path = project + "/alcove.toml"
        let manifest = try String(contentsOfFile: path, encoding: .utf8)
        try host.write(manifest + "\nbuild = [\"touch /etc/built\"]\n", to: "project/alcove.toml")
        try host.alcove("plan", project).expectError(mentioning: "is not what was allowed")
        try host.alcove("allow", "-q", "--yes", project).expect()
        let plan = text(try host.alcove("plan", project).stdout)
        #expect(plan.hasPrefix("\(box): rebuild\n"), "\(plan)")
        #expect(plan.contains("by hand: + Package: greeting "), "\(plan)")
        #expect(plan.contains("(carried over)\n"), "\(plan)")
        // Its packages are told only while it runs: it is started for that.
        try host.alcove("stop", box).expect()
        let applied = try host.alcove("apply", project)
        #expect(applied.status == 0, "\(applied)")
        // Its files come along, too, unless the image has others now.
        let script = "greeting; test -e /etc/built && test -e /etc/mine"
        try host.alcove("run", box, "--", "sh", "-c", script).expect("greeting 1.2\n")
        // Dropped, it has nothing but what is declared.
        let dropped = try host.alcove("apply", "--drift", "drop", project)
        #expect(dropped.status == 0, "\(dropped)")
        #expect(try host.alcove("run", box, "--", "greeting").status == 127)
        #expect(try host.alcove("run", box, "--", "test", "-e", "/etc/mine").status == 1)
        #expect(text(try host.alcove("plan", project).stdout) == "\(box): ready\n")
    }

    /// What a manifest cannot say is not lost when it is changed at the same time.
    @Test func whatIsAdoptedIsInABoxThatIsMadeAnew() throws {
        try declare(.debian)
        #expect(try host.alcove(["run", "--root", box, "--"] + Self.install(.debian)).status == 0)
        try host.alcove("run", "--root", box, "--", "touch", "/etc/mine").expect()
        let manifest = try String(contentsOfFile: project + "/alcove.toml", encoding: .utf8)
        try host.write(manifest + "\nbuild = [\"touch /etc/built\"]\n", to: "project/alcove.toml")
        try host.alcove("allow", "-q", "--yes", project).expect()
        let applied = try host.alcove("apply", "--drift", "adopt", project)
        #expect(applied.status == 0, "\(applied)")
        let script = "greeting; ls /etc/built /etc/mine"
        try host.alcove("run", box, "--", "sh", "-c", script)
            .expect("greeting 1.2\n/etc/built\n/etc/mine\n")
        #expect(
            text(try host.alcove("plan", project).stdout).hasPrefix(
                "\(box): ready\n  by hand: + /etc/mine (kept)\n"
            )
        )
    }

    /// Made from another image, the box has what was done in it by hand.
    @Test func whatWasDoneByHandComesAlongToAnotherImage() throws {
        try declare(.debian)
        #expect(try host.alcove(["run", "--root", box, "--"] + Self.install(.debian)).status == 0)
        let script = """
            mkdir -m 750 /etc/own && echo mine >/etc/own/file && chmod 640 /etc/own/file
            ln -s own/file /etc/link && echo mine >>/etc/issue && mkdir -p /usr/local/bin && echo x >/usr/local/bin/x
            """
        try host.alcove("run", "--root", box, "--", "sh", "-c", script).expect()
        let rebased = try host.alcove("rebase", box, try TestImage.debian.reference)
        #expect(rebased.status == 0, "\(rebased)")
        let look = """
            greeting; stat -c '%a %u %g' /etc/own /etc/own/file; readlink /etc/link; tail -n 1 /etc/issue
            cat /usr/local/bin/x
            """
        try host.alcove("run", "--root", box, "--", "sh", "-c", look).expect(
            "greeting 1.2\n750 0 0\n640 0 0\nown/file\nmine\nx\n"
        )
        try host.alcove("rebase", "-q", "--drop", box, try TestImage.debian.reference).expect()
        #expect(try host.alcove("run", box, "--", "test", "-e", "/etc/own").status == 1)
    }

    /// Built anew from what its registry has now, the box has what was done in it by hand.
    @Test(.registry) func whatWasDoneByHandComesAlongInAnUpgrade() throws {
        let registry = try Registry(on: host)
        let archive = try TestImage.archive("debian.tar")
        try registry.fill(on: host, from: archive)
        try declare(registry.image())
        #expect(try host.alcove(["run", "--root", box, "--"] + Self.install(.debian)).status == 0)
        try host.alcove("run", "--root", box, "--", "touch", "/etc/mine").expect()
        let vain = try host.alcove("upgrade", box)
        #expect(text(vain.stderr).hasSuffix("Box '\(box)' is up to date\n"), "\(vain)")
        #expect(try EngineSocket.containers().filter { $0.hasPrefix(box) } == [box])

        try registry.fill(on: host, from: archive)
        // Its packages are told only while it runs: it is started for that.
        try host.alcove("stop", box).expect()
        let upgraded = try host.alcove("upgrade", box)
        #expect(
            upgraded.status == 0 && text(upgraded.stderr).contains("; /etc/mine came along\n"),
            "\(upgraded)"
        )
        let script = "greeting; ls /etc/mine"
        try host.alcove("run", box, "--", "sh", "-c", script).expect("greeting 1.2\n/etc/mine\n")
        let difference = try host.alcove("diff", box)
        // Its files were written in both; the package is the same.
        #expect(!text(difference.stdout).contains(" greeting "), "\(difference)")
        // It is by hand still.
        let plan = text(try host.alcove("plan", project).stdout)
        #expect(plan.contains("  by hand: + Package: greeting "), "\(plan)")
        #expect(plan.contains("  by hand: + /etc/mine (kept)"), "\(plan)")
    }
}
