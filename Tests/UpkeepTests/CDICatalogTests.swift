import Boxes
import Linux
import Testing
import Wire

@testable import Upkeep

@Suite struct CDICatalogTests {
    private func specification(_ sandbox: Sandbox, kind: String = "example.com/gpu") -> String {
        """
        cdiVersion: 0.6.0
        kind: \(kind)
        containerEdits:
          env: [GPU=yes]
          mounts:
          - {hostPath: \(sandbox.home)/lib.so, containerPath: /usr/lib/lib.so.1}
          - {hostPath: \(sandbox.home)/gone.so, containerPath: /usr/lib/gone.so}
          - {hostPath: \(sandbox.home)/lib.so, containerPath: /proc/x}
          hooks:
          - {path: /x, args: [hook, create-symlinks, --link, "lib.so.1::/usr/lib/lib.so"]}
          - {path: /x, args: [hook, create-symlinks, "--link=a::/proc/b"]}
          - {path: /x, args: [hook, update-ldcache, --folder, /usr/lib]}
          - {path: /x, args: [hook, chmod, --mode, "755"]}
          - {path: /x, args: [hook, update-application-profile]}
          - {path: /x, args: [hook, create-soname-symlinks, --folder, /usr/lib]}
          - {path: /x, args: [hook, explode]}
        devices:
        - {name: all, containerEdits: {deviceNodes: [{path: /dev/null}]}}
        - {name: one, containerEdits: {deviceNodes: [{path: /dev/x, hostPath: /dev/null}]}}
        """
    }

    private func write(_ sandbox: Sandbox, _ name: String, _ text: String) throws -> [String] {
        try File.makeDirectories("\(sandbox.home)/cdi", mode: 0o755)
        try File.makeDirectories("\(sandbox.home)/.config/cdi", mode: 0o755)
        try sandbox.write("cdi/\(name)", text)
        return ["\(sandbox.home)/cdi"]
    }

    /// Without them nothing in the box would be found.
    @Test func variablesOfTheBoxsOwnStay() throws {
        let sandbox = try Sandbox()
        let text = """
            {"cdiVersion": "0.6.0", "kind": "example.com/gpu", "devices": [{"name": "all",
             "containerEdits": {"env": ["PATH=/evil", "ALCOVE_BOX=x", "PATHS=1"]}}]}
            """
        let setup = BoxSpec(image: "debian").deviceSetup(try write(sandbox, "x.json", text))
        #expect(setup.environment == [Array("PATHS=1".utf8)])
        #expect(
            setup.warnings == [
                "its driver is not to set PATH, which is the box's own",
                "its driver is not to set ALCOVE_BOX, which is the box's own",
            ]
        )
    }

    @Test func cardsOfTheHostAreGivenUnasked() throws {
        let sandbox = try Sandbox()
        try sandbox.write("lib.so", "library")
        let folders = try write(sandbox, "x.yaml", specification(sandbox))
        let setup = BoxSpec(image: "debian").deviceSetup(folders)
        #expect(setup.environment == [Array("GPU=yes".utf8)])
        #expect(
            setup.links == [
                DeviceSetup.Link(
                    path: "/usr/lib/lib.so.1",
                    target: "/run/host\(File.realPath(sandbox.home) ?? "")/lib.so"
                ), DeviceSetup.Link(path: "/usr/lib/lib.so", target: "lib.so.1"),
            ]
        )
        #expect(setup.libraryFolders == ["/usr/lib"])
        #expect(setup.nodes == ["/dev/null"])
        #expect(
            setup.warnings == [
                "the hook 'explode' of its driver is not known here",
                "'\(sandbox.home)/gone.so' of its driver is not on the host; "
                    + "is it installed whole?",
            ]
        )
    }

    @Test func oneCardIsGivenByItsName() throws {
        let sandbox = try Sandbox()
        let folders = try write(sandbox, "x.json", "{\"cdiVersion\": \"1\", \"kind\": \"a.b/gpu\"}")
        var spec = BoxSpec(image: "debian")
        spec.gpu = .named("a.b/gpu=7")
        #expect(spec.deviceSetup(folders).warnings == ["the host has no device 'a.b/gpu=7'"])
        spec.gpu = .nothing
        let none = spec.deviceSetup(folders)
        #expect(none.hidesGraphics && none.links.isEmpty && none.warnings.isEmpty)
        spec.gpu = .all
        let all = spec.deviceSetup([]).warnings
        let hasNode = FileStatus(following: "/dev/dri") != nil
        #expect(all == (hasNode ? [] : ["the host has no graphics card"]))
    }

    @Test func fileThatIsBrokenIsAWarning() throws {
        let sandbox = try Sandbox()
        let folders = try write(sandbox, "x.yaml", "kind: [")
        let setup = BoxSpec(image: "debian").deviceSetup(folders)
        let file = "\(folders[0])/x.yaml"
        #expect(setup.warnings == ["'\(file)' cannot be used: line 1 is not understood"])
        #expect(BoxSpec(image: "debian").deviceSetup(["/nowhere"]) == DeviceSetup())
    }

    @Test func laterFoldersWin() throws {
        let sandbox = try Sandbox()
        func text(_ value: Int) -> String {
            """
            {"cdiVersion": "1", "kind": "a.b/gpu",
             "devices": [{"name": "all", "containerEdits": {"env": ["A=\(value)"]}}]}
            """
        }
        let first = try write(sandbox, "x.json", text(1))
        try sandbox.write(".config/cdi/x.json", text(2))
        let setup = BoxSpec(image: "debian").deviceSetup(first + ["\(sandbox.home)/.config/cdi"])
        #expect(setup.environment == [Array("A=2".utf8)])
    }

    @Test func deviceThatIsNotThereIsRefusedBeforeAnythingIsMade() throws {
        let sandbox = try Sandbox()
        var spec = BoxSpec(image: "debian")
        spec.devices = ["a.b/gpu=7"]
        #expect(throws: UpkeepError.noDevice("a.b/gpu=7")) { try sandbox.household.check(spec) }
    }

    /// A driver that is just being updated, or a card that is plugged in later.
    @Test func cardThatIsNotThereIsNoReasonToRefuseABox() throws {
        let sandbox = try Sandbox()
        var spec = BoxSpec(image: "debian")
        #expect(sandbox.household.cardThatIsAway(spec) == nil)
        spec.gpu = .named("a.b/gpu=7")
        try sandbox.household.check(spec)
        #expect(sandbox.household.cardThatIsAway(spec) == "a.b/gpu=7")
        #expect(spec.deviceSetup(sandbox.places.cdi).warnings.contains { $0.contains("a.b/gpu=7") })
    }

    @Test func gitIsAskedOnlyWhereItMayBe() throws {
        let sandbox = try Sandbox()
        let record = try sandbox.make("web") { $0.hostCommands = .only(["podman"]) }
        let setup = try sandbox.household.setup(of: record, socket: "/x/agent.sock")
        #expect(setup.without == [.gitCredentials])
        let free = try sandbox.make("db") { $0.without = [.kerberos] }
        let other = try sandbox.household.setup(of: free, socket: "/x/agent.sock")
        #expect(other.without == [.kerberos])
    }
}
