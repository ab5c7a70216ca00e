import Testing

@testable import Exports

/// Unit files, as systemd reads them.
@Suite struct UnitTests {
    private func unit(_ text: String) -> UnitFile { UnitFile(Array(text.utf8)) }

    @Test func valuesAddUpUntilAnEmptyOneTakesThemBack() {
        let file = unit(
            """
            # comment
            [Unit]
            Description = A  service \r
            [Service]
            ExecStart=/bin/one
            ExecStart=
            ExecStart=/bin/two \\
            ; in between
                three
            nonsense
            =nothing
            """
        )
        #expect(file.value("Unit", "Description") == "A  service")
        #expect(file.values("Service", "ExecStart") == ["/bin/two  three"])
        #expect(file.value("Unit", "ExecStart") == nil)
        #expect(file.assignments.count == 4)
    }

    @Test func dropInsComeBehind() {
        var file = unit("[Service]\nType=simple\nExecStart=/a\n")
        file.add(Array("[Service]\nExecStart=\nExecStart=/b\nType=notify".utf8))
        #expect(file.values("Service", "ExecStart") == ["/b"])
        #expect(file.value("Service", "Type") == "notify")
    }

    @Test(arguments: [
        ("one two", ["one", "two"]), ("  'a b'  \"c d\" ", ["a b", "c d"]),
        (#"a\x41\101\u00e9\s\t"#, ["aAA\u{e9} \t"]), ("\"it's\" 'a\"b'", ["it's", "a\"b"]),
        ("''", [""]), ("", []), ("a'b c'd", ["ab cd"]),
    ])
    func wordsAreSplit(_ value: String, _ words: [String]) {
        #expect(UnitWords.split(value)?.map(\.text) == words)
    }

    @Test(arguments: ["'open", "\"open", #"\"#, #"\x4"#, #"\x+1"#, #"\q"#, #"\x00"#, #"\xff"#])
    func whatSystemdRefusesIsNoWord(_ value: String) {
        #expect(UnitWords.split(value) == nil)
    }

    @Test func commandsHaveSigns() throws {
        let commands = try #require(UnitCommand.list("-@/bin/sh name -c 'a; b' ; +:/bin/true"))
        #expect(commands.map(\.words) == [["/bin/sh", "-c", "a; b"], ["/bin/true"]])
        #expect(commands[0].ignoresFailure && commands[0].hasOwnName)
        #expect(commands[1].isPrivileged && commands[1].keepsDollars)
        #expect(UnitCommand.list("-") == nil)
        #expect(UnitCommand.list("@/bin/sh") == nil)
    }

    @Test(arguments: [
        ("/bin/kill -HUP $MAINPID", "SIGHUP"), ("kill -s USR1 ${MAINPID}", "SIGUSR1"),
        ("/usr/bin/kill $MAINPID", "SIGTERM"), ("/bin/kill -1 $MAINPID", "SIGHUP"),
        ("/bin/kill -s SIGTERM -- $MAINPID", "SIGTERM"),
    ])
    func killIsASignal(_ line: String, _ signal: String) throws {
        #expect(try #require(UnitCommand.list(line)).map(\.signal) == [signal])
    }

    @Test(arguments: [
        "/bin/kill -HUP 1", "/bin/kill -RTMIN+3 $MAINPID", "/bin/kill -HUP $MAINPID 1",
        "/bin/echo $MAINPID", "/bin/kill x $MAINPID",
    ])
    func nothingElseIsASignal(_ line: String) throws {
        #expect(try #require(UnitCommand.list(line)).map(\.signal) == [nil])
    }

    @Test func variablesAreReplacedInWords() {
        var variables = UnitVariables()
        variables.set("A", "one 'two three'")
        variables.set("E", "")
        #expect(
            variables.replaced(in: ["$A", "$A", "${A}x", "$E", "$$A", "a$A", "${NONE}", "$9"])
                == ["$A", "one", "two three", "one 'two three'x", "$A", "a$A", "", "$9"]
        )
    }

    @Test func environmentFilesAreReadAsTheManagerDoes() {
        var variables = UnitVariables()
        variables.add(
            file: Array(
                """
                # comment
                A=plain words\u{20}
                B="quoted \\"$x\\" \\n"
                C='single \\ "'
                D=a\\ b
                bad name=1
                9=1
                E=one\\
                two
                ; end
                """.utf8
            )
        )
        #expect(variables.names == ["A", "B", "C", "D", "E"])
        #expect(
            variables.all.map(\.value)
                == ["plain words", "quoted \"$x\" \\n", "single \\ \"", "a b", "onetwo"]
        )
    }

    @Test func specifiersStandForWhatIsKnown() {
        let specifiers = UnitSpecifiers(
            unit: "ssh@one.service",
            user: "amy",
            home: "/home/amy",
            isSystems: false
        )
        #expect(
            specifiers.replaced(in: "%n %N %p %i %u %h 100%% %E")
                == "ssh@one.service ssh@one ssh one amy /home/amy 100% /home/amy/.config"
        )
        for text in ["%", "%x", "%H", "%m"] { #expect(specifiers.replaced(in: text) == nil) }
    }

    /// What is quoted is read as itself: by the same rules, written by another hand.
    @Test func quotedWordsMeanThemselves() throws {
        let pieces = [
            "a", " ", "\"", "'", "\\", "$", "%", "{", "}", "\n", "\t", "\u{1}", "\u{7f}", ";", "#",
            "é", "x41", "MAINPID", "[Service]", "=", "-", "@", "\u{2028}",
        ]
        var dice = SystemRandomNumberGenerator()
        let specifiers = UnitSpecifiers(unit: "a.service", user: "u", home: "/h", isSystems: true)
        for _ in 0..<5000 {
            let count = Int.random(in: 0...8, using: &dice)
            let text = (0..<count).map { _ in pieces.randomElement(using: &dice) ?? "" }.joined()
            let line = "/bin/tool " + UnitQuoting.word(text)
            #expect(!line.utf8.contains { $0 < 0x20 })
            let words = try #require(UnitCommand.list(line)).map(\.words)
            let replaced = try words[0].map { try #require(specifiers.replaced(in: $0)) }
            #expect(words.count == 1)
            #expect(UnitVariables().replaced(in: replaced) == ["/bin/tool", text])
        }
    }

    @Test func filesOfAnyBytesAreRead() {
        var dice = SystemRandomNumberGenerator()
        let telling = Array(
            "[Service]\nExecStart=-@\\\"' $MAINPID ${A}%i\n\r\0\u{ff}\\x4Env=;#".utf8
        )
        var understood = 0
        for _ in 0..<3000 {
            let bytes = (0..<Int.random(in: 0...80, using: &dice)).map { _ in
                telling.randomElement(using: &dice) ?? 0
            }
            let file = UnitFile(Array("[Service]\nExecStart=".utf8) + bytes)
            for value in file.values("Service", "ExecStart") {
                understood += UnitCommand.list(value) == nil ? 0 : 1
            }
            var variables = UnitVariables()
            variables.add(file: bytes)
        }
        #expect(understood > 100)
    }
}
