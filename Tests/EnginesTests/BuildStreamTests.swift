import Testing

@testable import Engines

@Suite struct BuildStreamTests {
    /// What a stream tells when it arrives in pieces of that size; nil when it is none.
    func read(_ bytes: [UInt8], by size: Int) -> (stream: BuildStream, events: [BuildEvent])? {
        var build = BuildStream()
        var events: [BuildEvent] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let some = build.take(Array(rest.prefix(size))) else { return nil }
            events += some
            rest = rest.dropFirst(size)
        }
        guard let some = build.finish() else { return nil }
        return (build, events + some)
    }

    func lines(_ events: [BuildEvent]) -> [String] {
        events.compactMap { if case .line(let line) = $0 { line } else { nil } }
    }

    @Test(arguments: RecordedEngine.allCases, [1, 7, 100, 100_000])
    func outputComesInWholeLines(_ engine: RecordedEngine, _ size: Int) throws {
        let told = try #require(read(engine.bytes("build.jsonl"), by: size))
        #expect(told.stream.failure == nil)
        let output = lines(told.events)
        // Standard output and error are not in step.
        #expect(
            output.filter { $0 == "one" || $0.hasPrefix("partial") } == [
                "one", "partial http://p:1",
            ]
        )
        #expect(output.contains("err"))
        #expect(!output.contains { $0.contains("\u{1b}") })
    }

    @Test(arguments: RecordedEngine.allCases)
    func stepsAreCounted(_ engine: RecordedEngine) throws {
        let told = try #require(read(engine.bytes("build.jsonl"), by: 50))
        let steps = told.events.compactMap { if case .step(let step) = $0 { step } else { nil } }
        #expect(steps.map(\.number) == [1, 2, 3, 4])
        #expect(steps.map(\.count) == [4, 4, 4, 4])
        #expect(steps[2].text == "RUN echo two > /two")
    }

    @Test(
        arguments: [
            (
                RecordedEngine.podman4,
                "9690b2ca7f006a7f923c52a9430156f72b1508879d7a4fb37368a9f5004733b8"
            ),
            (.podman5, "1b2ba338f01838f387d6f65b1044b649d6e7953936e84ad681600cc65b84afb3"),
            (.docker, "sha256:7d79a84babfbc3e9c69b8a8d898b095781362056b0479e9383196423854252da"),
        ]
    )
    func theImageIsNamedAtTheEnd(_ engine: RecordedEngine, _ id: String) throws {
        let told = try #require(read(engine.bytes("build.jsonl"), by: 64))
        #expect(told.stream.image == id)
    }

    @Test(arguments: RecordedEngine.allCases)
    func failureSaysWhere(_ engine: RecordedEngine) throws {
        let told = try #require(read(engine.bytes("build-failed.jsonl"), by: 33))
        let failure = try #require(told.stream.failure)
        #expect(failure.step?.number == 3)
        #expect(failure.step?.text == "RUN echo before; echo why >&2; exit 7")
        #expect(failure.exitCode == 7)
        #expect(Set(failure.log).isSuperset(of: ["before", "why"]))
        #expect(told.stream.image == nil)
    }

    @Test(arguments: RecordedEngine.podmans)
    func failureBeforeACommandHasNoExitCode(_ engine: RecordedEngine) throws {
        let told = try #require(read(engine.bytes("build-bad.jsonl"), by: 1000))
        let failure = try #require(told.stream.failure)
        #expect(failure.exitCode == nil)
        #expect(failure.reason.contains("Unknown instruction"))
    }

    @Test(arguments: RecordedEngine.allCases)
    func aStreamThatIsCutNamesNoImage(_ engine: RecordedEngine) throws {
        let told = try #require(read(engine.bytes("build-cut.jsonl"), by: 10))
        #expect(told.stream.image == nil)
        #expect(told.stream.failure == nil)
        #expect(lines(told.events).last == "sleeping")
    }

    @Test func aFailureShowsItsOwnStepAlone() throws {
        let text = #"{"stream":"STEP 1/2: RUN one\nfine\nSTEP 2/2: RUN two\nwhy\n","error":"no"}"#
        let told = try #require(read(Array(text.utf8), by: 11))
        #expect(told.stream.failure?.log == ["why"])
    }

    @Test func theLastLinesAreKept() throws {
        let text = (1...50).map { #"{"stream":"line \#($0)\n"}"# }.joined(separator: "\n")
        let told = try #require(read(Array((text + "\n" + #"{"error":"no"}"#).utf8), by: 11))
        let failure = try #require(told.stream.failure)
        #expect(failure.log == (31...50).map { "line \($0)" })
        #expect(failure.reason == "no")
    }

    @Test(
        arguments: [
            (#"{"stream":"10%\r20%\r30%\n"}"#, ["30%"]),
            (#"{"stream":"dos\r\n"}"#, ["dos"]),
            (#"{"stream":"\u001b[1;31mred\u001b[0m\n"}"#, ["red"]),
            (#"{"stream":"a"}{"stream":"b\n\nc"}"#.replacing("}{", with: "}\n{"), ["ab", "", "c"]),
            (#"{"stream":"b\u0000e\u0007ll\u001b"}"#, ["bell"]),
        ]
    )
    func linesAreAsATerminalWouldShowThem(_ text: String, _ shown: [String]) throws {
        let told = try #require(read(Array(text.utf8), by: 4))
        #expect(lines(told.events) == shown)
    }

    @Test(
        arguments: [
            "STEP", "STEP :", "STEP 1:", "STEP 1/2", "STEP x/y: RUN", "Steps 1/2: RUN",
            "[1/2 STEP 1/1: x",
            "", ":", "STEP 1/2/3: x",
        ]
    )
    func whatIsNoStep(_ line: String) { #expect(BuildStep(line) == nil) }

    @Test func stepsOfSeveralStages() {
        #expect(
            BuildStep("[2/3] STEP 1/4: FROM a:b AS c")
                == BuildStep(number: 1, count: 4, text: "FROM a:b AS c")
        )
    }

    @Test func garbageIsNoBuild() {
        #expect(read(Array("<html>\n".utf8), by: 3) == nil)
        #expect(read([0, 255, 10], by: 1) == nil)
        #expect(read(Array(#"{"stream":"half"#.utf8), by: 5) == nil)
        #expect(read(Array(#"{"stream":7}"#.utf8), by: 5) == nil)
    }

    @Test func idsThatDockerNames() throws {
        let told = try #require(read(RecordedEngine.docker.bytes("build-failed.jsonl"), by: 99))
        #expect(told.stream.named == ["d88da292692a", "1b0e2cd9c7f2"])
    }
}
