import Linux
import Serving
import Testing
import Wire

@testable import Agent

/// How prompts come to show the box; that they do is a system test, with the shells themselves.
@Suite struct PromptTests {
    private let fish = "etc/fish/conf.d/alcove.fish"

    @Test func zshIsLedToOursFirst() throws {
        let box = try BoxRoot()
        #expect(try box.setUp(only: ["prompts"]) == [:])
        let file = box.read(".alcove/zsh/.zshenv") ?? ""
        #expect(file.contains("source ${ZDOTDIR-$HOME}/.zshenv"))
        // It is the agent's, as the whole directory is.
        try box.write(".alcove/zsh/.zshenv", "old")
        try box.setUp(only: ["prompts"])
        #expect(box.read(".alcove/zsh/.zshenv") == file)
    }

    @Test func fishHasAFileWhereThereIsFish() throws {
        let box = try BoxRoot()
        try box.setUp(only: ["prompts"])
        #expect(box.read(fish) == nil)
        try box.write("etc/fish/config.fish", "")
        try box.setUp(only: ["prompts"])
        #expect(box.read(fish)?.contains("--on-event fish_prompt") == true)
        try box.write(fish, "the user's")
        try box.setUp(only: ["prompts"])
        #expect(box.read(fish) == "the user's")
    }

    @Test(arguments: ["bash", "-bash", "sh", "zsh-static", "/bin/zsh"])
    func otherCommandsAreLeftAlone(_ name: String) throws {
        var request = SessionRequest()
        request.arguments = [Array(name.utf8)]
        let entries = [Array("ZDOTDIR=/mine".utf8)]
        let command = try #require(SessionCommand.make(for: request, shell: nil, path: []))
        #expect(ShellPrompts.add(to: entries, for: command) == entries)
    }
}
