import Glibc
import Linux
import Testing

@testable import HostChannel

/// The user is asked on the desktop, and what they permit for good is remembered.
@Suite struct HostQuestionTests {
    private let folder: ProgramFolder
    private var question = HostQuestion(
        box: "web",
        program: Array("/usr/bin/podman".utf8),
        arguments: ["podman", "rm", "-f", "\u{1b}[2J<b>all</b>"].map { Array($0.utf8) },
        directory: nil
    )

    init() throws {
        folder = try ProgramFolder()
        // Programs that stand in for those of the desktop take no time.
        question.moment = 0
    }

    /// So ends one that cannot open a display; nobody has said no.
    @Test func whatEndsAtOnceHasAskedNobody() throws {
        var question = question
        question.moment = 400
        func ask(_ script: String) throws -> HostQuestion.Answer {
            try folder.write("zenity", "#!/bin/sh\n\(script)\n")
            return question.ask(["DISPLAY": ":0", "PATH": folder.path + ":/usr/bin:/bin"])
        }
        #expect(try ask("exit 1") == .nobody)
        #expect(try ask("exit 255") == .nobody)
        #expect(try ask("echo Always; exit 1") == .always)
        #expect(try ask("sleep 0.6; exit 1") == .no)
    }

    private func ask(
        _ tool: String,
        _ script: String,
        _ variables: [String: String] = ["DISPLAY": ":0"],
        seconds: Int = 20
    ) throws -> HostQuestion.Answer {
        try folder.write(tool, "#!/bin/sh\n\(script)\n")
        let all = variables.merging(["PATH": folder.path]) { $1 }
        return question.ask(EnvironmentVariables(all), seconds: seconds)
    }

    @Test func answersAreThoseOfZenity() throws {
        #expect(try ask("zenity", "exit 0") == .once)
        #expect(try ask("zenity", "exit 1") == .no)
        #expect(try ask("zenity", "echo Always; exit 1") == .always)
        #expect(try ask("zenity", "echo Always; exit 0") == .once)
        #expect(try ask("zenity", "kill -9 $$") == .no)
    }

    @Test func answersAreThoseOfKdialog() throws {
        #expect(try ask("kdialog", "echo once") == .once)
        #expect(try ask("kdialog", "echo always") == .always)
        #expect(try ask("kdialog", "echo no") == .no)
        // So it ends when its window is taken away, or its screen.
        for end in ["exit 0", "exit 1", "exit 2", "echo always; exit 1"] {
            #expect(try ask("kdialog", end) == .no, "\(end)")
        }
    }

    @Test func whoDoesNotAnswerDoesNotPermit() throws {
        #expect(try ask("zenity", "exec sleep 100", seconds: 0) == .no)
    }

    @Test func withoutADesktopThereIsNobody() throws {
        #expect(try ask("zenity", "exit 0", [:]) == .nobody)
        #expect(try ask("zenity", "exit 0", ["DISPLAY": ""]) == .nobody)
        #expect(question.ask(["DISPLAY": ":0", "PATH": "/nonexistent"]) == .nobody)
        #expect(question.ask(["DISPLAY": ":0", "PATH": "."]) == .nobody)
    }

    /// What cannot be seen is not permitted.
    @Test func allOfTheCommandIsShown() throws {
        func text(_ words: String..., directory: String? = nil) -> String? {
            HostQuestion(
                box: "web",
                program: Array("/bin/sh".utf8),
                arguments: (["sh"] + words).map { Array($0.utf8) },
                directory: directory.map { Array($0.utf8) }
            ).text
        }
        let blanks = String(repeating: " ", count: 400)
        #expect(text("-c", "true;\(blanks)rm x")?.hasSuffix("-c 'true; (400 blanks) rm x'") == true)
        #expect(text("a b", "c")?.hasSuffix("/bin/sh 'a b' c") == true)
        #expect(text(String(repeating: "x", count: 1000)) == nil)
        // What a command comes to is decided by where it runs.
        let place = "/home/amy/two\nlines"
        let inPlace = text("-c", "rm *", directory: place)
        let words = "\n\n/bin/sh -c 'rm *'\n\nin the directory '/home/amy/two\\nlines'"
        #expect(inPlace?.hasSuffix(words) == true, "\(inPlace ?? "")")
        #expect(text("x", directory: "/" + String(repeating: "x", count: 1000)) == nil)
        try folder.write("zenity", "#!/bin/sh\nexit 0\n")
        let long = HostQuestion(
            box: "web",
            program: [],
            arguments: [[], Array(repeating: 120, count: 1000)],
            directory: nil
        )
        #expect(long.ask(["DISPLAY": ":0", "PATH": folder.path]) == .tooLong)
    }

    @Test func nothingOfTheBoxsIsMoreThanText() throws {
        let text = try #require(question.text)
        #expect(text.contains("/usr/bin/podman rm -f '\\u{1B}[2J<b>all</b>'"))
        let words = HostQuestion.Tool.kdialog.words(text)
        #expect(!words.contains { $0.contains("<") })
        #expect(words.contains { $0.contains("\\\\u{1B}[2J") })
        #expect(HostQuestion.Tool.zenity.words(text).contains("--no-markup"))
    }

    @Test func whatIsPermittedForGoodIsKept() throws {
        let file = folder.path + "/grants/id"
        let grants = HostGrants(file: file)
        let podman = Array("/usr/bin/podman".utf8)
        #expect(!grants.has(podman))
        try grants.add(podman)
        try grants.add(Array("/usr/bin/code".utf8))
        try grants.add(podman)
        try grants.add(Array("/a\n/usr/bin/rm".utf8))
        #expect(HostGrants(file: file).has(podman))
        #expect(!grants.has(Array("/usr/bin/rm".utf8)))
        #expect(try File.read(file).text == "/usr/bin/podman\n/usr/bin/code\n")
    }
}
