import Glibc
import Linux
import Testing

@testable import HostChannel

/// The user is asked on the desktop, and what they permit for good is remembered.
@Suite struct HostQuestionTests {
    private let folder: ProgramFolder
    private let question = HostQuestion(
        box: "web",
        program: Array("/usr/bin/podman".utf8),
        arguments: ["podman", "rm", "-f", "\u{1b}[2J<b>all</b>"].map { Array($0.utf8) }
    )

    init() throws { folder = try ProgramFolder() }

    private func ask(
        _ tool: String,
        _ script: String,
        _ variables: [String: String] = ["DISPLAY": ":0"],
        seconds: Int = 20
    ) throws -> HostQuestion.Answer {
        try folder.write(tool, "#!/bin/sh\n\(script)\n")
        let all = variables.merging(["PATH": folder.path]) { $1 }
        return question.ask(all, seconds: seconds)
    }

    @Test func answersAreThoseOfZenity() throws {
        #expect(try ask("zenity", "exit 0") == .once)
        #expect(try ask("zenity", "exit 1") == .no)
        #expect(try ask("zenity", "echo Always; exit 1") == .always)
        #expect(try ask("zenity", "echo Always; exit 0") == .once)
        #expect(try ask("zenity", "kill -9 $$") == .no)
    }

    @Test func answersAreThoseOfKdialog() throws {
        #expect(try ask("kdialog", "exit 0") == .once)
        #expect(try ask("kdialog", "exit 1") == .always)
        #expect(try ask("kdialog", "exit 2") == .no)
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

    @Test func nothingOfTheBoxsIsMoreThanText() {
        let text = question.text
        #expect(text.contains("/usr/bin/podman rm -f \\u{1B}[2J<b>all</b>"))
        let words = HostQuestion.Tool.kdialog.words(text)
        #expect(!(words.last ?? "").contains("<"))
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
