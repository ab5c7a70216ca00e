import ArgumentParser
import Linux
import TestSupport
import Testing

@testable import alcove

/// The fast path reads words as the argument parser does, or leaves them to it.
@Suite struct SessionWordsTests {
    private func bytes(_ words: [String]) -> [[UInt8]] { words.map { Array($0.utf8) } }

    @Test(arguments: [
        ["web", "--", "ls"], ["web", "ls", "-l"], ["--", "ls"], ["web", "--", "--", "-x"],
        ["--root", "-q", "-T", "web", "--", "a"], ["-d", "--login", "--clean-env", "web", "a"],
        ["-w", "/a", "-e", "B", "--env=C=", "--env-file", "f", "web", "--", "a"],
        ["--shell", "zsh", "--engine", "docker", "-v", "web", "--", "a"],
        ["--map-files", "1", "web", "--", "a", "/b"], ["--map-files=2:3", "web", "--", "a"],
    ])
    func runIsReadAlike(_ words: [String]) throws {
        let options = try #require(SessionWords.read(bytes(words)[...], for: .run))
        #expect(try Run.parse(words).sessionOptions(raw: bytes(words)) == options)
    }

    @Test(arguments: [
        [], ["web"], ["-q", "--root", "web"], ["--rescue", "-y", "web"],
        ["-w", "/a", "-e", "A=1", "web"],
    ])
    func enterIsReadAlike(_ words: [String]) throws {
        let options = try #require(SessionWords.read(bytes(words)[...], for: .enter))
        #expect(try Enter.parse(words).sessionOptions() == options)
    }

    @Test(arguments: [
        ["--map-files", "x", "web", "--", "a"], ["--map-files", "1:2:3", "web", "--", "a"],
        ["--map-files", "-1", "web", "--", "a"], ["--map-files", "", "web", "--", "a"],
        ["--map-files", "1:", "web", "--", "a"], ["web"], ["--bogus", "web", "--", "a"],
    ])
    func whatIsNotUnderstoodIsLeftToTheParser(_ words: [String]) {
        #expect(SessionWords.read(bytes(words)[...], for: .run) == nil)
    }

    @Test func mapFilesIsForRunAlone() {
        #expect(SessionWords.read(bytes(["--map-files", "1", "web"])[...], for: .enter) == nil)
    }

    @Test func badNumbersOfWordsAreTold() throws {
        #expect(
            try Sandbox().alcove(["run", "--map-files", "one", "web", "--", "a"]) == """
                error: --map-files: 'one' is no number of words
                hint: Write FIRST[:LAST]: how many words of the command stand before its files, \
                and how many behind them.
                [64]
                """
        )
    }
}
