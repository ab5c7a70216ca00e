import TestSupport
import Testing

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
}
