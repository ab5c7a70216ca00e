import Boxes
import Engines
import TestSupport
import Testing

@testable import Upkeep

/// Links of an image do not lead a rootful engine to the host's files.
@Suite struct MountTargetTests {
    @Test func linksAreFollowedAlongTheWay() {
        let links = ["/home": "/var/home", "/astray": "/run/host/x", "/top": "/"]
        for (path, place) in [
            ("/opt/x", "/opt/x"), ("/home/amy", "/var/home/amy"), ("/astray", "/run/host/x"),
            ("/astray/a/b", "/run/host/x/a/b"), ("/top/home/amy", "/var/home/amy"), ("/top", "/"),
        ] {
            #expect(Household.place(of: path, links) == place)
        }
    }

    private func sandbox(isRootless: Bool) throws -> Sandbox {
        let sandbox = try Sandbox(engine: FakeEngine(kind: .docker, socket: "/run/docker.sock"))
        sandbox.engine.known.isRootless = isRootless
        sandbox.engine.known.keepsIDs = false
        return sandbox
    }

    @Test func aVolumeThatWouldBeMadeOnTheHostIsRefused() throws {
        let sandbox = try sandbox(isRootless: false)
        let link = ContainerEntry(kind: .link(to: "/run/host/x"), mode: 0o777)
        sandbox.engine.entries["/astray"] = link
        #expect(throws: UpkeepError.image(.leadsOut(path: "/astray/a", to: "/run/host/x/a"))) {
            try sandbox.make("web") {
                $0.volumes = [.init(source: sandbox.home, target: "/astray/a")]
            }
        }
        #expect(sandbox.engine.containers.isEmpty)
        // Nothing else of the image matters, and it is looked at once.
        try sandbox.make("web")
        sandbox.engine.calls = []
        try sandbox.make("db")
        #expect(!sandbox.engine.calls.contains { $0.hasPrefix("create alcove-look") })
    }

    @Test func anImageMayHaveItsHomesElsewhere() throws {
        let sandbox = try sandbox(isRootless: false)
        sandbox.engine.entries["/home"] = ContainerEntry(kind: .link(to: "/var/home"), mode: 0o777)
        try sandbox.make("web")
    }

    @Test func aRootlessEngineMayWriteNowhereElse() throws {
        let sandbox = try sandbox(isRootless: true)
        try sandbox.make("web")
        #expect(!sandbox.engine.calls.contains { $0.hasPrefix("create alcove-look") })
    }
}
