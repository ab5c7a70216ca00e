import Attach
import Linux
import Testing
import Wire

@testable import Agent

@Suite struct HostWordsTests {
    private func read(_ words: String...) throws -> HostWords { try HostWords(bytes(words)) }

    @Test func commandBeginsBehindTheDashesOrAtTheFirstWord() throws {
        for words in [["host", "--", "ls", "-l"], ["host", "ls", "-l"]] {
            #expect(try HostWords(bytes(words)).command == bytes(["ls", "-l"]))
        }
        #expect(try read("host", "--", "-x").command == bytes(["-x"]))
        #expect(try read("host", "ls", "--", "-w", "x").command == bytes(["ls", "--", "-w", "x"]))
        #expect(try read("host", "-", "a").command == bytes(["-", "a"]))
    }

    @Test func optionsHaveTheirValuesInEveryForm() throws {
        for words in [
            ["-w", "/a", "-e", "A=1"], ["-w/a", "-eA=1"], ["-w=/a", "-e=A=1"],
            ["--workdir", "/a", "--env", "A=1"], ["--workdir=/a", "--env=A=1"],
        ] {
            let read = try HostWords(bytes(["host"] + words + ["--", "ls"]))
            #expect(read.workdir?.text == "/a")
            #expect(read.variables == bytes(["A=1"]))
            #expect(read.command == bytes(["ls"]))
        }
    }

    @Test func everythingElseIsTheHostsAlcoves() throws {
        #expect(try read("list", "--json").command == bytes(["alcove", "list", "--json"]))
        #expect(try read().command == bytes(["alcove"]))
        #expect(try read("-q", "host").command == bytes(["alcove", "-q", "host"]))
        #expect(try HostWords([[0xff]]).command == [Array("alcove".utf8), [0xff]])
    }

    @Test func slipsAreToldOf() {
        #expect(throws: HostWords.Misuse.noCommand) { try read("host") }
        #expect(throws: HostWords.Misuse.noCommand) { try read("host", "-w", "/", "--") }
        #expect(throws: HostWords.Misuse.unknownOption("-T")) { try read("host", "-T", "ls") }
        #expect(throws: HostWords.Misuse.unknownOption("--help=1")) {
            try read("host", "--help=1")
        }
        #expect(throws: HostWords.Misuse.missingValue("-e")) { try read("host", "-e") }
    }
}

@Suite struct HostDirectoriesTests {
    @Test(arguments: [
        ("/home/amy/src", "/home/amy/src"), ("/home/amy", "/home/amy"), ("/data/x", "/srv/x"),
        ("/data", "/srv"), ("/run/host", "/"), ("/run/host/etc", "/etc"), ("/database", nil),
        ("/", nil), ("/usr/src", nil), ("/run/hostile", nil),
    ])
    func isWhereTheHostHasIt(path: String, place: String?) {
        let found = HostDirectories.place(of: Array(path.utf8), in: BoxSetup.ofAmy.mounts)
        #expect(found?.text == place)
    }

    @Test func theLongestMountSays() {
        let mounts = [("/a", "/x"), ("/b", "/x/y"), ("/c", "/x/y/z")].map {
            BoxSetup.Mapping(host: Array($0.0.utf8), box: Array($0.1.utf8))
        }
        for mounts in [mounts, mounts.reversed()] {
            let found = HostDirectories.place(of: Array("/x/y/q".utf8), in: mounts)
            #expect(found?.text == "/b/q")
        }
    }

    /// A link of the box may lead elsewhere on the host.
    @Test func directoryIsNamedAsTheCallerDoesWhereThatIsTheSame() {
        let mounts = [
            BoxSetup.Mapping(host: Array("/home/amy".utf8), box: Array("/home/amy".utf8)),
            BoxSetup.Mapping(host: Array("/home/amy/proj".utf8), box: Array("/w".utf8)),
        ]
        func places(_ physical: String, _ logical: String) -> [String] {
            HostDirectories.places(
                of: Array(physical.utf8),
                called: Array(logical.utf8),
                in: mounts
            ).map(\.text)
        }
        #expect(places("/home/amy/a", "/home/amy/l") == ["/home/amy/l", "/home/amy/a"])
        #expect(places("/usr/share", "/w/link") == [])
        #expect(places("/usr/share", "/home/amy/l") == [])
        #expect(places("/w/a", "/w/l") == ["/home/amy/proj/a"])
        #expect(places("/w/a", "/home/amy/l") == ["/home/amy/proj/a"])
    }
}

@Suite struct HostCommandStepTests {
    @Test func alcoveIsTheAgentsProgram() throws {
        let box = try BoxRoot()
        try box.setUp(only: ["host-command"])
        #expect(box.tree["usr/bin/alcove"] == "-> /.alcove/init")
        let before = box.tree
        try box.setUp(only: ["host-command"])
        #expect(box.tree == before)
    }

    @Test(arguments: ["usr/bin/alcove", "usr/local/bin/alcove", "bin/alcove"])
    func anotherProgramOfThatNameStays(path: String) throws {
        let box = try BoxRoot([path: "theirs"])
        let before = box.tree
        try box.setUp(only: ["host-command"])
        #expect(box.tree == before)
    }
}

@Suite struct HostFailureTests {
    @Test func denialSaysWhatMayBeDone() {
        let refusal = AttachError.refused(Refusal(.denied, subject: Array("rm".utf8)))
        let failure = HostFailure(refusal, box: "web")
        #expect(failure.status == 126)
        #expect(
            failure.lines == """
                error: box 'web' may not run 'rm' on the host
                hint: On the host, 'alcove edit web --host-commands …' says what it may run.

                """
        )
    }

    @Test func statusesAreThoseOfAShell() {
        func status(_ reason: Refusal.Reason) -> Int32 {
            HostFailure(.refused(Refusal(reason, subject: [])), box: "web").status
        }
        #expect(status(.notFound) == 127)
        #expect(status(.notExecutable) == 126)
        #expect(status(.noDirectory) == 125)
        #expect(HostFailure(.lost, box: "web").status == 125)
        #expect(HostFailure(HostWords.Misuse.noCommand).status == 64)
    }
}
