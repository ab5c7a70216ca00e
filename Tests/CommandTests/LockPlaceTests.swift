import Linux
import TestSupport
import Testing

@testable import alcove

/// Where there is no place for a lock, nothing is built for one.
@Suite struct LockPlaceTests {
    let sandbox: Sandbox

    init() throws {
        sandbox = try Sandbox()
        sandbox.letAgentsAnswer()
    }

    private let box = "[box.web]\nimage = \"debian\"\nbare = true\n"

    /// A link into nothing, as of dotfiles that are not whole.
    @Test func aLockThatIsALinkIsRefusedBeforeAnythingIsMade() throws {
        let folder = "\(sandbox.home)/.config/alcove/boxes"
        try File.makeDirectories(folder, mode: 0o700)
        try sandbox.write(".config/alcove/boxes/a.toml", box)
        try File.link("\(folder)/a.lock", to: "nowhere")
        let told = sandbox.alcove("lock", "--yes").replacing(sandbox.home, with: "~")
        let refused = """
            error: '~/.config/alcove/boxes/a.lock' is a link, and is not written to
            hint: Have the file itself there, or write it by hand.
            [1]
            """
        #expect(told.hasSuffix(refused) && !told.contains("Making box"), "\(told)")
    }
}
