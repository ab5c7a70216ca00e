import Boxes
import Linux
import Projects
import TestSupport
import Testing

@testable import Upkeep
@testable import alcove

/// What is offered in the place of a word.
@Suite struct CompletedWordTests {
    let sandbox: Sandbox

    init() throws {
        sandbox = try Sandbox()
        let file = "Tests/CommandTests/CompletedWordTests.swift"
        sandbox.variables["ALCOVE_PROFILES"] = #filePath.replacing(file, with: "profiles")
        _ = sandbox.alcove("create", "web", "-i", "debian", "--bare")
    }

    private func answer(_ words: String...) -> CompletionAnswer {
        CompletedLine(words).answer(on: sandbox.host)
    }

    private func offered(_ words: String...) -> [String] {
        CompletedLine(words).answer(on: sandbox.host).candidates.map(\.word)
    }

    @Test func commandsAreOffered() {
        let commands = offered("")
        #expect(commands.prefix(3) == ["create", "enter", "run"] && commands.contains("help"))
        #expect(offered("-q", "--engine", "podman", "ru").contains("run"))
        #expect(offered("--engine", "") == ["podman", "docker"])
        #expect(offered("--v").contains("--version"))
        #expect(offered("export", "") == ["app", "bin", "service", "box"])
        #expect(offered("help", "").contains("rollback"))
        #expect(offered("help", "export", "") == ["app", "bin", "service", "box"])
        #expect(offered("nonsense", "").isEmpty && offered("help", "run", "").isEmpty)
    }

    @Test func boxesAreOfferedWhereOneIsMeant() {
        for command in ["enter", "stop", "rm", "show", "run"] {
            #expect(offered(command, "") == ["web"], "\(command)")
        }
        #expect(offered("stop", "web", "") == ["web"])
        #expect(offered("enter", "web", "").isEmpty)
        #expect(offered("rename", "web", "").isEmpty)
        #expect(offered("export", "bin", "--box", "") == ["web"])
        #expect(offered("export", "bin", "--box=") == ["--box=web"])
    }

    @Test func optionsAreOfferedOnce() {
        let options = offered("create", "-")
        #expect(options.contains("--network") && options.contains("--volume"))
        #expect(!offered("create", "--network", "none", "-").contains("--network"))
        #expect(!offered("create", "--network=none", "-").contains("--network"))
        #expect(offered("create", "-v", "/a", "-").contains("--volume"))
        #expect(answer("create", "--netw").candidates.contains { $0.description != nil })
        // Behind its name, and behind the end of all options, there are none.
        #expect(offered("run", "web", "--", "-").isEmpty)
        #expect(offered("stop", "--", "-") == ["web"])
        #expect(offered("nonsense", "-").isEmpty)
    }

    @Test func valuesAreOffered() {
        #expect(offered("create", "--network", "") == ["host", "private", "none"])
        #expect(offered("create", "--network=p").contains("--network=private"))
        #expect(offered("create", "--hostname", "").isEmpty)
        #expect(offered("create", "--bare=").isEmpty && offered("create", "--nonsense=").isEmpty)
        #expect(offered("upgrade", "--timer", "") == ["on", "off", "status"])
        #expect(offered("hook", "") == HookShell.allCases.map(\.rawValue))
    }

    @Test func filesAreTheShells() {
        for words in [
            ["load", ""], ["save", "web", ""], ["run", "--env-file", ""], ["create", "-i", "./"],
            ["run", "web", "ls", ""], ["run", "web", "--", "./x"], ["run", "--", "ls", "a", ""],
            ["try", "debian", "--", ""], ["run", "--env-file="], ["apply", ""],
        ] {
            #expect(CompletedLine(words).answer(on: sandbox.host).kind == .files, "\(words)")
        }
        for words in [["create", "--volume", ""], ["allow", ""], ["run", "--workdir="]] {
            #expect(CompletedLine(words).answer(on: sandbox.host).kind == .folders, "\(words)")
        }
    }

    @Test func imagesAreThoseWithShortNamesAndThoseOfBoxes() {
        let images = offered("try", "")
        #expect(images.contains("fedora") && images.contains("fedora:rawhide"))
        #expect(images.contains("debian"))
        #expect(!images.contains { $0.hasSuffix(":N") })
        #expect(images == images.sorted())
    }

    @Test func packagesAreThoseThatWereAskedFor() throws {
        #expect(offered("install", "") == ["web"])
        var record = try #require(try sandbox.record("web"))
        #expect(offered("uninstall", "web", "").isEmpty)
        record.spec.packages = ["gcc", "make"]
        try sandbox.host.store.save(record)
        #expect(offered("uninstall", "web", "") == ["gcc", "make"])
        #expect(offered("uninstall", "--box", "web", "") == ["gcc", "make"])
        #expect(offered("uninstall", "") == ["web", "gcc", "make"])
        #expect(offered("install", "web", "").isEmpty)
    }

    @Test func generationsAreThoseOfTheBox() {
        sandbox.letAgentsAnswer()
        _ = sandbox.alcove("snapshot", "web", "-m", "before")
        let answer = answer("rollback", "web", "")
        #expect(answer.candidates.map(\.word) == ["1", "2"])
        #expect(answer.candidates.first?.description?.hasPrefix("create, ") == true)
        #expect(offered("diff", "web", "1", "") == ["1", "2"])
        #expect(offered("pin", "ghost", "").isEmpty)
    }

    /// What is in a box is asked of its own files, if it runs.
    @Test func programsOfABoxAreOffered() {
        #expect(offered("run", "web", "").isEmpty)
        let folder = FakeBoxFiles()
        folder.variables["PATH"] = "/usr/bin:/bin"
        folder.add("/usr/bin/gcc", "", isExecutable: true)
        folder.add("/usr/bin/a b", "", isExecutable: true)
        folder.add("/usr/bin/text", "")
        let host = sandbox.host
        host.agentAnswers = { _, _ in true }
        host.openFiles = { _ in folder }
        let answer = CompletedLine(["run", "web", ""]).answer(on: host)
        #expect(answer.text(for: .bash).contains("\ngcc\n"))
        #expect(!answer.text(for: .bash).contains("a b"))
        #expect(!answer.candidates.contains { $0.word == "text" })
        #expect(CompletedLine(["run", "--", ""]).answer(on: host) == answer)
        #expect(CompletedLine(["run", "web", "--", ""]).answer(on: host) == answer)
        let exported = CompletedLine(["export", "bin", "--box", "web", ""]).answer(on: host)
        #expect(exported == answer)
    }

    /// A shell would run what is in it.
    @Test(arguments: ["$(id)", "`id`", "a b", "a;b", "a\nb", "'", "\"", "*"])
    func namesThatAreNoPlainWordsAreNotOffered(_ name: String) {
        #expect(!Completion.isPlain(name))
        let answer = CompletionAnswer(candidates: [CompletionAnswer.Candidate(word: name)])
        for shell in HookShell.allCases { #expect(answer.text(for: shell) == "words\n") }
    }

    @Test func eachShellHasItsForm() {
        var answer = CompletionAnswer(candidates: [
            CompletionAnswer.Candidate(word: "a:b", description: "what: it\tis"),
            CompletionAnswer.Candidate(word: "c"),
        ])
        answer.typed = "a"
        #expect(answer.text(for: .bash) == "words\na:b\n")
        #expect(answer.text(for: .zsh) == "words\na\\:b:what: it?is\nc\n")
        #expect(answer.text(for: .fish) == "words\na:b\twhat: it?is\nc\n")
    }

    @Test func scriptsAreWritten() {
        let option = "--generate-completion-script"
        #expect(CompletionScript.asked([option, "zsh"], shell: nil) == .zsh)
        #expect(CompletionScript.asked(["\(option)=fish"], shell: nil) == .fish)
        #expect(CompletionScript.asked([option], shell: "/usr/bin/bash") == .bash)
        #expect(CompletionScript.asked([option, "csh"], shell: "/bin/bash") == nil)
        #expect(CompletionScript.asked(["run", option, "zsh"], shell: "/bin/bash") == nil)
    }
}
