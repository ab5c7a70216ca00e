import Linux
import Serving
import Testing
import Wire

@testable import Agent

/// What an agent knows and does in a box that runs systemd.
@Suite struct SystemTests {
    private var user: SystemUser {
        var setup = BoxSetup.ofAmy
        setup.runtimeDirectory = "/run/user/1000"
        return SystemUser(setup)
    }

    private func rerouted(_ variables: [String], there: Set<String> = []) -> [String] {
        var all = Variables(variables.map { Array($0.utf8) })
        user.reroute(&all, isThere: there.contains)
        return all.entries.map(\.text)
    }

    @Test func socketsOfTheHostAreFoundPastTheBoxsOwnDirectory() {
        let found = rerouted([
            "XDG_RUNTIME_DIR=/run/user/1000", "WAYLAND_DISPLAY=wayland-0", "DISPLAY=:0",
            "SSH_AUTH_SOCK=/run/user/1000/keyring/ssh", "XAUTHORITY=/home/amy/.Xauthority",
            "DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/1000/bus,guid=1",
        ])
        #expect(
            found == [
                "XDG_RUNTIME_DIR=/run/user/1000",
                "WAYLAND_DISPLAY=/run/host/run/user/1000/wayland-0", "DISPLAY=:0",
                "SSH_AUTH_SOCK=/run/host/run/user/1000/keyring/ssh",
                "XAUTHORITY=/home/amy/.Xauthority",
                "DBUS_SESSION_BUS_ADDRESS=unix:path=/run/host/run/user/1000/bus,guid=1",
            ]
        )
    }

    @Test func aBusOfTheBoxsOwnGoesBeforeTheHosts() {
        let found = rerouted(
            ["DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/1000/bus"],
            there: ["/run/user/1000/bus"]
        )
        #expect(found.contains("DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/1000/bus"))
    }

    @Test func soundIsFoundWhereItsSocketIs() {
        let there: Set = [
            "/run/host/run/user/1000/pulse/native", "/run/host/run/user/1000/pipewire-0",
        ]
        #expect(
            rerouted([], there: there) == [
                "XDG_RUNTIME_DIR=/run/user/1000",
                "PULSE_SERVER=unix:/run/host/run/user/1000/pulse/native",
                "PIPEWIRE_REMOTE=/run/host/run/user/1000/pipewire-0",
            ]
        )
        #expect(rerouted(["PULSE_SERVER=tcp:x"], there: there).contains("PULSE_SERVER=tcp:x"))
    }

    @Test func userHasServicesWhereTheImageCanStartThem() throws {
        let none = try BoxRoot()
        #expect(!SystemUser.hasManager(in: try Folder(none.path)))
        let some = try BoxRoot(["usr/lib/x86_64-linux-gnu/security/pam_systemd.so": ""])
        #expect(SystemUser.hasManager(in: try Folder(some.path)))
    }

    @Test func newsOfASystemAreAssignments() {
        let bytes = Array("READY=1\nSTATUS=up\n".utf8)
        #expect(SystemNews.items(in: bytes) == [.isUp])
        #expect(SystemNews.items(in: Array("STOPPING=1".utf8)) == [.isStopping])
        #expect(SystemNews.items(in: Array("READY=0\nXREADY=1".utf8)) == [])
        #expect(SystemNews.items(in: [0xff, 0x0a, 0x00]) == [])
    }

    @Test func namesOfUnitsAreTheFirstWordsThatCanBe() {
        let text = """
            a.service loaded failed failed A thing
            b\\x2dc.mount loaded failed failed /b-c
             indented
            o'dd.service
            caf\u{e9}.service x

            """
        #expect(FailedUnits.names(in: Array(text.utf8)) == ["a.service", "b\\x2dc.mount"])
    }

    @Test(arguments: [
        ("tty1", 4, 1, true), ("tty", 5, 0, false), ("console", 5, 1, true), ("kmsg", 1, 11, true),
        ("null", 1, 3, false), ("event0", 13, 64, true), ("fuse", 10, 229, false),
        ("uinput", 10, 223, true), ("kvm", 10, 232, false), ("card0", 226, 0, false),
        ("rtc0", 250, 0, true), ("ttyUSB0", 188, 0, false), ("nvidia0", 195, 0, false),
    ])
    func screensAndKeyboardsAreTheHosts(
        _ name: String,
        _ major: UInt64,
        _ minor: UInt64,
        _ isTaken: Bool
    ) {
        let device = minor & 0xff | (major & 0xfff) << 8 | (minor & ~0xff) << 12
        #expect(SystemDevices.isTaken(name, device) == isTaken)
    }

    @Test func filesOfASystemKeepToTheBox() throws {
        let box = try BoxRoot([
            "usr/lib/security/pam_systemd.so": "", "etc/machine-id": "",
            "run/host/etc/machine-id": "0123456789abcdef0123456789abcdef\n",
        ])
        var setup = BoxSetup.ofAmy
        setup.system = .systemd
        setup.boxID = "01234567-89ab-4cde-8f01-23456789abcd"
        #expect(try box.setUp(setup, only: ["system-files", "machine-id"]) == [:])
        #expect(box.read("etc/tmpfiles.d/x11.conf")?.contains("L+ /tmp/.X11-unix") == true)
        #expect(box.read("var/lib/systemd/linger/amy") == "")
        let journal = box.read("etc/tmpfiles.d/alcove-journal.conf")
        #expect(journal?.contains("/var/log/journal/%m/*.journal* - - - - user:1000:r--\n") == true)
        #expect(box.read("etc/machine-id") == "0123456789ab4cde8f0123456789abcd\n")
        // What the user takes away stays away.
        try File.remove("\(box.path)/var/lib/systemd/linger/amy")
        try box.setUp(setup, only: ["system-files"])
        #expect(box.read("var/lib/systemd/linger/amy") == nil)
    }

    @Test func sharedDirectoryOfTheHostIsNotCleared() throws {
        let box = try BoxRoot(["run/.containerenv": ""])
        var setup = BoxSetup.ofAmy
        setup.system = .systemd
        setup.mounts = [.init(host: Array("/tmp".utf8), box: Array("/tmp".utf8))]
        try box.setUp(setup, only: ["system-files"])
        for name in ["x11.conf", "tmp.conf"] {
            #expect(box.read("etc/tmpfiles.d/\(name)")?.hasPrefix("#") == true)
            #expect(box.read("etc/tmpfiles.d/\(name)")?.contains("L+") == false)
        }
    }

    private var openRC: BoxSetup {
        var setup = BoxSetup.ofAmy
        setup.system = .openrc
        return setup
    }

    @Test func openRCLearnsThatItIsInAContainerAndHasANetwork() throws {
        let box = try BoxRoot(["run/.containerenv": "", "etc/rc.conf": "rc_sys=\"\"\n"])
        #expect(try box.setUp(openRC, only: ["runlevels"]) == [:])
        #expect(box.read("etc/rc.conf.d/alcove.conf")?.contains("\nrc_sys=\"docker\"\n") == true)
        #expect(box.tree["etc/init.d/alcove"]?.hasPrefix("755 #!/sbin/openrc-run\n") == true)
        #expect(box.tree["etc/runlevels/sysinit/alcove"] == "-> /etc/init.d/alcove")
        #expect(box.tree["tmp/.X11-unix"] == "-> /run/host/tmp/.X11-unix")
        // What the user takes away or changes stays so.
        try File.remove("\(box.path)/etc/runlevels/sysinit/alcove")
        try box.write("etc/rc.conf.d/alcove.conf", "mine\n")
        try box.setUp(openRC, only: ["runlevels"])
        #expect(box.tree["etc/runlevels/sysinit/alcove"] == nil)
        #expect(box.read("etc/rc.conf.d/alcove.conf") == "mine\n")
    }

    @Test func displaysAreLinkedAgainAfterAScriptMadeTheirDirectoryAnew() throws {
        let box = try BoxRoot(["run/.containerenv": ""])
        try File.makeDirectories("\(box.path)/tmp/.X11-unix", mode: 0o1777)
        try linkDisplays(in: try Folder(box.path))
        #expect(box.tree["tmp/.X11-unix"] == "-> /run/host/tmp/.X11-unix")
        // A display of the box's own is not taken away.
        let other = try BoxRoot(["tmp/.X11-unix/X7": ""])
        #expect(throws: SystemError.self) { try linkDisplays(in: try Folder(other.path)) }
        #expect(other.tree["tmp/.X11-unix/X7"] != nil)
    }

    @Test func reportOfServicesIsHeldToLinesThatCanBeShown() {
        let text = "service 'a' failed\n\u{1b}[2Jcleared\n\n\(String(repeating: "x", count: 301))\n"
        #expect(ServiceReport.lines(in: Array(text.utf8)) == ["service 'a' failed"])
    }

    /// No report is not a good report.
    @Test func servicesOfWhichNothingIsToldAreNotSaidToBeUp() {
        let untold = ["how its services came up is not known: it could not be written down"]
        let cut = ["its runlevels were cut short"]
        let bad = Array("service 'a' failed\n".utf8)
        for (ending, report, faults) in [
            (Ending.code(0), [], []), (.code(0), nil, untold),
            (.code(1), bad, [bad.dropLast().text]),
            (.code(1), [], untold), (.code(1), nil, untold), (.code(2), [], untold),
            (.code(2), bad, untold), (.code(3), bad, cut), (.signal(9), [], cut), (nil, bad, cut),
        ] as [(Ending?, [UInt8]?, [String])] {
            #expect(ServiceReport.faults(ending, report) == faults, "\(String(describing: ending))")
        }
    }

    /// By the links of an image, and by what the user told the engine.
    @Test func placeOfTheHostsThatScriptsWouldEmptyIsFound() {
        var places = EmptiedPlaces()
        let links = ["/srv/x": "/tmp/srv/x", "/var/run": "/run", "/tmp": "/scratch"]
        places.real = { links[$0] }
        places.isFile = { $0 == "/run/.containerenv" }
        func place(_ box: [String], _ list: String...) -> String? {
            let mounts = box.map { BoxSetup.Mapping(host: [], box: Array($0.utf8)) }
            let lines = list.map { "22 1 8:1 / \($0) /dev/sda rw\n" }.joined()
            return places.place(of: mounts, Array(lines.utf8))
        }
        #expect(place(["/home/amy", "/tmpx", "/run/host/x"]) == nil)
        #expect(place(["/home/amy", "/srv/x"]) == "/tmp/srv/x")
        #expect(place(["/scratch"]) == "/scratch")
        #expect(place([], "/run/x rw - tmpfs", "/run/host/x rw - ext4") == nil)
        #expect(place([], "/run/.containerenv rw - ext4", "/run/secrets rw - ext4") == nil)
        #expect(place([], "/home rw - ext4", "/run/x rw shared:1 - ext4") == "/run/x")
        #expect(place([], "/scratch/a\\040b rw - ext4") == "/scratch/a\\040b")
    }

    @Test func boxWithTheAgentAloneHasNoneOfThis() throws {
        let box = try BoxRoot(["usr/lib/security/pam_systemd.so": ""])
        let before = box.tree
        try box.setUp(.ofAmy, only: ["system-files", "runlevels"])
        #expect(box.tree == before)
    }
}
