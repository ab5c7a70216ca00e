import Boxes
import Engines
import Linux
import TestSupport
import Testing
import Wire

@testable import Upkeep

@Suite struct PlanTests {
    @Test func aRootlessPodmanKeepsTheUser() throws {
        let request = try Sandbox().plan("web").request
        #expect(request.users == .keep(uid: 1000, gid: 1000))
        #expect(request.keepsGroups)
        #expect(request.entrypoint == ["/.alcove/init"])
        #expect(request.hostname == "host")
        #expect(
            request.env == [
                .init(name: "ALCOVE_BOX", value: "web"), .init(name: "CONTAINER_ID", value: "web"),
            ]
        )
    }

    @Test func aNameThatAnotherCommandMakesABoxOfIsBusy() throws {
        let sandbox = try Sandbox()
        let household = sandbox.household
        let first = try sandbox.plan("web")
        let entry = Journal.Entry(
            box: first.record.id,
            engine: first.record.engine,
            since: 1_000_000,
            change: .create(.named("web"), home: nil)
        )
        let open = try household.journal.begin(entry)
        _ = try sandbox.engine.create(first.request) { true }
        #expect(throws: UpkeepError.locked(.named("web"), by: nil)) { try sandbox.plan("web") }
        try open.close()
        let error = #expect(throws: UpkeepError.self) { try sandbox.plan("web") }
        #expect(error == .nameTaken(.named("web"), container: "c1"))
    }

    @Test func aRootfulEngineGivesNoRootAndSetsGroups() throws {
        let sandbox = try Sandbox(engine: FakeEngine(kind: .docker, socket: "/run/docker.sock"))
        sandbox.engine.known.isRootless = false
        sandbox.engine.known.keepsIDs = false
        let plan = try sandbox.plan("web")
        #expect(plan.request.users == .host)
        #expect(!plan.setup.allowsRoot)
        #expect(plan.setup.groupIDs == [44])
        #expect(plan.setup.user.uid == 1000)
    }

    @Test func rootOfARootlessDockerBoxIsTheUser() throws {
        let sandbox = try Sandbox(engine: FakeEngine(kind: .docker))
        sandbox.engine.known.keepsIDs = false
        let plan = try sandbox.plan("web")
        #expect(plan.request.users == .host)
        #expect(plan.setup.user.uid == 0)
        #expect(plan.setup.allowsRoot)
    }

    @Test func mountsComeInAnOrderThatHidesNone() throws {
        let sandbox = try Sandbox()
        try File.makeDirectories(sandbox.home + "/a/b", mode: 0o755)
        let home = sandbox.home
        let plan = try sandbox.plan("web") {
            $0.volumes = [
                Volume(source: home + "/a/b", target: "/x/y/z", readOnly: true),
                Volume(source: home + "/a", target: "/x"),
            ]
        }
        #expect(
            plan.request.mounts.map(\.target) == [
                "/dev", "/x", "/tmp", "/run/host", "/dev/pts", home, "/x/y/z",
            ]
        )
        let boxes = plan.setup.mounts.map { String(decoding: $0.box, as: UTF8.self) }
        #expect(boxes == ["/x", "/tmp", home, "/x/y/z"])
    }

    @Test func aHomeBehindALinkIsThereByBothNames() throws {
        let sandbox = try Sandbox()
        let real = sandbox.home + "/real"
        try File.makeDirectories(real, mode: 0o755)
        try File.link(sandbox.home + "/link", to: real)
        let places = Places(
            environment: ["HOME": sandbox.home + "/link"],
            uid: 1000,
            home: "",
            program: "/bin/x"
        )
        let household = Household(
            places: places,
            engine: sandbox.engine,
            user: sandbox.household.user,
            hostname: "host",
            version: "1"
        )
        let plan = try household.plan(.named("a"), BoxSpec(image: "i"), image: sandbox.image)
        let bind = ContainerRequest.Mount.Kind.bind(source: real, readOnly: false)
        #expect(plan.request.mounts.filter { $0.kind == bind }.map(\.target).count == 2)
        #expect(plan.record.homeSource == real)
    }

    @Test func aPrivateHomeStandsAtTheUsersHome() throws {
        let sandbox = try Sandbox()
        let plan = try sandbox.plan("web") { $0.home = .private }
        let source = sandbox.places.homes + "/web"
        #expect(plan.newHome == source)
        #expect(plan.setup.hasOwnHome)
        #expect(
            plan.request.mounts.contains(
                .init(target: sandbox.home, kind: .bind(source: source, readOnly: false))
            )
        )
    }

    @Test(arguments: ["/run", "/etc", "/proc", "/sys", "/.alcove"])
    func aVolumeDoesNotHideWhatABoxWritesTo(_ target: String) throws {
        let sandbox = try Sandbox()
        let origin = "--volume \(sandbox.home):\(target)"
        #expect(throws: UpkeepError.box(.sameTarget(target, "alcove", origin))) {
            try sandbox.plan("web") {
                $0.volumes = [Volume(source: sandbox.home, target: target)]
            }
        }
    }

    /// The box has a link there, unless the directory is in what it shares.
    @Test func noVolumeIsInTheRuntimeDirectory() throws {
        let sandbox = try Sandbox()
        let session = try #require(sandbox.places.session)
        func plan(_ home: BoxSpec.Home, from source: String, at path: String) throws {
            _ = try sandbox.plan("web") {
                $0.home = home
                $0.volumes = [Volume(source: source, target: path)]
            }
        }
        for path in [session, session + "/deep/data"] {
            #expect(throws: UpkeepError.box(.inRuntimeDirectory(path))) {
                try plan(.private, from: "/srv", at: path)
            }
        }
        try plan(.private, from: session, at: session)
        try plan(.private, from: "/srv", at: session + "-data")
        try plan(.shared, from: "/srv", at: session + "/data")
    }

    @Test func twoThingsAtOnePathAreRefusedByName() throws {
        let sandbox = try Sandbox()
        let home = sandbox.home
        let volume = Volume(source: home, target: "/x")
        let origin = "--volume \(home):/x"
        #expect(throws: UpkeepError.box(.sameTarget("/x", origin, origin))) {
            try sandbox.plan("web") { $0.volumes = [volume, volume] }
        }
        #expect(throws: UpkeepError.box(.sameTarget(home, "--home", "--volume \(home):\(home)"))) {
            try sandbox.plan("web") { $0.volumes = [Volume(source: home, target: home)] }
        }
        let own = try sandbox.plan("web") { $0.volumes = [Volume(source: home, target: "/tmp")] }
        #expect(own.request.mounts.filter { $0.target == "/tmp" }.count == 1)
    }

    /// Homes are of the host: scripts that clear `/tmp` must not find one there.
    @Test func aHomeThatScriptsWouldEmptyIsRefused() throws {
        let sandbox = try Sandbox()
        let home = sandbox.household.places.home
        #expect(home.hasPrefix("/tmp/"))
        #expect(throws: UpkeepError.box(.emptied(home, by: "--init openrc"))) {
            try sandbox.plan("web") {
                $0.initSystem = .openrc
                $0.pid = .private
            }
        }
        // Those of systemd stop where something is mounted.
        _ = try sandbox.plan("web") {
            $0.initSystem = .systemd
            $0.pid = .private
        }
    }

    @Test func whatIsNotThereIsToldBeforeAnythingIsMade() throws {
        let sandbox = try Sandbox()
        let volume = Volume(source: "/nowhere/x", target: "/x")
        #expect(throws: UpkeepError.noSource(volume)) {
            try sandbox.plan("a") { $0.volumes = [volume] }
        }
        #expect(throws: UpkeepError.noHome("/nowhere")) {
            try sandbox.plan("a") { $0.home = .path("/nowhere") }
        }
        #expect(throws: UpkeepError.noGroup("no-such-group")) {
            try sandbox.plan("a") { $0.groups = ["no-such-group"] }
        }
        sandbox.engine.known.controllers = ["cpu"]
        #expect(throws: UpkeepError.noController(option: "--memory", controller: "memory")) {
            try sandbox.plan("a") { $0.memory = 1 << 30 }
        }
        for text in ["", "[1]", "{", "1"] {
            #expect(throws: UpkeepError.box(.badEngineOption(text))) {
                try sandbox.plan("a") { $0.engineOption = text }
            }
        }
        _ = try sandbox.plan("a") { $0.engineOption = #"{"HostConfig": {"Init": true}}"# }
    }

    @Test func theSpecIsALabelInOneForm() throws {
        let sandbox = try Sandbox()
        let labels = try sandbox.plan("web") {
            $0.home = .private
            $0.labels = ["own": "1"]
        }.request.labels
        #expect(labels["own"] == "1")
        #expect(labels[Label.name] == "web")
        #expect(labels[Label.generation] == "1")
        #expect(
            labels[Label.spec] == """
                {"bare":false,"build":[],"devices":[],"env":[],"gpu":"auto","groups":[],\
                "home":"private","image":"debian","init":"agent","ipc":"host","labels":{"own":"1"},\
                "network":"host","onCreate":[],"onStart":[],"packages":[],"pid":"host",\
                "volumes":[],"without":[]}
                """
        )
    }

    @Test func thePlanTellsItsSteps() throws {
        let sandbox = try Sandbox()
        let plan = try sandbox.plan("web") { $0.home = .private }
        let store = sandbox.household.store
        #expect(
            plan.steps(in: store) == [
                .makeHome(sandbox.places.homes + "/web"),
                .makeContainer(plan.request),
                .layAgent(["/.alcove/init", "/.alcove/setup"]),
                .link(store.socketLink(.named("web")), to: plan.setup.socket),
                .writeRecord(store.recordPath(.named("web"))),
            ]
        )
    }
}
