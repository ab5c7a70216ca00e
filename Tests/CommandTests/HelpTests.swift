import ArgumentParser
import FoundationEssentials
import Linux
import Testing

@testable import alcove

@Suite struct HelpTests {
    @Test func everyCommandAndOptionHasHelp() throws {
        for (words, command) in Grammar.own().commands {
            #expect(command.abstract?.isEmpty == false, "\(words)")
            for argument in command.arguments ?? [] where argument.shouldDisplay {
                let name = argument.preferredName?.name ?? argument.valueName ?? ""
                #expect(argument.abstract?.isEmpty == false, "\(words) \(name)")
            }
        }
    }

    @Test func everyCommandAndOptionIsInTheReference() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = try Data(contentsOf: root.appending(path: "docs/commands.md"))
        let sections = String(decoding: file, as: UTF8.self).split(separator: "\n## ")
        for (words, command) in Grammar.own().commands {
            let section = sections.first { $0.hasPrefix("`\(words)`") } ?? ""
            #expect(!section.isEmpty, "\(words)")
            let shared = sections.first { $0.hasPrefix("Options of all commands") } ?? ""
            for argument in command.arguments ?? [] where argument.shouldDisplay {
                guard let name = argument.preferredName, name.kind == "long" else { continue }
                let isTold = [section, shared].contains { $0.contains("`--\(name.name)") }
                #expect(isTold, "\(words) --\(name.name)")
            }
        }
    }
}

@Suite struct GlobalWordsTests {
    private func moved(_ words: String...) -> [String] {
        GlobalWords.behindVerb([Array("alcove".utf8)] + words.map { Array($0.utf8) }).dropFirst()
            .map(\.text)
    }

    @Test func meanTheSameBeforeTheCommand() {
        #expect(
            moved("-q", "--engine", "docker", "create", "-i", "x")
                == ["create", "-q", "--engine", "docker", "-i", "x"]
        )
        #expect(moved("-v", "--engine=p", "ls") == ["ls", "--verbose", "--engine=p"])
        #expect(moved("-q", "export", "bin", "x") == ["export", "bin", "-q", "x"])
        #expect(moved("-q", "export") == ["export", "-q"])
        #expect(moved("rm", "-q", "x") == ["rm", "-q", "x"])
        #expect(moved("--version") == ["--version"])
        #expect(moved("-q", "--bogus", "ls") == ["--bogus", "ls", "-q"])
        #expect(moved("--engine") == ["--engine"])
        #expect(moved() == [])
    }
}

@Suite struct CompletionTests {
    @Test func everyShellHasAScript() {
        for shell in CompletionShell.allCases {
            #expect(Alcove.completionScript(for: shell).contains("alcove"))
        }
    }
}
