import Testing

/// What a mistake is answered with: one line that says what is wrong, one that helps, and the right code.
@Suite(.lab) struct ErrorTests {
    let host: Host

    init() throws { host = try Host() }

    @Test func noSuchBox() throws {
        for words in [["show"], ["start"], ["stop"], ["rm", "--yes"], ["logs"]] {
            let outcome = try host.alcove(words + ["ghost"])
            outcome.expectError(mentioning: "ghost")
            #expect(outcome.complaints.first == "error: no box named 'ghost'", "\(outcome)")
            #expect(outcome.complaints.last?.hasPrefix("hint: ") == true, "\(outcome)")
        }
    }

    @Test(arguments: [
        ["--bogus"], ["bogus"], ["create", "--bogus"], ["run"], ["rename", "one"], ["rm"],
        ["create", "box", "--pull", "sometimes"], ["create", "box", "--memory", "much"],
    ])
    func usageErrorsExit64(_ words: [String]) throws {
        let outcome = try host.alcove(words)
        #expect(outcome.status == 64 && outcome.stdout.isEmpty, "\(outcome)")
        #expect(outcome.complaints.first?.lowercased().hasPrefix("error: ") == true, "\(outcome)")
    }

    @Test func helpAndVersionGoToStandardOutput() throws {
        for words in [["--help"], ["--version"], ["create", "--help"]] {
            let outcome = try host.alcove(words)
            #expect(
                outcome.status == 0 && !outcome.stdout.isEmpty && outcome.stderr.isEmpty,
                "\(outcome)"
            )
        }
    }

    @Test func nothingToListIsNoFailure() throws {
        let outcome = try host.alcove("list")
        #expect(outcome.status == 0, "\(outcome)")
        #expect(try host.listed().isEmpty)
    }

    @Test func jsonIsAloneOnStandardOutput() throws {
        _ = try host.box()
        let outcome = try host.alcove("list", "--json", "--verbose")
        #expect(outcome.status == 0, "\(outcome)")
        #expect(
            outcome.stdout.first == UInt8(ascii: "{") || outcome.stdout.first == UInt8(ascii: "[")
        )
    }
}
