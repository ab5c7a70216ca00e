import Accounts
import Boxes
import Engines
import Linux
import Profiles
import TestSupport
import Testing

@testable import Upkeep

@Suite struct CheckupTests {
    func checkup(_ sandbox: Sandbox) throws -> Checkup {
        var checkup = Checkup(
            places: sandbox.places,
            user: sandbox.household.user,
            engine: .success(sandbox.engine),
            shelf: ProfileShelf(sandbox.places.profiles),
            subordinateIDs: { (65536, 65536) }
        )
        let files = [
            "/proc/sys/user/max_user_namespaces": "127000\n",
            "/sys/fs/cgroup/cgroup.controllers": "cpu memory\n",
            "/proc/self/mountinfo": "22 1 8:1 / / rw,noatime shared:1 - ext4 /dev/sda rw\n",
        ]
        checkup.pause = {}
        checkup.host.text = { files[$0] }
        checkup.host.program = { "/usr/bin/\($0)" }
        checkup.host.hasPrivileges = { _ in true }
        checkup.environment = [
            "WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0",
            "SSH_AUTH_SOCK": "/run/user/1000/agent", "LANG": "C.UTF-8", "TERM": "xterm",
        ]
        checkup.host.names = { _ in ["something"] }
        checkup.host.canUse = { _ in true }
        checkup.askBus = { _, names in .names(Set(names)) }
        // All that is asked for is a socket here.
        try File.remove("\(sandbox.home)/run/socket")
        let socket = try UnixSocket.listen(at: "\(sandbox.home)/run/socket", mode: 0o600)
        let status = FileStatus("\(sandbox.home)/run/socket")
        checkup.host.status = { path in
            path.hasPrefix(sandbox.home + "/bin") ? FileStatus(following: path) : status
        }
        _ = socket
        return checkup
    }

    func bad(_ checkup: Checkup) -> [Finding] {
        checkup.findings().filter { $0.state != .ok }
    }

    @Test func aGoodHostHasNothingToMend() throws {
        let sandbox = try Sandbox()
        try sandbox.make("web")
        try sandbox.write("profiles/x.toml", Sandbox.debian)
        let findings = try checkup(sandbox).findings()
        #expect(findings.filter { $0.state != .ok } == [])
        #expect(
            Set(findings.map(\.check)) == Set(Finding.Check.allCases).subtracting([.box, .setup])
        )
        #expect(findings.first?.fact == "podman 4.3.1, /run/podman.sock")
    }

    @Test func eachFaultNamesWhatMendsIt() throws {
        let sandbox = try Sandbox()
        try sandbox.write("profiles/x.toml", Sandbox.debian)
        sandbox.engine.known.version = "3.4.4"
        sandbox.engine.known.runtime = "/usr/bin/runc"
        sandbox.engine.known.storageDriver = "vfs"
        sandbox.engine.known.controllers = ["memory"]
        var checkup = try checkup(sandbox)
        checkup.subordinateIDs = { (0, 0) }
        checkup.host.text = { path in
            path == "/proc/sys/kernel/unprivileged_userns_clone"
                ? "0\n" : path == "/proc/self/mountinfo" ? "1 1 8:1 / / rw - ext4 a rw\n" : nil
        }
        checkup.host.hasPrivileges = { _ in false }
        let range = "100000-165535"
        #expect(
            bad(checkup) == [
                Finding(.engineVersion, .failed, "3.4.4 < 4.0"),
                Finding(
                    .subordinateIDs,
                    .failed,
                    "0 0",
                    mend: .command(
                        ["usermod", "--add-subuids", range, "--add-subgids", range, "amy"],
                        asRoot: true
                    )
                ),
                Finding(
                    .mappingPrograms,
                    .failed,
                    "/usr/bin/newuidmap",
                    mend: .command(["chmod", "u+s", "/usr/bin/newuidmap"], asRoot: true)
                ),
                Finding(
                    .userNamespaces,
                    .failed,
                    "kernel.unprivileged_userns_clone = 0",
                    mend: .setting("kernel.unprivileged_userns_clone", "1")
                ),
                Finding(.cgroups, .warning, "v1"),
                Finding(.controllers, .warning, "cpu"),
                Finding(.groups, .warning, "/usr/bin/runc", mend: .package("crun")),
                Finding(.storage, .warning, "vfs", mend: .package("fuse-overlayfs")),
                Finding(
                    .mountPropagation,
                    .warning,
                    "private",
                    mend: .command(["mount", "--make-rshared", "/"], asRoot: true)
                ),
            ]
        )
    }

    @Test func whatADesktopLacksIsNoted() throws {
        let sandbox = try Sandbox()
        try sandbox.write("profiles/x.toml", Sandbox.debian)
        try File.makeDirectories("\(sandbox.home)/.config/cdi", mode: 0o755)
        try sandbox.write(".config/cdi/nvidia.yaml", "kind: [")
        var checkup = try checkup(sandbox)
        checkup.environment = ["DISPLAY": ":7", "SSH_AUTH_SOCK": "/gone"]
        checkup.host.program = { $0.hasPrefix("new") ? "/usr/bin/\($0)" : nil }
        checkup.host.names = { _ in [] }
        checkup.host.status = { path in
            path.hasPrefix(sandbox.home + "/bin") ? FileStatus(following: path) : nil
        }
        let file = "\(sandbox.home)/.config/cdi/nvidia.yaml"
        let notes = checkup.findings().filter { $0.state == .note }
        #expect(
            notes == [
                Finding(.display, .note, "X11, :7", mend: .advice(.graphicalSession)),
                Finding(.sound, .note, "", mend: .advice(.graphicalSession)),
                Finding(
                    .sessionBus,
                    .note,
                    "no \(sandbox.home)/run/bus",
                    mend: .package("dbus-user-session")
                ),
                Finding(
                    .systemBus,
                    .note,
                    "no /run/dbus/system_bus_socket",
                    mend: .package("dbus")
                ), Finding(.opener, .note, "", mend: .package("xdg-utils")),
                Finding(
                    .portal,
                    .note,
                    "no org.freedesktop.portal.Desktop",
                    mend: .package("xdg-desktop-portal")
                ), Finding(.notifications, .note, "", mend: .package("dbus-user-session")),
                Finding(.questions, .note, "", mend: .package("zenity")),
                Finding(.fonts, .note, "no /usr/share/fonts", mend: .package("fontconfig")),
                Finding(.icons, .note, "no /usr/share/icons", mend: .package("hicolor-icon-theme")),
                Finding(.language, .note, "", mend: .advice(.language)),
                Finding(.timeZone, .note, "no /etc/localtime", mend: .advice(.timeZone)),
                Finding(
                    .graphics,
                    .note,
                    "\(file): line 1 is not understood",
                    mend: .advice(.specification(file))
                ), Finding(.sshAgent, .note, "no /gone", mend: .advice(.sshAgent)),
                Finding(
                    .gpgAgent,
                    .note,
                    "no \(sandbox.home)/run/gnupg/S.gpg-agent",
                    mend: .package("gnupg")
                ), Finding(.smartCards, .note, "no /run/pcscd/pcscd.comm", mend: .package("pcscd")),
                Finding(
                    .kerberos,
                    .note,
                    "no /tmp/krb5cc_\(checkup.user.uid)",
                    mend: .advice(.tickets)
                ), Finding(.gitCredentials, .note, "", mend: .package("git")),
            ]
        )
        // A display of another machine's is not looked for here.
        checkup.environment = ["DISPLAY": "localhost:10.0", "PULSE_SERVER": "tcp:far"]
        let good = checkup.findings().filter { [.display, .sound].contains($0.check) }
        #expect(good.map(\.state) == [.ok, .ok])
    }

    @Test func anEngineThatIsMissingIsOneFinding() throws {
        let sandbox = try Sandbox()
        var checkup = try checkup(sandbox)
        checkup.engine = .failure(
            .noEngine([EngineAttempt(place: "/run/podman.sock", reason: "no such file")])
        )
        let finding = checkup.findings()[0]
        #expect(finding.state == .failed)
        #expect(finding.fact == "/run/podman.sock: no such file")
    }

    @Test func stateThatDoesNotFitIsFoundAndOnlyOursMended() throws {
        let sandbox = try Sandbox()
        try sandbox.write("profiles/x.toml", Sandbox.debian)
        try sandbox.make("web")
        try sandbox.make("db")
        let store = sandbox.household.store
        var stranger = sandbox.engine.containers[0]
        stranger.id = "x"
        stranger.name = "copy"
        sandbox.engine.containers = [sandbox.engine.containers[1], stranger]
        let lost = BoxID()
        try File.makeDirectories(sandbox.places.runtime + "/boxes/\(lost)", mode: 0o700)
        try File.link(store.socketLink(.named("old")), to: sandbox.places.socket(of: lost))
        let entry = Journal.Entry(
            box: BoxID(),
            engine: BoxRecord.Engine(sandbox.engine.address),
            since: 0,
            change: .create(.named("half"), home: nil)
        )
        _ = try sandbox.household.journal.begin(entry)
        let journal = sandbox.household.journal.path(entry.box.description)
        let folder = sandbox.places.runtime + "/boxes/\(lost)"
        let link = store.socketLink(.named("old"))
        let found = bad(try checkup(sandbox))
        #expect(
            found == [
                Finding(
                    .records,
                    .failed,
                    "web",
                    mend: .command(["alcove", "rm", "web"], asRoot: false)
                ),
                Finding(
                    .containers,
                    .warning,
                    "copy",
                    mend: .command(["podman", "rm", "copy"], asRoot: false)
                ),
                Finding(.sockets, .warning, link, mend: .repair(.removeFile(link))),
                Finding(.sockets, .warning, folder, mend: .repair(.removeFolder(folder))),
                Finding(.journals, .warning, journal, mend: .repair(.settle(journal: journal))),
            ]
        )
        for case .repair(let repair) in found.compactMap(\.mend) {
            try sandbox.household.repair(repair)
        }
        #expect(bad(try checkup(sandbox)).map(\.check) == [.records, .containers])
        #expect(sandbox.engine.containers.map(\.id) == ["c2", "x"])
    }

    @Test func aLinkToTheAgentOfTheLiveGenerationIsRight() throws {
        let sandbox = try Sandbox()
        try sandbox.write("profiles/x.toml", Sandbox.debian)
        var record = try sandbox.make("web")
        record.generation = 3
        try sandbox.household.store.save(record)
        let live = sandbox.places.socket(of: record.id, generation: 3)
        let link = sandbox.household.store.socketLink(.named("web"))
        let repair = Finding.Repair.link(link, to: live)
        let mended = Finding(.sockets, .warning, link, mend: .repair(repair))
        #expect(bad(try checkup(sandbox)) == [mended])
        try repair.clear(sandbox.places)
        #expect(bad(try checkup(sandbox)).isEmpty)
    }

    @Test func aFormerGenerationThatIsGoneIsForgotten() throws {
        let sandbox = try Sandbox()
        try sandbox.make("web")
        let made = try sandbox.household.snapshot(.named("web"), message: nil)
        #expect(try bad(checkup(sandbox)).filter { $0.check != .profiles } == [])
        sandbox.engine.containers.removeAll { $0.id == made.container }
        let repair = Finding.Repair.forget(.named("web"), generation: 2)
        let finding = Finding(.generations, .warning, "web 2", mend: .repair(repair))
        #expect(try bad(checkup(sandbox)).filter { $0.check != .profiles } == [finding])
        try sandbox.household.repair(repair)
        #expect(try sandbox.household.record(.named("web")).others.isEmpty)
        #expect(sandbox.engine.images.isEmpty)
        #expect(try bad(checkup(sandbox)).filter { $0.check != .profiles } == [])
    }

    @Test func aLinkThatLeadsToAnotherAgentIsLaidAnew() throws {
        let sandbox = try Sandbox()
        try sandbox.write("profiles/x.toml", Sandbox.debian)
        let record = try sandbox.make("web")
        let link = sandbox.household.store.socketLink(.named("web"))
        #expect(bad(try checkup(sandbox)).isEmpty)
        try File.remove(link)
        try File.link(link, to: sandbox.places.socket(of: BoxID()))
        let repair = Finding.Repair.link(link, to: sandbox.places.socket(of: record.id))
        let mended = Finding(.sockets, .warning, link, mend: .repair(repair))
        #expect(bad(try checkup(sandbox)) == [mended])
        try repair.clear(sandbox.places)
        #expect(bad(try checkup(sandbox)).isEmpty)
    }
}
