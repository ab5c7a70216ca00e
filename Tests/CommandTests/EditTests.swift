import Boxes
import Engines
import Linux
import TestSupport
import Testing
import Upkeep

@testable import alcove

@Suite struct EditCommandTests {
    @Test(arguments: [
        (
            ["--volume", "/nowhere:/data"], "there is no '/nowhere' to give to the box",
            "Make it first, or mend the --volume."
        ),
        (
            ["--group", "no-such-group"], "the host has no group 'no-such-group'",
            "'getent group' lists them."
        ),
    ])
    func whatCannotBeIsRefusedBeforeAllElse(
        _ words: [String],
        _ message: String,
        _ hint: String
    ) throws {
        let sandbox = try Sandbox()
        _ = sandbox.alcove("create", "-q", "web", "-i", "debian")
        let told = "error: \(message)\nhint: \(hint)\n[1]"
        #expect(sandbox.alcove(["edit", "web"] + words) == told)
        #expect(sandbox.alcove(["edit", "web", "--dry-run"] + words) == told)
    }

    /// An engine that cannot say so is no proof that nobody is in a box whose socket is gone.
    @Test func aBoxOfWhichNothingIsKnownIsNotEnded() throws {
        let sandbox = try Sandbox()
        sandbox.letAgentsAnswer()
        _ = sandbox.alcove("create", "-q", "web", "-i", "debian")
        _ = sandbox.alcove("start", "web")
        let record = try #require(try sandbox.host.store.record(.named("web")))
        try File.remove(sandbox.host.places.socket(of: record.id))
        sandbox.engine.refusing["kill "] = .refused(
            call: "kill",
            status: 500,
            reason: "no"
        )
        let told = sandbox.alcove("edit", "web", "--env", "A=1")
        #expect(told.hasPrefix("error: ") && told.hasSuffix("[1]"), "\(told)")
        #expect(sandbox.engine.containers.map(\.state) == [.running])
        #expect(try sandbox.host.store.record(.named("web")) == record)
    }
}
