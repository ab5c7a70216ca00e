import Engines
import Glibc
import Linux
import Testing
import Upkeep

@testable import alcove

@Suite struct PrintableTextTests {
    @Test(arguments: [
        ("debian:trixie", nil), ("d\u{435}bian", "not all of it is ASCII: U+0435"),
        ("Dokümente/é", nil), ("\u{414}\u{43e}\u{43a}", nil), ("家/a", nil),
        ("a\u{2215}b\u{ff0e}c", "not all of it is ASCII: U+2215, U+FF0E"),
        ("\u{1d41a}bc", "not all of it is ASCII: U+1D41A"),
    ])
    func lettersThatLookLikeOthersAreTold(words: String, told: String?) {
        #expect(words.lookalikes == told)
    }

    @Test func whatIsNotSeenIsShown() {
        #expect("a\u{200b}\u{ad}\u{2800}\u{115f}\u{e0041}b\u{202e}".printable == "a?????b?")
        #expect("a\nb\tc\u{1b}".printableLines == "a\nb\tc?")
        #expect("(Reading ... \r(Reading ... 5%\rdone\r".asItStands == "done")
        #expect("\r".asItStands.isEmpty)
    }
}

@Suite struct QuestionTests {
    /// Also of a command that waits for signals while it works.
    @Test(arguments: [SIGINT, SIGTERM]) func aQuestionIsEndedByCtrlC(signal: Int32) async {
        await #expect(processExitsWith: .signal(signal)) { [signal] in
            let interruption = try Interruption()
            raise(signal)
            _ = Console.own(EnvironmentVariables([:])).agrees("Allow it?")
            _ = interruption.isWanted
        }
    }
}

@Suite struct AmountTests {
    @Test(arguments: [
        (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1_550_000, "1.6 MB"),
        (99_940_000, "99.9 MB"), (310_400_000, "310 MB"), (999_600_000, "1.0 GB"),
        (12_000_000_000_000_000, "12000 TB"), (-5, "0 B"),
    ])
    func bytes(_ count: Int, _ words: String) {
        #expect(Amount.bytes(Int64(count)) == words)
    }

    @Test(arguments: [
        (0, "0 seconds ago"), (1, "1 second ago"), (59, "59 seconds ago"), (60, "1 minute ago"),
        (7200, "2 hours ago"), (86400, "1 day ago"), (691_200, "1 week ago"),
        (31_536_000, "1 year ago"), (-9, "0 seconds ago"),
    ])
    func ages(_ seconds: Int, _ words: String) {
        #expect(Amount.age(since: 1000, now: 1000 + Int64(seconds)) == words)
    }
}

/// A console that remembers, and a clock that stands until it is moved.
private final class Stage {
    var written = ""
    var time: Int64 = 0

    func line(terminal: Bool, columns: Int = 60) -> ProgressLine {
        var console = Console(
            writeBytes: { [self] _, bytes in written += String(decoding: bytes, as: UTF8.self) },
            readLine: { nil }
        )
        console.errorIsTerminal = terminal
        console.columns = columns
        return ProgressLine(console) { [self] in time }
    }
}

@Suite struct ProgressTests {
    private func pull(_ layers: Int, _ bytes: Int64) -> SupplyEvent {
        .pulling(
            PullProgress(
                status: "copying",
                layersDone: layers,
                layersTotal: 7,
                bytesDone: bytes,
                bytesTotal: 310_400_000
            )
        )
    }

    @Test func isOneLineOnATerminal() {
        let stage = Stage()
        let line = stage.line(terminal: true, columns: 80)
        let progress = SupplyProgress(line, image: "fedora:42") { stage.time }
        progress.take(pull(0, 0))
        stage.time = 1000
        progress.take(pull(3, 45_200_000))
        stage.time = 1050
        progress.take(pull(3, 46_000_000))
        line.clear()
        #expect(
            stage.written == "\r\u{1b}[KFetching fedora:42"
                + "\r\u{1b}[KFetching fedora:42  layers 3/7  45.2 MB of 310 MB  45.2 MB/s"
                + "\r\u{1b}[K"
        )
    }

    @Test func isALineNowAndThenElsewhere() {
        let stage = Stage()
        let line = stage.line(terminal: false)
        let progress = SupplyProgress(line, image: "fedora:42") { stage.time }
        for second in 0..<25 {
            stage.time = Int64(second) * 1000
            progress.take(pull(second / 4, Int64(second) * 1_000_000))
        }
        line.clear()
        #expect(
            stage.written == """
                Fetching fedora:42
                Fetching fedora:42  layers 2/7  10.0 MB of 310 MB  1.0 MB/s
                Fetching fedora:42  layers 5/7  20.0 MB of 310 MB  1.0 MB/s

                """
        )
    }

    @Test func tellsEachPhase() {
        let stage = Stage()
        let progress = SupplyProgress(stage.line(terminal: false), image: "./x.tar.xz") {
            stage.time
        }
        progress.take(.unpacking(program: "xz"))
        progress.take(.unpacking(program: "xz"))
        stage.time = 1000
        progress.take(.importing(0, total: 9_000_000))
        #expect(stage.written == "Unpacking ./x.tar.xz with xz\nImporting ./x.tar.xz\n")
    }

    @Test(arguments: [
        ("plain", 3, "pla"), ("a\tb\u{1b}[1mc\r\nd", 9, "ab[1mcd"), ("日本語", 4, "日本"),
        ("日本語", 5, "日本"), ("e\u{301}f", 1, "e\u{301}"),
    ])
    func cutsByColumns(_ text: String, _ columns: Int, _ shown: String) {
        #expect(text.shown(inColumns: columns) == shown)
    }

    @Test func fitsTheTerminal() {
        let stage = Stage()
        stage.line(terminal: true, columns: 12).milestone("Fetching fedora:42\nmore")
        #expect(stage.written == "\r\u{1b}[KFetching fe")
    }
}
