import Linux
import TestSupport
import Testing
import Wire

@testable import Agent

/// What a box has of the host's beside its files: services, themes, certificates, drivers.
@Suite struct HostThingsTests {
    private func setUp(
        _ box: BoxRoot,
        _ step: String,
        _ change: (inout BoxSetup) -> Void = { _ in }
    ) throws -> String? {
        var setup = BoxSetup.ofAmy
        change(&setup)
        return try box.setUp(setup, only: [step])[step]
    }

    /// Whoever asks it to stop a service means the box's.
    @Test func systemHasNotTheHostsBus() throws {
        let box = try BoxRoot(["run/lock/file": ""])
        #expect(try setUp(box, "host-services") { $0.system = .systemd } == nil)
        #expect(box.tree["run/dbus/system_bus_socket"] == nil)
        #expect(box.tree["run/cups/cups.sock"] == "-> /run/host/run/cups/cups.sock")
    }

    @Test func servicesAreReachedAtTheirUsualPlaces() throws {
        let box = try BoxRoot([
            "run/host/etc/krb5.conf": "[libdefaults]", "run/cups/cups.sock": "the box's own",
        ])
        #expect(try setUp(box, "host-services") == nil)
        let tree = box.tree
        #expect(
            tree["run/dbus/system_bus_socket"] == "-> /run/host/run/dbus/system_bus_socket"
        )
        #expect(tree["run/pcscd/pcscd.comm"] == "-> /run/host/run/pcscd/pcscd.comm")
        #expect(tree["etc/krb5.conf"] == "-> /run/host/etc/krb5.conf")
        #expect(tree["run/cups/cups.sock"] == "644 the box's own")
        #expect(try setUp(box, "host-services") == nil)
        #expect(box.tree == tree)
        // What is left out later is taken back.
        #expect(
            try setUp(box, "host-services") { $0.without = [.smartCards, .kerberos] } == nil
        )
        #expect(box.tree["run/pcscd/pcscd.comm"] == nil)
        #expect(box.tree["etc/krb5.conf"] == nil)
    }

    /// A box's `/run` is kept when it stops, and with it what a service of the box's did not take away.
    @Test func socketThatNobodyListensAtGivesWay() throws {
        let box = try BoxRoot(["run/dbus/pid": "", "run/avahi-daemon/pid": ""])
        let bus = "run/dbus/system_bus_socket"
        func listen(_ path: String) throws -> FileDescriptor {
            try UnixSocket.listen(at: "\(box.path)/\(path)", mode: 0o600)
        }
        _ = try listen(bus)
        let live = try listen("run/avahi-daemon/socket")
        defer { extendLifetime(live) }
        #expect(try setUp(box, "host-services") == nil)
        #expect(box.tree[bus] == "-> /run/host/\(bus)")
        let status = FileStatus("\(box.path)/run/avahi-daemon/socket")
        #expect(status?.kind == .socket)
    }

    /// As Fedora and SSSD have it: a library that does not find what its settings name does nothing.
    @Test func whatKerberosSettingsNameIsThereToo() throws {
        let policy = "usr/share/crypto-policies/DEFAULT/krb5.txt"
        let box = try BoxRoot([
            "run/host/etc/krb5.conf": "includedir /etc/krb5.conf.d/",
            "run/host/etc/krb5.conf.d/own": "", "run/host/\(policy)": "[libdefaults]",
            "etc/hosts": "",
        ])
        try box.link("run/host/etc/krb5.conf.d/crypto-policies", to: "/etc/crypto-policies/k")
        try box.link("run/host/etc/crypto-policies/back-ends/krb5.config", to: "/\(policy)")
        #expect(try setUp(box, "host-services") == nil)
        let tree = box.tree
        #expect(tree["etc/krb5.conf.d"] == "-> /run/host/etc/krb5.conf.d")
        // Where the host's link leads, which is another place in the box.
        #expect(tree["etc/crypto-policies/back-ends/krb5.config"] == "-> /run/host/\(policy)")
        #expect(tree["var/lib/sss/pubconf/krb5.include.d"] == nil)
        // Nobody wrote any of it by hand.
        #expect(
            box.read(".alcove/state") == """
                host-file:etc/crypto-policies\tmade
                host-file:etc/crypto-policies/back-ends\tmade
                host-file:etc/crypto-policies/back-ends/krb5.config\t/run/host/\(policy)
                host-file:etc/krb5.conf\t/run/host/etc/krb5.conf
                host-file:etc/krb5.conf.d\t/run/host/etc/krb5.conf.d

                """
        )
        #expect(try setUp(box, "host-services") == nil)
        #expect(box.tree == tree)
        #expect(try setUp(box, "host-services") { $0.without = [.kerberos] } == nil)
        #expect(box.tree["etc/krb5.conf.d"] == nil)
        #expect(box.tree["etc/crypto-policies/back-ends/krb5.config"] == nil)
    }

    /// What somebody puts into a link's place is told as theirs.
    @Test func whatTakesALinksPlaceIsNoneOfOurs() throws {
        let box = try BoxRoot(["run/host/etc/krb5.conf": "[libdefaults]"])
        #expect(try setUp(box, "host-services") == nil)
        #expect(box.read(".alcove/state")?.contains("etc/krb5.conf") == true)
        try box.write("etc/krb5.conf", "mine")
        #expect(try setUp(box, "host-services") == nil)
        #expect(box.tree["etc/krb5.conf"] == "644 mine")
        #expect(box.read(".alcove/state")?.contains("etc/krb5.conf") == false)
    }

    @Test func themesAndFontsOfTheHostAreBesideTheBoxesOwn() throws {
        let box = try BoxRoot(["usr/share/icons/hicolor/index.theme": "box"])
        #expect(try setUp(box, "appearance") == nil)
        #expect(box.tree[".alcove/share/icons"] == "-> /run/host/usr/share/icons")
        #expect(box.tree["usr/share/icons/hicolor/index.theme"] == "644 box")
        let file = "etc/fonts/conf.d/05-alcove.conf"
        #expect(box.read(file)?.contains("<dir>/run/host/usr/share/fonts</dir>") == true)
        try box.write(file, "mine")
        #expect(try setUp(box, "appearance") == nil)
        #expect(box.read(file) == "mine")
    }

    private let certificate =
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"

    @Test func certificatesAreAddedAndTakenBack() throws {
        let hosts = "run/host/usr/local/share/ca-certificates"
        let own = "usr/local/share/ca-certificates/own.crt"
        let box = try BoxRoot([
            "\(hosts)/corp.crt": certificate, "\(hosts)/key.crt": certificate + "PRIVATE KEY",
            "\(hosts)/note.txt": "no certificate", own: "own",
            "run/host/etc/pki/trust/anchors/a b.pem": certificate,
            // So do administrators keep them, and the host's own program finds them there.
            "\(hosts)/company/root.crt": certificate, "\(hosts)/company/note": "",
        ])
        try box.link("\(hosts)/company/again", to: "..")
        try box.link("\(hosts)/linked.crt", to: "/usr/local/share/ca-certificates/corp.crt")
        #expect(try setUp(box, "certificates") == nil)
        let folder = "usr/local/share/ca-certificates"
        // A link that leads back is followed a few times, and no more.
        let names = box.tree.keys.filter {
            $0.hasPrefix(folder + "/") && !$0.hasSuffix("/") && !$0.contains("-again-")
        }
        #expect(
            Set(names) == [
                "\(folder)/alcove-corp.crt", "\(folder)/alcove-linked.crt",
                "\(folder)/alcove-a_b.crt", "\(folder)/alcove-company-root.crt", own,
            ]
        )
        #expect(box.read(".alcove/state")?.contains("certificates-due\tyes") == true)
        try File.remove("\(box.path)/\(hosts)/corp.crt")
        try File.remove("\(box.path)/\(hosts)/linked.crt")
        #expect(try setUp(box, "certificates") == nil)
        #expect(box.read("\(folder)/alcove-corp.crt") == nil)
        #expect(box.read("\(folder)/alcove-a_b.crt") == certificate)
        #expect(try setUp(box, "certificates") { $0.without = [.certificates] } == nil)
        #expect(box.read("\(folder)/alcove-a_b.crt") == nil)
        #expect(box.read(own) == "own")
    }

    @Test func certificatesGoWhereTheDistributionHasThem() throws {
        let box = try BoxRoot([
            "run/host/usr/local/share/ca-certificates/corp.crt": certificate,
            "etc/pki/ca-trust/source/anchors/x": "",
        ])
        #expect(try setUp(box, "certificates") == nil)
        #expect(box.read("etc/pki/ca-trust/source/anchors/alcove-corp.crt") == certificate)
    }

    private func driver(_ version: Int) -> DeviceSetup {
        var devices = DeviceSetup()
        let library = "/usr/lib/libgpu.so.\(version)"
        devices.links = [
            DeviceSetup.Link(path: library, target: "/run/host\(library)"),
            DeviceSetup.Link(path: "/usr/lib/libgpu.so", target: "libgpu.so.\(version)"),
            DeviceSetup.Link(path: "/etc/gpu.json", target: "/run/host/etc/gpu.json"),
        ]
        devices.libraryFolders = ["/usr/lib"]
        return devices
    }

    @Test func driversFilesFollowTheHost() throws {
        let box = try BoxRoot(["etc/gpu.json": "the box's own"])
        let kept = "the box has '/etc/gpu.json' of its own, which stays"
        #expect(try setUp(box, "devices") { $0.devices = driver(1) } == kept)
        #expect(box.tree["usr/lib/libgpu.so.1"] == "-> /run/host/usr/lib/libgpu.so.1")
        #expect(box.tree["usr/lib/libgpu.so"] == "-> libgpu.so.1")
        #expect(box.read("etc/ld.so.conf.d/00-alcove-devices.conf") == "/usr/lib\n")
        #expect(try setUp(box, "devices") { $0.devices = driver(2) } == kept)
        #expect(box.tree["usr/lib/libgpu.so.1"] == nil)
        #expect(box.tree["usr/lib/libgpu.so.2"] == "-> /run/host/usr/lib/libgpu.so.2")
        #expect(box.tree["usr/lib/libgpu.so"] == "-> libgpu.so.2")
        let tree = box.tree
        #expect(try setUp(box, "devices") { $0.devices = driver(2) } == kept)
        #expect(box.tree == tree)
        #expect(try setUp(box, "devices") == nil)
        #expect(box.tree.keys.filter { $0.contains("libgpu") || $0.contains("00-alc") } == [])
        #expect(box.read("etc/gpu.json") == "the box's own")
    }

    @Test func driversFilesLeadNowhereElse() throws {
        let box = try BoxRoot(["etc/x": ""])
        try box.link("usr/lib", to: "../../outside")
        _ = try setUp(box, "devices") { $0.devices = driver(1) }
        #expect(box.spilled == [])
    }

    @Test func nodesThatAreMissingAreTold() throws {
        let box = try BoxRoot(["dev/there": ""])
        let words = try setUp(box, "devices") { setup in
            setup.devices.nodes = ["/dev/there", "/dev/gone"]
            setup.devices.warnings = ["first"]
        }
        #expect(words == "first; '/dev/gone' is not on the host")
    }

    @Test func sshAgentIsOfTheNewestWhoIsThere() throws {
        let folder = try TemporaryFolder()
        let live = Array("\(folder.path)/live".utf8)
        let socket = try UnixSocket.listen(at: live.text, mode: 0o600)
        defer { extendLifetime(socket) }
        let dead = Array("/nonexistent".utf8)
        func caller(_ socket: [UInt8], _ isThere: Bool = true) -> SSHAgentLink.Caller {
            SSHAgentLink.Caller(socket, isThere: isThere)
        }
        #expect([caller(dead), caller(live)].newest == caller(live))
        #expect([caller(live), caller(dead)].newest == caller(live))
        // A detached session is no caller who is there.
        let other = Array("/none".utf8)
        #expect([caller(dead), caller(other, false)].newest == caller(dead))
        #expect([caller(dead), caller(live, false)].newest == caller(live, false))
        #expect([caller(other, false)].newest == caller(other, false))
        #expect([].newest == nil)
    }

    @Test func sshAgentHasOnePath() throws {
        let box = try BoxRoot()
        let root = try Folder(box.path)
        try SSHAgentLink.lead(to: Array("/tmp/a".utf8), in: root)
        #expect(box.tree["run/alcove/ssh-agent"] == "-> /tmp/a")
        try SSHAgentLink.lead(to: Array("/run/host/b".utf8), in: root)
        #expect(box.tree["run/alcove/ssh-agent"] == "-> /run/host/b")
    }
}
