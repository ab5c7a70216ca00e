import Linux
import Testing

@testable import Agent

/// Words of a command line, as bytes.
func bytes(_ words: [String]) -> [[UInt8]] { words.map { Array($0.utf8) } }

@Suite struct SudoWordsTests {
    private func read(_ words: String...) throws -> SudoWords { try SudoWords(bytes(words)) }

    private func expected(_ command: [String], _ change: (inout SudoWords) -> Void) throws
        -> SudoWords
    {
        var words = try SudoWords(bytes(["x"]))
        words.command = bytes(command)
        change(&words)
        return words
    }

    @Test(arguments: [
        ["-n", "ls", "-l"], ["-H", "--", "ls", "-l"], ["-nHSAbBN", "ls", "-l"],
        ["-g", "staff", "ls", "-l"],
        ["-p", "?", "-C", "3", "-T", "1", "-r", "r", "-t", "t", "ls", "-l"],
        ["--set-home", "--non-interactive", "--stdin", "--askpass", "--background", "ls", "-l"],
        ["--group=staff", "--prompt", "?", "--close-from=3", "--no-update", "--bell", "ls", "-l"],
        ["-uroot", "ls", "-l"], ["--user=root", "ls", "-l"], ["-k", "ls", "-l"],
        ["--reset-timestamp", "ls", "-l"],
    ])
    func optionsThatChangeNothingArePassedOver(_ words: [String]) throws {
        #expect(try SudoWords(bytes(words)) == expected(["ls", "-l"]) { _ in })
    }

    @Test func optionsSayWhatIsToBeDone() throws {
        #expect(try read("-u", "amy", "id") == expected(["id"]) { $0.user = "amy" })
        #expect(try read("-nu#7", "id") == expected(["id"]) { $0.user = "#7" })
        #expect(try read("--user", "amy", "id") == expected(["id"]) { $0.user = "amy" })
        #expect(
            try read("-D/srv", "pwd") == expected(["pwd"]) { $0.directory = Array("/srv".utf8) }
        )
        #expect(
            try read("--chdir=/a=b", "pwd")
                == expected(["pwd"]) { $0.directory = Array("/a=b".utf8) }
        )
        #expect(try read("-E", "env") == expected(["env"]) { $0.keepsEnvironment = true })
        #expect(
            try read("--preserve-env", "env") == expected(["env"]) { $0.keepsEnvironment = true }
        )
        #expect(try read("-i") == expected([]) { $0.login = true })
        #expect(try read("--login", "id") == expected(["id"]) { $0.login = true })
        #expect(try read("-s") == expected([]) { $0.shell = true })
        #expect(
            try read("-sE", "--shell", "id")
                == expected(["id"]) {
                    $0.shell = true
                    $0.keepsEnvironment = true
                }
        )
    }

    @Test(arguments: [
        (["-v"], SudoWords.Action.nothing), (["-k"], .nothing), (["-K"], .nothing),
        (["--validate"], .nothing), (["--reset-timestamp"], .nothing),
        (["--remove-timestamp"], .nothing), (["-V"], .version), (["--version"], .version),
        (["-h"], .help), (["--help"], .help), (["-l"], .list), (["--list"], .list),
        (["-nl"], .list),
    ])
    func optionsThatAreACommandOfTheirOwnNeedNone(_ words: [String], _ action: SudoWords.Action)
        throws
    {
        #expect(try SudoWords(bytes(words)).action == action)
    }

    @Test func variablesStandBeforeTheCommand() throws {
        #expect(
            try read("A=b", "C==", "env", "D=e")
                == expected(["env", "D=e"]) { $0.variables = bytes(["A=b", "C=="]) }
        )
        #expect(
            try read("--", "A=b", "env") == expected(["env"]) { $0.variables = bytes(["A=b"]) }
        )
        #expect(try read("/opt/a=b", "c") == expected(["/opt/a=b", "c"]) { _ in })
        #expect(try read("=x") == expected(["=x"]) { _ in })
    }

    @Test func wordsAfterTheCommandAreItsOwn() throws {
        #expect(try read("ls", "-u", "--") == expected(["ls", "-u", "--"]) { _ in })
        #expect(try read("-", "x") == expected(["-", "x"]) { _ in })
        #expect(try read("--", "-i") == expected(["-i"]) { _ in })
    }

    @Test func bytesThatAreNoTextStay() throws {
        let words = try SudoWords([Array("--chdir=/".utf8) + [0xff], [0xfe]])
        #expect(
            words
                == (try expected([]) {
                    $0.directory = [0x2f, 0xff]
                    $0.command = [[0xfe]]
                })
        )
    }

    @Test(
        arguments: [
            ([], nil), (["-n"], nil), (["--"], nil), (["A=b"], nil), (["-z", "id"], "-z"),
            (["-nz", "id"], "-nz"), (["-u"], "-u"), (["--user"], "--user"),
            (["--bogus", "id"], "--bogus"),
            (["--bogus=1", "id"], "--bogus=1"), (["--=", "id"], "--="),
        ] as [([String], String?)]
    )
    func misuseNamesTheOption(_ words: [String], _ option: String?) {
        #expect(throws: SudoWords.Misuse(option: option)) { try SudoWords(bytes(words)) }
    }

    @Test func emptyValueTakesNoOtherWord() throws {
        #expect(try read("--user=", "id") == expected(["id"]) { $0.user = "" })
    }
}

@Suite struct SudoCommandTests {
    private let path = Array("/sbin::/bin".utf8)
    private let bash = Array("/bin/bash".utf8)

    private func resolve(
        _ words: [String],
        login: Bool = false,
        shell: Bool = false,
        with path: [UInt8]? = nil
    ) -> [[String]]? {
        var command = SudoCommand(words: bytes(words))
        command.login = login
        command.throughShell = shell
        let found = command.resolve(shell: bash, path: path ?? self.path)
        return found.map { [$0.0.map(\.text), $0.1.map(\.text)] }
    }

    @Test func commandIsLookedForInThePathAndNeverHere() {
        #expect(resolve(["id", "-u"]) == [["/sbin/id", "/bin/id"], ["id", "-u"]])
        #expect(resolve(["./id"]) == [["./id"], ["./id"]])
        #expect(resolve(["id"], with: []) == [[], ["id"]])
    }

    @Test func shellIsGivenItsName() {
        #expect(resolve([], login: true) == [["/bin/bash"], ["-bash"]])
        #expect(resolve([], shell: true) == [["/bin/bash"], ["bash"]])
        #expect(resolve(["a b"], login: true) == [["/bin/bash"], ["-bash", "-c", "'a b'"]])
        #expect(
            resolve(["echo", "$HOME", ""], shell: true)
                == [["/bin/bash"], ["bash", "-c", "'echo' '$HOME' ''"]]
        )
    }

    @Test func shellThatIsMissingIsNoCommand() {
        var command = SudoCommand(words: [])
        command.login = true
        #expect(command.resolve(shell: nil, path: path) == nil)
    }

    @Test(arguments: [
        ("", "''"), ("a", "'a'"), ("'", "''\\'''"), ("a'b", "'a'\\''b'"), ("\\", "'\\'"),
        ("\n;$(x)`y`", "'\n;$(x)`y`'"),
    ])
    func wordIsEscapedWhole(_ word: String, _ escaped: String) {
        #expect(SudoCommand.escaped(Array(word.utf8)).text == escaped)
    }
}
