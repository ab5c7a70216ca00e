import Linux
import Serving
import Testing
import Wire

@testable import Agent

@Suite struct SessionCommandTests {
    private func command(
        _ words: [String],
        login: Bool = false,
        shell: String? = "/bin/bash",
        path: String = "/usr/bin:/bin"
    ) -> [[String]]? {
        var request = SessionRequest()
        request.arguments = bytes(words)
        request.login = login
        let command = SessionCommand.make(
            for: request,
            shell: shell.map { Array($0.utf8) },
            path: Array(path.utf8)
        )
        return command.map { [$0.programs.map(\.text), $0.arguments.map(\.text)] }
    }

    @Test func shellIsGivenItsName() {
        #expect(command([]) == [["/bin/bash"], ["bash"]])
        #expect(command([], login: true) == [["/bin/bash"], ["-bash"]])
        #expect(command([], login: true, shell: "/opt/fish") == [["/opt/fish"], ["-fish"]])
        #expect(command([], shell: nil) == nil)
    }

    @Test func loginShellBecomesTheCommand() {
        #expect(
            command(["a b", "$c"], login: true) == [
                ["/bin/bash"],
                ["/bin/bash", "-l", "-c", "exec \"$@\"", "/bin/bash", "a b", "$c"],
            ]
        )
        #expect(
            command(["a b", "$c"], login: true, shell: "/usr/bin/fish") == [
                ["/usr/bin/fish"],
                ["/usr/bin/fish", "-l", "-c", "exec $argv", "a b", "$c"],
            ]
        )
        #expect(command(["a"], login: true, shell: nil) == nil)
    }

    @Test(arguments: [
        ("/usr/bin:/bin", ["/usr/bin/id", "/bin/id"]), (":/bin:", ["./id", "/bin/id", "./id"]),
        ("", ["./id"]), ("/a::/b", ["/a/id", "./id", "/b/id"]),
    ])
    func commandIsLookedForInThePath(_ path: String, _ programs: [String]) {
        #expect(command(["id", "-u"], shell: nil, path: path) == [programs, ["id", "-u"]])
    }

    @Test(arguments: ["/bin/id", "./id", "a/b", "/"])
    func commandWithASlashIsNotLookedFor(_ word: String) {
        #expect(command([word], shell: nil) == [[word], [word]])
    }
}
