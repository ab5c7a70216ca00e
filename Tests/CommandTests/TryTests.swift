import Boxes
import Engines
import Glibc
import TestSupport
import Testing
import Upkeep

@testable import alcove

@Suite struct TryTests {
    @Test func leavesNothing() throws {
        let sandbox = try Sandbox()
        sandbox.sessionStatus = 7
        let told = sandbox.alcove("try", "debian", "--", "make", "check")
        #expect(told.hasSuffix("'\n[7]"))
        let session = try #require(sandbox.sessions.first)
        #expect(session.hasPrefix("try-debian-"))
        #expect(session.hasSuffix(" make check"))
        #expect(sandbox.engine.containers.isEmpty)
        #expect(sandbox.host.store.names().isEmpty)
    }

    @Test func leavesNothingWhenInterrupted() throws {
        let sandbox = try Sandbox()
        sandbox.signal = SIGTERM
        #expect(sandbox.alcove("try", "debian").hasSuffix("[143]"))
        #expect(sandbox.engine.containers.isEmpty)
        #expect(sandbox.sessions.isEmpty)
    }

    @Test func nextCommandRemovesWhatADeadOneLeft() throws {
        let sandbox = try Sandbox()
        let host = sandbox.host
        let household = host.household(on: sandbox.engine)
        let image = BoxRecord.ImageMark(reference: "debian", id: "sha256:1")
        let plan = try household.plan(.named("try-1"), BoxSpec(image: "debian"), image: image)
        do {
            // The loan ends without being taken back, as with its process.
            _ = try household.lend(plan, for: .session)
            _ = try household.create(plan)
        }
        #expect(sandbox.engine.containers.count == 1)
        #expect(household.recover().map(\.outcome) == [.settled])
        #expect(sandbox.engine.containers.isEmpty)
        #expect(host.store.names().isEmpty)
    }
}
