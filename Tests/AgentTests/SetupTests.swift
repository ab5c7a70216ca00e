import Glibc
import Linux
import Testing
import Wire

@testable import Agent

@Suite struct SetupTests {
    static let debian: [String: String] = [
        "etc/passwd": "root:x:0:0:root:/root:/bin/bash\nubuntu:x:1000:1000::/home/ubuntu:/bin/sh\n",
        "etc/group": "root:x:0:\nsudo:x:27:\nubuntu:x:1000:\n",
        "etc/shadow": "root:*:1::::::\nubuntu:!:1::::::\n",
        "etc/dpkg/dpkg.cfg.d/excludes": "", "etc/profile.d/x.sh": "", "etc/timezone": "Etc/UTC\n",
        "etc/machine-id": "", "home/amy/kept": "", "usr/bin/sudo": "",
        "run/host/etc/resolv.conf": "nameserver 192.0.2.1\n", "run/host/etc/hosts": "127.0.0.1 h\n",
        "run/host/etc/machine-id": "0123456789abcdef0123456789abcdef\n",
        "run/host/usr/share/zoneinfo/Europe/Berlin": "TZif",
    ]

    private func debian() throws -> BoxRoot {
        let box = try BoxRoot(Self.debian)
        try File.replace("\(box.path)/bin-bash", with: [], mode: 0o755)
        try box.link("bin/bash", to: "/bin-bash")
        try box.link("run/host/etc/localtime", to: "/usr/share/zoneinfo/Europe/Berlin")
        return box
    }

    @Test func imageBecomesABox() throws {
        let box = try debian()
        let before = box.tree
        #expect(try box.setUp() == [:])
        let changes = box.tree.filter { before[$0.key] != $0.value }
        #expect(
            changes == [
                "etc/passwd": """
                644 root:x:0:0:root:/root:/bin/bash
                amy:x:1000:1000:Amy:/home/amy:/bin/bash

                """,
                "etc/group": "644 root:x:0:\nsudo:x:27:amy\namy:x:1000:\n",
                "etc/shadow": "644 root:*:1::::::\namy:*:19000:0:99999:7:::\n",
                "etc/sudoers.d/": "750",
                "etc/sudoers.d/alcove": """
                440 Defaults:amy env_keep += "TERMINFO_DIRS"
                amy ALL=(ALL:ALL) NOPASSWD: ALL

                """,
                "etc/resolv.conf": "-> /run/host/etc/resolv.conf",
                "etc/hosts": "-> /run/host/etc/hosts",
                "etc/localtime": "-> /run/host/usr/share/zoneinfo/Europe/Berlin",
                "etc/timezone": "644 Europe/Berlin\n",
                "etc/machine-id": "644 0123456789abcdef0123456789abcdef\n",
                "etc/dpkg/dpkg.cfg.d/alcove": """
                644 path-exclude=/dev/*
                path-exclude=/run/host/*
                path-exclude=/home/amy/*
                path-exclude=/data/*

                """,
                "etc/profile.d/zz-alcove.sh": changes["etc/profile.d/zz-alcove.sh"] ?? "",
                "run/.alcoveenv": """
                644 name=web
                id=k3
                image=debian:stable
                engine=podman
                generation=1
                version=1.0

                """,
                "run/.toolboxenv": "644 ",
                "run/.containerenv": "644 engine=\"podman\"\nname=\"web\"\n",
                ".alcove/state": changes[".alcove/state"] ?? "",
            ]
        )
        #expect(Set(before.keys).subtracting(box.tree.keys) == [])
    }

    @Test func secondStartChangesNothing() throws {
        let box = try debian()
        try box.setUp()
        let before = box.tree
        #expect(try box.setUp() == [:])
        #expect(box.tree == before)
    }

    @Test func emptyImageBecomesABox() throws {
        let box = try BoxRoot(["home/amy/kept": "", "usr/bin/sudo": ""])
        #expect(try box.setUp() == [:])
        #expect(
            box.read("etc/passwd") == """
                root:x:0:0:root:/root:/bin/sh
                amy:x:1000:1000:Amy:/home/amy:/bin/sh

                """
        )
        #expect(box.read("etc/group") == "root:x:0:\namy:x:1000:\n")
        #expect(box.read("etc/shadow") == nil)
        #expect(box.spilled == [])
    }

    @Test func whatTheUserChangedLaterStays() throws {
        let box = try debian()
        var setup = BoxSetup.ofAmy
        setup.hostname = "web"
        try box.setUp(setup)
        #expect(box.read("etc/hosts") == "127.0.0.1 h\n127.0.1.1 web\n")
        let changed = [
            "etc/passwd", "etc/group", "etc/shadow", "etc/sudoers.d/alcove", "etc/hosts",
            "etc/timezone", "etc/dpkg/dpkg.cfg.d/alcove", "etc/profile.d/zz-alcove.sh",
        ]
        for file in changed { try box.write(file, "the user's\n") }
        for file in ["etc/resolv.conf", "etc/localtime"] {
            try File.remove("\(box.path)/\(file)")
            try box.write(file, "the user's\n")
        }
        try box.write("etc/machine-id", "the user's\n")
        let before = box.tree
        #expect(try box.setUp(setup) == [:])
        #expect(box.tree == before)
    }

    @Test func whatTheUserRemovedStaysAway() throws {
        let box = try debian()
        try box.setUp()
        let removed = [
            "etc/sudoers.d/alcove", "etc/profile.d/zz-alcove.sh", "etc/dpkg/dpkg.cfg.d/alcove",
        ]
        for file in removed { try File.remove("\(box.path)/\(file)") }
        let before = box.tree
        try box.setUp()
        #expect(box.tree == before)
    }

    @Test func hostsFileFollowsTheHostUntilTheUserChangesIt() throws {
        let box = try debian()
        var setup = BoxSetup.ofAmy
        setup.hostname = "web"
        try box.setUp(setup)
        try box.write("run/host/etc/hosts", "192.0.2.7 nas")
        try box.setUp(setup)
        #expect(box.read("etc/hosts") == "192.0.2.7 nas\n127.0.1.1 web\n")
    }

    @Test func rpmAndXbpsLearnWhatIsTheHosts() throws {
        let box = try BoxRoot(["usr/lib/rpm/macros": "", "usr/share/xbps.d/x": ""])
        #expect(try box.setUp(only: ["packages"]) == [:])
        #expect(
            box.read("etc/rpm/macros.alcove")
                == "%_netsharedpath /proc:/sys:/dev:/run/host:/home/amy:/data\n"
        )
        #expect(
            box.read("etc/xbps.d/alcove.conf") == """
                noextract=/dev/*
                noextract=/run/host/*
                noextract=/home/amy/*
                noextract=/data/*

                """
        )
        #expect(box.read("etc/dpkg/dpkg.cfg.d/alcove") == nil)
    }

    @Test func pacmanLearnsWhatIsTheHostsInItsOwnFile() throws {
        let box = try BoxRoot(["etc/pacman.conf": "# x\n[options]\nA = b\n[core]\n"])
        try box.setUp(only: ["packages"])
        try box.setUp(only: ["packages"])
        #expect(
            box.read("etc/pacman.conf") == """
                # x
                [options]
                NoExtract = dev/* run/host/* home/amy/* data/*
                A = b
                [core]

                """
        )
    }

    @Test func placeThatNoLineCanHoldIsLeftOut() throws {
        let box = try BoxRoot(["etc/dpkg/dpkg.cfg.d/x": ""])
        var setup = BoxSetup.ofAmy
        setup.mounts = ["/a b", "/a\npath-include=/*", "/a:b"].map {
            BoxSetup.Mapping(host: [], box: Array($0.utf8))
        }
        try box.setUp(setup, only: ["packages"])
        #expect(
            box.read("etc/dpkg/dpkg.cfg.d/alcove")
                == "path-exclude=/dev/*\npath-exclude=/run/host/*\n"
        )
    }

    @Test func rootIsNotGivenWhereItIsNotAllowed() throws {
        let box = try debian()
        var setup = BoxSetup.ofAmy
        setup.allowsRoot = false
        try box.setUp(setup)
        #expect(box.read("etc/sudoers.d/alcove") == nil)
        #expect(box.read("etc/group") == "root:x:0:\nsudo:x:27:\namy:x:1000:\n")
    }

    @Test func machineIDOfTheImageStays() throws {
        let host = "run/host/etc/machine-id"
        for (own, after) in [("own\n", "own\n"), ("uninitialized\n", "id"), ("", "id")] {
            let id = String(repeating: "a", count: 32)
            let box = try BoxRoot(["etc/machine-id": own, host: id])
            try box.setUp(only: ["machine-id"])
            #expect(box.read("etc/machine-id") == (after == "id" ? id : after))
        }
    }

    @Test func essentialStepThatFailsEndsTheSetUp() throws {
        let box = try BoxRoot(["etc": "no directory"])
        var context = try SetupContext(root: box.path, setup: .ofAmy)
        do {
            _ = try Setup.run(&context)
            Issue.record("the set-up went on")
        } catch {
            #expect(error.step == "user")
        }
        #expect(box.tree == ["etc": "644 no directory", ".alcove/": "755"])
    }
}

/// Images that try to turn what is written to them towards the host.
@Suite struct HostileImageTests {
    @Test(arguments: ["etc/passwd", "etc/group", "etc/machine-id", "run/.alcoveenv", "etc/hosts"])
    func linkOutInTheFilesPlaceIsReplaced(_ file: String) throws {
        let box = try BoxRoot(SetupTests.debian)
        try box.link(file, to: "../../../spilled")
        var setup = BoxSetup.ofAmy
        setup.hostname = "web"
        #expect(try box.setUp(setup) == [:])
        #expect(File.kind("\(box.path)/\(file)") == .file)
        #expect(box.spilled == [])
    }

    @Test(arguments: ["..", "../..", "/..", "/"])
    func directoryThatLeadsOutLeadsToTheRoot(_ target: String) throws {
        let box = try BoxRoot(["usr/bin/sudo": "", "home/amy/kept": "", "root/kept": ""])
        try box.link("etc", to: target)
        #expect(try box.setUp() == [:])
        #expect(box.read("passwd")?.hasSuffix("amy:x:1000:1000:Amy:/home/amy:/bin/sh\n") == true)
        #expect(box.spilled == [])
    }

    @Test func linksInARingFailAndSpillNothing() throws {
        let box = try BoxRoot()
        try box.link("etc", to: "etd")
        try box.link("etd", to: "etc")
        let failures = try box.setUp(only: ["user"])
        #expect(failures.keys.sorted() == ["user"])
        #expect(box.tree == ["etc": "-> etd", "etd": "-> etc", ".alcove/": "755"])
    }

    @Test func pipeInAFilesPlaceHoldsNothingUp() throws {
        let box = try BoxRoot(["etc/x": "", "run/host/etc/machine-id": "0"])
        for name in ["passwd", "machine-id"] {
            #expect(unsafe mkfifo("\(box.path)/etc/\(name)", 0o600) == 0)
        }
        #expect(try box.setUp(only: ["user", "machine-id"]) == [:])
    }
}
