import Foundation
import Testing

/// Essentials and packages, with the real managers of four families.
@Suite(.lab) struct PackageTests {
    let host: Host

    init() throws { host = try Host() }

    /// Makes a box with its essentials.
    private func create(
        from image: TestImage,
        _ options: [String] = [],
        environment: [String: String]? = nil,
        seconds: Double = 180
    ) throws -> (name: String, outcome: Outcome) {
        let name = host.name()
        let words = ["create", name, "-i", try image.reference] + options
        return (name, try host.alcove(words, environment: environment, seconds: seconds))
    }

    /// The first box may find what another test has had added by now; the second adds nothing.
    @Test(arguments: TestImage.families)
    func anImageGetsItsEssentialsOnce(_ image: TestImage) throws {
        let (first, made) = try create(from: image)
        made.expect("\(first)\n")
        let pager = try host.alcove("run", first, "--", "less")
        #expect(text(pager.stdout) == "less 2.0\n", "\(pager)")
        #expect(try host.alcove("run", first, "--", "sh", "-c", "man && ip").status == 0)
        let (second, again) = try create(from: image)
        again.expect("\(second)\n")
        #expect(!text(again.stderr).contains("essentials"), "\(again)")
        try host.alcove("run", second, "--", "less").expect("less 2.0\n")
    }

    @Test(arguments: TestImage.families)
    func packagesComeStayAndGo(_ image: TestImage) throws {
        let box = try host.box(from: image)
        let install = try host.alcove("install", box, "greeting", "--yes", seconds: 120)
        #expect(install.status == 0, "\(install)")
        try host.alcove("restart", box).expect()
        try host.alcove("run", box, "--", "greeting").expect("greeting 1.2\n")
        let edit = try host.alcove("edit", box, "--env", "A=b", "--yes", seconds: 120)
        #expect(edit.status == 0, "\(edit)")
        let copy = host.name()
        try host.alcove("clone", box, copy, seconds: 120).expect("\(copy)\n")
        for each in [box, copy] {
            try host.alcove("run", each, "--", "greeting").expect("greeting 1.2\n")
            #expect(
                text(try host.alcove("show", each).stdout).contains("Packages:        greeting\n")
            )
        }
        let search = try host.alcove("search", box, "greeting", seconds: 120)
        #expect(text(search.stdout).contains("greeting-words"), "\(search)")
        let uninstall = try host.alcove("uninstall", box, "greeting", "-y", seconds: 120)
        #expect(uninstall.status == 0, "\(uninstall)")
        #expect(try host.alcove("run", box, "--", "greeting").status == 127)
        #expect(!text(try host.alcove("show", box).stdout).contains("Packages:"))
    }

    @Test(arguments: TestImage.families)
    func aFailingInstallSaysWhatTheManagerSaid(_ image: TestImage) throws {
        let box = try host.box(from: image)
        let outcome = try host.alcove("install", box, "misfit", "-y", seconds: 120)
        // The managers' own statuses: apt, dnf, zypper, pacman.
        let statuses: [TestImage: Int32] = [.debian: 100, .fedora: 1, .opensuse: 8, .arch: 1]
        #expect(outcome.status == statuses[image], "\(outcome)")
        let told = text(outcome.stdout) + text(outcome.stderr)
        #expect(told.contains("misfit does not fit") || told.contains("exists in filesystem"))
        #expect(!text(try host.alcove("show", box).stdout).contains("Packages:"))
    }

    @Test func theManagerAsksOnATerminal() throws {
        let box = try host.box(from: .fedora)
        let terminal = try Terminal(host, "install", box, "greeting")
        try terminal.expect("Is this ok [y/N]:")
        try terminal.send("n\n")
        #expect(try terminal.finish().end == .exited(1))
        #expect(try host.alcove("run", box, "--", "greeting").status == 127)
    }

    @Test func aPackageThatThereIsNotMakesNoBox() throws {
        let (name, outcome) = try create(from: .debian, ["-p", "no-such-package"])
        #expect(outcome.status == 1, "\(outcome)")
        #expect(text(outcome.stderr).contains("Unable to locate package no-such-package"))
        #expect(try !host.listed().contains(name))
    }

    @Test func anUnknownDistributionIsNoObstacle() throws {
        let (name, outcome) = try create(from: .busybox)
        #expect(outcome.status == 0, "\(outcome)")
        #expect(text(outcome.stderr).contains("no profile knows the image's distribution"))
        try host.alcove("run", name, "--", "echo", "up").expect("up\n")
        try host.alcove("install", name, "jq", "-y").expectError(mentioning: "busybox")
    }

    @Test func withoutANetworkTheBoxIsMade() throws {
        var environment = host.environment
        // Nobody listens there.
        environment["http_proxy"] = "http://127.0.0.1:9"
        let (name, outcome) = try create(from: .bookworm, environment: environment)
        #expect(outcome.status == 0, "\(outcome)")
        #expect(text(outcome.stderr).contains("'alcove install --essentials \(name)'"))
        #expect(text(try host.alcove("show", name).stdout).contains("Essentials:"))
        try host.alcove("run", name, "--", "echo", "up").expect("up\n")
    }

    @Test func withTheNetworkCutBoxesWork() throws {
        // In a network of its own, where there is no way to anywhere.
        func alcove(_ words: String...) throws -> Outcome {
            let cut = ["/usr/bin/unshare", "--user", "--map-current-user", "--net"]
            return try host.run(
                cut + ["\(host.programs)/alcove"] + words,
                stdin: [],
                environment: host.environment.map { Array("\($0)=\($1)".utf8) },
                seconds: 120
            )
        }
        let box = host.name()
        let made = try alcove("create", box, "-i", try TestImage.opensuse.reference, "-p", "jq")
        made.expect("\(box)\n")
        #expect(text(made.stderr).contains("without essentials and without jq"), "\(made)")
        try alcove("run", box, "--", "echo", "up").expect("up\n")
        let copy = host.name()
        try alcove("clone", box, copy).expect("\(copy)\n")
        #expect(try alcove("edit", copy, "--env", "A=b", "--yes").status == 0)
        try alcove("run", copy, "--", "sh", "-c", "echo $A").expect("b\n")
        // The network is there again, and with it what is missing.
        let later = try host.alcove("install", "--essentials", copy, seconds: 120)
        #expect(later.status != 0, "there is no package 'jq': \(later)")
        try host.alcove("run", copy, "--", "less").expect("less 2.0\n")
    }

    @Test func anInterruptedCreateLeavesNothing() throws {
        let name = host.name()
        let image = try TestImage.opensuse.reference
        // No other test makes that image.
        let packages = ["-p", "greeting-words", "-p", "less"]
        let terminal = try Terminal(host, words: ["create", name, "-i", image] + packages)
        try terminal.expect("Adding essentials")
        try terminal.send("\u{3}")
        #expect(try terminal.finish(seconds: 30).end == .exited(130))
        #expect(try !host.listed().contains(name))
        #expect(try !EngineSocket.containers().contains(name))
    }

    @Test func aptWorksWithItsRealMirror() throws {
        var environment = host.environment
        environment["LANG"] = "de_DE.UTF-8"
        let (name, outcome) = try create(
            from: .bookworm,
            ["-p", "hello"],
            environment: environment,
            seconds: 400
        )
        outcome.expect("\(name)\n")
        try host.alcove("run", name, "--", "hello", "-t").expect("hello, world\n")
        let locales = try host.alcove("run", name, "--", "locale", "-a")
        #expect(text(locales.stdout).contains("de_DE.utf8"), "\(locales)")
        let manual = try host.alcove("run", name, "--", "man", "--where", "less")
        #expect(text(manual.stdout).contains("/man1/less"), "\(manual)")
    }

    @Test func aKilledCreateLeavesNothingBehind() throws {
        for seconds in [0.3, 0.6, 1.0, 1.6] {
            let name = host.name()
            let words = ["create", name, "-i", try TestImage.arch.reference, "-p", "greeting"]
            let child = try host.start(words)
            Thread.sleep(forTimeInterval: seconds)
            child.send(SIGKILL)
            _ = try child.wait(seconds: 10)
        }
        let (name, outcome) = try create(from: .arch, ["-p", "greeting"])
        outcome.expect("\(name)\n")
        try host.alcove("run", name, "--", "greeting").expect("greeting 1.2\n")
        // What an engine ended after its caller was dead is found by one of the next commands.
        var left = try looks()
        for _ in 0..<10 where !left.isEmpty {
            _ = try host.box(from: .busybox)
            left = try looks()
        }
        #expect(left == [])
    }

    /// Containers that this host's journal knows, in which something was looked at.
    private func looks() throws -> [String] {
        let folder = host.home + "/.local/state/alcove/journal"
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        return try EngineSocket.containers().filter { name in
            name.hasPrefix("alcove-look-")
                && files.contains { name.hasSuffix($0.prefix { $0 != "." }) }
        }
    }
}
