import Linux
import Testing

@testable import Agent

/// The words by which a service that leaves its process behind is started.
@Suite struct FollowerTests {
    private func follower(_ words: String...) -> Follower? {
        Follower(words.map { Array($0.utf8) })
    }

    @Test func allButItsOwnWordsAreTheCommands() {
        let plain = follower("/bin/a", "--pid-file", "b")
        #expect(plain?.pidFile == nil)
        #expect(plain?.command.map(\.text) == ["/bin/a", "--pid-file", "b"])
        let file = follower("--pid-file", "/run/a.pid", "/bin/a")
        #expect(file?.pidFile == "/run/a.pid")
        #expect(file?.command.map(\.text) == ["/bin/a"])
    }

    @Test func withoutACommandItIsNone() {
        #expect(follower() == nil)
        #expect(follower("") == nil)
        #expect(follower("--pid-file") == nil)
        #expect(follower("--pid-file", "/run/a.pid") == nil)
    }
}
