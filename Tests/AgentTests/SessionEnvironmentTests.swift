import Linux
import Serving
import Testing
import Wire

@testable import Agent

@Suite struct VariablesTests {
    @Test func lastOfANameWinsInTheFirstOnesPlace() {
        var variables = Variables(bytes(["A=1", "B=2", "A=3=4", "C="]))
        #expect(variables.entries == bytes(["A=3=4", "B=2", "C="]))
        variables["B"] = nil
        variables["B"] = Array("5".utf8)
        #expect(variables.entries == bytes(["A=3=4", "C=", "B=5"]))
    }

    @Test func wordsThatAreNoVariablesArePassedOver() {
        #expect(Variables(bytes(["", "A", "=x", "B=1"])).entries == bytes(["B=1"]))
    }

    @Test func bytesThatAreNoTextStay() {
        #expect(Variables([[0xff, 0x3d, 0xfe]]).entries == [[0xff, 0x3d, 0xfe]])
    }
}

@Suite struct SessionEnvironmentTests {
    private let identity = SessionEnvironment.Identity(
        name: "amy",
        home: "/home/amy",
        shell: Array("/bin/zsh".utf8)
    )

    private func variables(
        image: [String] = ["PATH=/bin", "HOME=/root", "TERM=dumb", "HOSTNAME=x", "I=image"],
        _ change: (inout SessionRequest, inout BoxSetup) -> Void = { _, _ in }
    ) -> [String] {
        var request = SessionRequest()
        var setup = BoxSetup.ofAmy
        change(&request, &setup)
        let environment = SessionEnvironment(image: bytes(image), setup: setup)
        return environment.variables(for: request, as: identity).map(\.text).sorted()
    }

    private let own = [
        "ALCOVE_BOX=web", "CONTAINER_ID=web", "HOME=/home/amy", "LOGNAME=amy", "SHELL=/bin/zsh",
        "USER=amy",
        // Where the host's things are found behind the box's own.
        "XDG_DATA_DIRS=/usr/local/share:/usr/share:/.alcove/share",
        "XCURSOR_PATH=~/.local/share/icons:~/.icons:/usr/share/icons:/usr/share/pixmaps:"
            + "/.alcove/share/icons",
        "TERMINFO_DIRS=/etc/terminfo:/lib/terminfo:/usr/lib/terminfo:/usr/share/terminfo:"
            + "/run/host/etc/terminfo:/run/host/lib/terminfo:/run/host/usr/lib/terminfo:"
            + "/run/host/usr/share/terminfo",
        "GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=credential.helper",
        "GIT_CONFIG_VALUE_0=/.alcove/bin/git-credential-alcove",
    ]

    @Test func sessionKnowsWhoAndWhereItIs() {
        #expect(variables() == (own + ["I=image", "PATH=/bin"]).sorted())
    }

    @Test func callerWinsOverTheImageAndTheBoxOverTheCaller() {
        let found = variables { request, setup in
            request.environment = bytes(["I=caller", "HOME=/x", "USER=x", "B=caller", "E=caller"])
            setup.environment = bytes(["B=box", "E=box"])
            request.explicitEnvironment = bytes(["E=asked", "HOME=/asked"])
        }
        let expected =
            own.filter { !$0.hasPrefix("HOME=") } + [
                "I=caller", "B=box", "E=asked", "HOME=/asked", "PATH=/bin",
            ]
        #expect(found == expected.sorted())
    }

    @Test func terminalAndRuntimeDirectoryAreGivenWhereTheyAreMissing() {
        let found = variables { request, setup in
            request.terminals = .output
            setup.runtimeDirectory = "/run/user/1000"
        }
        let expected =
            own + [
                "I=image", "PATH=/bin", "TERM=xterm", "XDG_RUNTIME_DIR=/run/user/1000",
            ]
        #expect(found == expected.sorted())
        let kept = variables { request, setup in
            request.terminals = .output
            request.environment = bytes(["TERM=foot", "XDG_RUNTIME_DIR=/x"])
            setup.runtimeDirectory = "/run/user/1000"
        }
        #expect(
            kept
                == (own + [
                    "I=image", "PATH=/bin", "TERM=foot", "XDG_RUNTIME_DIR=/run/host/x",
                ]).sorted()
        )
    }

    @Test func rootHasNoRuntimeDirectoryOfTheUsers() {
        let found = variables { request, setup in
            request.root = true
            setup.runtimeDirectory = "/run/user/1000"
        }
        #expect(found == (own + ["I=image", "PATH=/bin"]).sorted())
        // Every login has these; what root would make there, the user's programs could not use.
        let called = variables { request, _ in
            request.root = true
            request.environment = bytes([
                "XDG_RUNTIME_DIR=/run/user/1000", "WAYLAND_DISPLAY=wayland-0",
                "DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/1000/bus",
            ])
        }
        let display = "WAYLAND_DISPLAY=/run/host/run/user/1000/wayland-0"
        #expect(called == (own + ["I=image", "PATH=/bin", display]).sorted())
    }

    @Test func placesOfTheCallersAreNamedAsTheBoxSeesThem() {
        let found = variables { request, setup in
            setup.runtimeDirectory = "/run/user/1000"
            setup.hasOwnHome = true
            setup.mounts = [
                BoxSetup.Mapping(host: Array("/tmp".utf8), box: Array("/tmp".utf8)),
                BoxSetup.Mapping(host: Array("/srv/h".utf8), box: Array("/home/amy".utf8)),
            ]
            request.environment = bytes([
                "XDG_RUNTIME_DIR=/run/user/1000", "WAYLAND_DISPLAY=wayland-0",
                "SSH_AUTH_SOCK=/home/amy/.1password/agent.sock", "ICEAUTHORITY=/tmp/ice",
                "DBUS_SESSION_BUS_ADDRESS=unix:path=/var/bus,guid=1;unix:path=/tmp/b",
                "DBUS_SYSTEM_BUS_ADDRESS=unix:abstract=/var/dbus-X,guid=1;unix:path=/var/b",
                "PULSE_SERVER={1a}unix:/srv/pulse tcp:host:4713", "KRB5CCNAME=FILE:/var/krb5 cc",
                "XAUTHORITY=/run/host/run/x",
            ])
        }
        for expected in [
            "XDG_RUNTIME_DIR=/run/user/1000", "WAYLAND_DISPLAY=wayland-0",
            "SSH_AUTH_SOCK=/run/host/home/amy/.1password/agent.sock", "ICEAUTHORITY=/tmp/ice",
            "DBUS_SESSION_BUS_ADDRESS=unix:path=/run/host/var/bus,guid=1;unix:path=/tmp/b",
            "DBUS_SYSTEM_BUS_ADDRESS=unix:abstract=/var/dbus-X,guid=1;unix:path=/run/host/var/b",
            "PULSE_SERVER={1a}unix:/run/host/srv/pulse tcp:host:4713",
            "KRB5CCNAME=FILE:/run/host/var/krb5 cc", "XAUTHORITY=/run/host/run/x",
            "PULSE_COOKIE=/run/host/home/amy/.config/pulse/cookie",
        ] {
            #expect(found.contains(expected))
        }
    }

    @Test func whatIsLeftOutIsNotGiven() {
        let found = variables { request, setup in
            setup.without = [.sshAgent, .kerberos, .gitCredentials]
            request.environment = bytes([
                "SSH_AUTH_SOCK=/tmp/s", "SSH_AGENT_PID=1", "KRB5CCNAME=FILE:/tmp/k",
            ])
        }
        let own = own.filter { !$0.hasPrefix("GIT_") }
        let expected = own + ["I=image", "PATH=/bin", "KRB5CCNAME=FILE:/var/tmp/krb5cc_1000"]
        #expect(found == expected.sorted())
    }

    @Test func placesOfTheImageAndTheCallerComeFirst() {
        let image = ["PATH=/bin", "XDG_DATA_DIRS=/opt/share", "GIT_CONFIG_COUNT=x"]
        let found = variables(image: image) { request, _ in
            request.environment = bytes(["TERMINFO_DIRS=/run/host/opt/kitty"])
        }
        #expect(found.contains("XDG_DATA_DIRS=/opt/share:/.alcove/share"))
        #expect(found.contains("GIT_CONFIG_COUNT=x"))
        let terminals = found.first { $0.hasPrefix("TERMINFO_DIRS=") } ?? ""
        #expect(terminals.contains("/share/terminfo:/run/host/opt/kitty:/run/host/etc/terminfo"))
    }

    /// A terminal's own description may be in the home that the box has not.
    @Test func privateHomeHasTheTerminalsOfTheRealOne() {
        func terminals(_ hasOwnHome: Bool) -> String {
            variables { $1.hasOwnHome = hasOwnHome }.first { $0.hasPrefix("TERMINFO_DIRS=") } ?? ""
        }
        #expect(terminals(true).contains(":/run/host/home/amy/.terminfo:/run/host/etc/terminfo:"))
        #expect(!terminals(false).contains("amy"))
    }

    @Test func gitsSettingsOfTheCallerStay() {
        let found = variables { request, _ in
            request.environment = bytes([
                "GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=user.name", "GIT_CONFIG_VALUE_0=Amy",
            ])
        }
        #expect(found.contains("GIT_CONFIG_COUNT=2"))
        #expect(found.contains("GIT_CONFIG_VALUE_0=Amy"))
        #expect(found.contains("GIT_CONFIG_KEY_1=credential.helper"))
    }

    @Test(arguments: ["/home/amy/x", "/run/user/1000/bus", "/run/host/etc/x", "/data/x", "/run/x"])
    func placesOfTheBoxAreFoundOnTheHost(_ path: String) {
        var setup = BoxSetup.ofAmy
        setup.runtimeDirectory = "/run/user/1000"
        let places = ["/run/host/etc/x": "/etc/x", "/data/x": "/srv/x"]
        #expect(setup.place(onHost: Array(path.utf8)).text == places[path] ?? path)
    }

    @Test func imageWithoutAPathGetsTheUsualOne() {
        #expect(
            variables(image: []).filter { $0.hasPrefix("PATH=") }
                == ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]
        )
    }

    @Test(arguments: [
        ("/bin:/sbin", "", "/bin:/sbin"),
        ("/bin", "/home/amy/bin:/usr/games", "/bin:/home/amy/bin"),
        ("/bin:/home/amy/bin", "/home/amy/bin:/home/amy/.x", "/bin:/home/amy/bin:/home/amy/.x"),
        ("/bin", "/home/amyx/bin:/home/amy:home/amy/bin::", "/bin"),
        ("/bin::", "/home/amy/a:/home/amy/a", "/bin:/home/amy/a"),
    ])
    func pathIsTheImagesAndTheHomes(_ image: String, _ caller: String, _ path: String) {
        let environment = SessionEnvironment(image: [], setup: .ofAmy)
        #expect(
            environment.path(image: Array(image.utf8), caller: Array(caller.utf8)).text == path
        )
    }

    @Test func homeOfTheBoxesOwnHasNothingOfTheCallers() {
        var setup = BoxSetup.ofAmy
        setup.hasOwnHome = true
        let environment = SessionEnvironment(image: [], setup: setup)
        let path = environment.path(image: Array("/bin".utf8), caller: Array("/home/amy/b".utf8))
        #expect(path.text == "/bin")
    }
}
