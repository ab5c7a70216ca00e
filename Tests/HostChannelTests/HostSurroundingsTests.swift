import Boxes
import Linux
import Serving
import Testing
import Wire

@testable import HostChannel

@Suite struct HostSurroundingsTests {
    private let surroundings = HostSurroundings(
        environment: [
            "PATH=/usr/bin:/bin", "HOME=/home/amy", "LANG=de_DE.UTF-8", "DISPLAY=:0", "TERM=linux",
            "SSH_TTY=/dev/pts/9", "PWD=/old", "SHLVL=3", "ALCOVE_BOX=other", "NOTIFY_SOCKET=/x",
        ].map { Array($0.utf8) },
        home: "/home/amy",
        alcove: "/opt/alcove"
    )

    private func order(
        _ words: [String],
        _ permitted: String = "all",
        _ change: (inout SessionRequest) -> Void = { _ in }
    ) throws -> SessionOrder {
        var request = SessionRequest()
        request.arguments = words.map { Array($0.utf8) }
        change(&request)
        let guest = HostGuest(name: "web", permitted: try BoxSpec.HostCommands(permitted))
        return try surroundings.order(for: request, of: guest)
    }

    private func environment(
        _ permitted: String = "all",
        _ command: String = "env",
        _ change: (inout SessionRequest) -> Void = { _ in }
    ) throws -> [String] {
        try order([command], permitted, change).plan.environment.map(\.text).sorted()
    }

    private let hosts = ["DISPLAY=:0", "HOME=/home/amy", "LANG=de_DE.UTF-8", "PATH=/usr/bin:/bin"]

    @Test func environmentIsTheHostsLessWhatIsOneTerminals() throws {
        #expect(try environment() == hosts)
    }

    @Test func sessionBringsItsTerminalAndItsDesktop() throws {
        let found = try environment { request in
            request.environment = ["DISPLAY=:7", "TERM=foot", "LANG=C", "LD_PRELOAD=/x", "PATH=/y"]
                .map { Array($0.utf8) }
        }
        let expected = [
            "DISPLAY=:7", "HOME=/home/amy", "LANG=de_DE.UTF-8", "PATH=/usr/bin:/bin", "TERM=foot",
        ]
        #expect(found == expected)
    }

    @Test func whatWasAskedForByNameWins() throws {
        let found = try environment { $0.explicitEnvironment = [Array("PATH=/y".utf8)] }
        #expect(found.contains("PATH=/y"))
    }

    @Test func terminalHasAKind() throws {
        #expect(try environment { $0.terminals = .window }.contains("TERM=xterm"))
    }

    @Test func boxOfAListBringsItsTerminalAlone() throws {
        let found = try environment("env") { request in
            request.environment = ["DISPLAY=evil:0", "TERM=foot", "COLORTERM=a/../b", "NO_COLOR=1"]
                .map { Array($0.utf8) }
        }
        #expect(found == hosts.prefix(3) + ["NO_COLOR=1", "PATH=/usr/bin:/bin", "TERM=foot"])
    }

    @Test func boxOfAListSetsNoVariables() throws {
        #expect(throws: Refusal(.denied, subject: Array("--env".utf8))) {
            try order(["env"], "env") { $0.explicitEnvironment = [Array("A=1".utf8)] }
        }
    }

    /// Git in a box asks the host's for what its own helpers do not know.
    @Test(arguments: ["git", "ask"])
    func passwordsAreHadWhereGitIsPermitted(_ permitted: String) throws {
        let own = ["GIT_TERMINAL_PROMPT=0", "GIT_ASKPASS="]
        func found(_ words: [String], _ variables: [String]) throws -> [String] {
            try order(words, permitted) {
                $0.explicitEnvironment = variables.map { Array($0.utf8) }
            }.plan.environment.map(\.text)
        }
        #expect(try Set(own).isSubset(of: found(["git", "credential", "fill"], own)))
        let refused = Refusal(.denied, subject: Array("--env".utf8))
        for (words, variables) in [
            (["git", "credential", "fill"], ["GIT_ASKPASS=/tmp/x"]), (["git", "status"], own),
            (["git", "credential", "fill"], own + ["GIT_DIR=/tmp/x"]), (["git"], own),
        ] {
            #expect(throws: refused) { try found(words, variables) }
        }
    }

    /// Whoever started the box may have logged out since.
    @Test func desktopIsThatOfTheNewestCaller() throws {
        var surroundings = surroundings
        surroundings.desk = { ["DISPLAY=:9", "XAUTHORITY=/x"].map { Array($0.utf8) } }
        func found(_ permitted: String, _ own: [String] = []) throws -> [String] {
            var request = SessionRequest()
            request.arguments = [Array("env".utf8)]
            request.environment = own.map { Array($0.utf8) }
            let guest = HostGuest(name: "web", permitted: try BoxSpec.HostCommands(permitted))
            let all = try surroundings.order(for: request, of: guest).plan.environment
            return all.map(\.text).filter { !self.hosts.dropFirst().contains($0) }.sorted()
        }
        #expect(try found("env") == ["DISPLAY=:9", "XAUTHORITY=/x"])
        #expect(try found("env", ["DISPLAY=evil:0"]) == ["DISPLAY=:9", "XAUTHORITY=/x"])
        // A service of the box's knows no desktop; a session knows its own, or that it has none.
        #expect(try found("all") == ["DISPLAY=:9", "XAUTHORITY=/x"])
        let runtime = "XDG_RUNTIME_DIR=/run/user/7"
        #expect(try found("all", [runtime]) == [runtime])
        #expect(try found("all", [runtime, "DISPLAY=:3"]) == ["DISPLAY=:3", runtime])
    }

    @Test func deskOfACallerIsKeptWhereThereIsOne() throws {
        let folder = try ProgramFolder()
        let desk = CallerDesk(at: HostPlace(folder: folder.path))
        func lay(_ words: String...) -> [String]? {
            desk.lay(words.map { Array($0.utf8) })
            return desk.variables?.map(\.text)
        }
        #expect(lay("HOME=/home/amy", "XDG_RUNTIME_DIR=/run/user/7") == nil)
        let first = lay("HOME=/home/amy", "DISPLAY=:1", "XAUTHORITY=/a", "LD_PRELOAD=/x")
        #expect(first == ["DISPLAY=:1", "XAUTHORITY=/a"])
        // Who comes over ssh, or as a service, takes no display away.
        #expect(lay("DISPLAY=", "SSH_AUTH_SOCK=/s") == first)
        #expect(lay("WAYLAND_DISPLAY=wayland-1") == ["WAYLAND_DISPLAY=wayland-1"])
        let status = FileStatus(folder.path + "/host.desk")
        #expect(status?.mode == 0o600)
        #expect(lay("WAYLAND_DISPLAY=wayland-1") == ["WAYLAND_DISPLAY=wayland-1"])
        #expect(FileStatus(folder.path + "/host.desk")?.inode == status?.inode)
        // What somebody else puts there is no more than that.
        try folder.write("host.desk", "DISPLAY=:2\0LD_PRELOAD=/x\0PATH=/y")
        #expect(desk.variables?.map(\.text) == ["DISPLAY=:2"])
    }

    @Test func onlyAlcoveLearnsWhichBoxCalls() throws {
        #expect(try environment("all", "alcove").contains("ALCOVE_BOX=web"))
        #expect(try environment("alcove", "alcove").contains("ALCOVE_BOX=web"))
        #expect(try !environment().contains { $0.hasPrefix("ALCOVE_BOX") })
    }

    @Test func callersDirectoryIsFirstAndTheHomeIsForThoseWithout() throws {
        let order = try order(["pwd"]) { $0.directories = [Array("/srv/a".utf8)] }
        #expect(order.directories.candidates.map(\.text) == ["/srv/a", "/home/amy", "/"])
        #expect(order.directories.elsewhere == 1)
        let asked = try self.order(["pwd"]) {
            $0.directories = [Array("/srv/a".utf8)]
            $0.workdir = Array("/tmp".utf8)
        }
        #expect(asked.directories.candidates.map(\.text) == ["/tmp"])
        #expect(asked.directories.elsewhere == 1)
    }

    @Test func deniedIsToldByTheCommand() throws {
        #expect(throws: Refusal(.denied, subject: Array("rm".utf8))) { try order(["rm"], "none") }
        let long = String(repeating: "a", count: 9000)
        #expect(throws: Refusal(.denied, subject: Array(long.utf8.prefix(1024)))) {
            try order([long], "none")
        }
    }

    @Test(arguments: [
        "root", "login", "detached", "shell", "limits", "nothing", "empty", "zero in a word",
        "zero in a variable", "zero in a directory", "zero in a place",
    ])
    func whatNoBoxAsksIsNotUnderstood(part: String) throws {
        #expect(throws: Refusal(.badRequest, subject: [])) {
            try order(["true"]) { request in
                switch part {
                case "root": request.root = true
                case "login": request.login = true
                case "detached": request.detached = true
                case "shell": request.shell = Array("sh".utf8)
                case "limits": request.limits = [.init(resource: 7, soft: 1, hard: 1)]
                case "nothing": request.arguments = []
                // To the kernel they would be shorter than what was looked at.
                case "zero in a word": request.arguments = [Array("true".utf8), [0x61, 0, 0x62]]
                case "zero in a variable": request.explicitEnvironment = [Array("A=b\0c".utf8)]
                case "zero in a directory": request.directories = [Array("/\0x".utf8)]
                case "zero in a place": request.workdir = Array("/\0x".utf8)
                default: request.arguments = [[]]
                }
            }
        }
    }

    /// What has something opened is a process of this tool's, where it may be had at all.
    @Test func openerAsksTheDesktopFirst() throws {
        let folder = try ProgramFolder("xdg-open")
        let surroundings = HostSurroundings(
            environment: [Array("PATH=\(folder.path)".utf8)],
            home: "/home/amy",
            alcove: "/opt/alcove"
        )
        let program = folder.path + "/xdg-open"
        func order(_ permitted: String, _ command: String, granted: Bool = false) throws -> [String]
        {
            var request = SessionRequest()
            request.arguments = [command, "https://example.org"].map { Array($0.utf8) }
            var guest = HostGuest(name: "web", permitted: try BoxSpec.HostCommands(permitted))
            guest.grants = HostGrants(file: folder.path + "/grants")
            if granted { try guest.grants?.add(Array(program.utf8)) }
            let plan = try surroundings.order(for: request, of: guest).plan
            return plan.programs.map(\.text) + plan.arguments.dropFirst().map(\.text)
        }
        let asked = ["/opt/alcove", "host-open", program, "--", "https://example.org"]
        #expect(try order("all", "xdg-open") == asked)
        #expect(try order("xdg-open", "xdg-open") == asked)
        #expect(try order("ask", "xdg-open")[1] == "host-question")
        #expect(try order("ask", "xdg-open", granted: true) == asked)
        #expect(try order("all", program) == [program, "https://example.org"])
        #expect(throws: Refusal(.denied, subject: Array("xdg-open".utf8))) {
            try order("none", "xdg-open")
        }
        try File.remove(program)
        let portal = ["/opt/alcove", "host-open", "--", "https://example.org"]
        #expect(try order("xdg-open", "xdg-open") == portal)
        // The user can be asked for a program alone.
        #expect(try order("ask", "xdg-open") == ["https://example.org"])
    }

    @Test func modesMaskIsTheCallersAndNoMore() throws {
        #expect(try order(["true"]) { $0.umask = 0o7027 }.plan.umask == 0o027)
    }
}

@Suite struct HostLogTests {
    @Test func linesHoldOneLineOfPlainText() throws {
        let folder = try ProgramFolder()
        let log = HostLog(file: folder.path + "/host.log", journal: "/nonexistent")
        log.write("denied: a\nb\u{1b}[31m ü\u{202e}", box: "web")
        let text = try File.read(folder.path + "/host.log").text
        let line = "box 'web': denied: a\\nb\\u{1B}[31m \\u{00FC}\\u{202E}\n"
        #expect(text.hasSuffix(line), "\(text)")
        #expect(text.split(separator: "\n").count == 1)
        log.write(String(repeating: "x", count: 100_000), box: "web")
        #expect(try File.read(folder.path + "/host.log").count < 1000)
    }

    @Test func lineBeginsWithItsTime() throws {
        let folder = try ProgramFolder()
        HostLog(file: folder.path + "/host.log", journal: "/none").write("x", box: "web")
        let line = try File.read(folder.path + "/host.log").text
        let now = Clock.text(Clock.now)
        #expect(line.prefix(13) == now.prefix(13) && line.hasSuffix("Z box 'web': x\n"), "\(line)")
        #expect(Clock.text(0) == "1970-01-01T00:00:00Z")
        #expect(Clock.text(1_795_340_405) == "2026-11-22T09:40:05Z")
    }

    @Test func fileOfAFloodStaysSmall() throws {
        let folder = try ProgramFolder()
        let log = HostLog(file: folder.path + "/host.log", journal: "/nonexistent")
        for _ in 0..<2000 { log.write(String(repeating: "x", count: 400), box: "web") }
        for name in File.names(in: folder.path) {
            #expect(try File.read(folder.path + "/" + name).count < 300 << 10)
        }
        #expect(File.names(in: folder.path).sorted() == ["host.log", "host.log.old"])
    }

    @Test func linkInTheFilesPlaceIsNotWrittenThrough() throws {
        let folder = try ProgramFolder("victim")
        try File.link(folder.path + "/host.log", to: folder.path + "/victim")
        HostLog(file: folder.path + "/host.log", journal: "/nonexistent").write("x", box: "web")
        #expect(try File.read(folder.path + "/victim").text == "#!/bin/sh\n")
    }
}
