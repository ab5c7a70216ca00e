import Testing

@testable import Boxes

/// The cases are those of the engines' own documentation and matchers.
@Suite struct IgnorePatternsTests {
    /// Whether a path is left out, its folders looked at first as a walk does.
    func isLeftOut(_ path: String, by text: String) throws -> Bool {
        let patterns = try IgnorePatterns(text)
        var matches = patterns.root
        var place = ""
        for part in path.split(separator: "/") {
            place += place.isEmpty ? "\(part)" : "/\(part)"
            matches = patterns.matches(place, in: matches)
        }
        return patterns.isLeftOut(matches)
    }

    /// In no time, whatever the pattern: each of its parts may stand for many folders.
    @Test(.timeLimit(.minutes(1))) func manyFoldersAtOnce() throws {
        let pattern = String(repeating: "a/**/", count: 40) + "b"
        let path = String(repeating: "a/", count: 60)
        #expect(try !isLeftOut(path + "c", by: pattern))
        #expect(try isLeftOut(path + "b", by: pattern))
        let stars = String(repeating: "a*", count: 40)
        #expect(try !isLeftOut(String(repeating: "a", count: 400), by: stars + "b"))
    }

    @Test(
        arguments: [
            ("*/temp*", "a/temporary.txt", true), ("*/temp*", "a/temp", true),
            ("*/temp*", "temporary", false), ("*/temp*", "a/b/temporary", false),
            ("*/*/temp*", "a/b/temporary.txt", true), ("temp?", "tempa", true),
            ("temp?", "temp", false), ("temp?", "tempab", false), ("*.md", "README.md", true),
            ("*.md", "docs/README.md", false), ("**/*.go", "a/b/c.go", true),
            ("**/*.go", "c.go", true), ("**", "anything/at/all", true), ("a/**", "a/b/c", true),
            ("a/**/c", "a/c", true), ("a/**/c", "a/b/b/c", true), ("a/**/c", "ac", false),
            ("**/b", "a/b/c", true), ("node_modules", "node_modules/x/y", true),
            ("node_modules", "src/node_modules", false), ("/foo", "foo", true),
            ("foo/", "foo/bar", true), ("./foo", "foo", true), ("a/../foo", "foo", true),
            ("[a-c]", "b", true), ("[a-c]", "d", false), ("[^a-c]", "d", true),
            ("[^a-c]", "b", false), ("a[]]", "a]", true), ("\\*", "*", true), ("\\*", "a", false),
            ("a.b", "axb", false), ("(x)+", "(x)+", true), ("*", ".hidden", true),
            (".git", ".git/config", true), ("é?", "éü", true), ("**/x", "y/xx", false),
        ]
    )
    func patterns(_ pattern: String, _ path: String, _ isOut: Bool) throws {
        #expect(try isLeftOut(path, by: pattern) == isOut)
    }

    @Test(
        arguments: [
            ("*.md\n!README.md", "README.md", false), ("*.md\n!README.md", "other.md", true),
            ("*.md\n!README*.md\nREADME-secret.md", "README-secret.md", true),
            ("*.md\nREADME-secret.md\n!README*.md", "README-secret.md", false),
            ("docs\n!docs/kept.md", "docs/kept.md", false),
            ("docs\n!docs/kept.md", "docs/other.md", true), ("*\n!src", "src/deep/file", false),
            ("*\n!src\nsrc/deep", "src/deep/file", true), ("! a", "a", false),
        ]
    )
    func theLastLineWins(_ text: String, _ path: String, _ isOut: Bool) throws {
        #expect(try isLeftOut(path, by: text) == isOut)
    }

    @Test func linesThatSayNothing() throws {
        let text = "\u{feff}# a comment\n\n   \n#x\r\n  foo  \n"
        #expect(try isLeftOut("foo", by: text))
        #expect(try !isLeftOut("#x", by: text))
        #expect(try !isLeftOut("foo", by: ""))
        #expect(try isLeftOut("#x", by: "\\#x"))
    }

    @Test(arguments: [("a\n!", 2), ("[a", 1), ("x\n[b-a]", 2), ("[", 1), ("a[\\", 1)])
    func linesThatAreNoPattern(_ text: String, _ line: Int) {
        #expect(throws: IgnorePatterns.BadLine(number: line)) { try IgnorePatterns(text) }
    }

    @Test func onlyExceptionsLeadIntoWhatIsLeftOut() throws {
        #expect(try !IgnorePatterns("a\nb").hasExceptions)
        #expect(try IgnorePatterns("a\n!a/b").hasExceptions)
    }
}
