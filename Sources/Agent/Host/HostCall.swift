import Attach
import Glibc
import Linux
import Serving
import Wire

/// Is `alcove` in a box: runs a command on the host, with this one's streams, terminal and signals.
package enum HostCall {
    /// - Returns: the exit status: the command's, or 64, 125, 126 or 127 with a line that says why.
    package static func run(_ words: [[UInt8]]) -> Int32 {
        // The host's hook would be one for the host.
        if words.count == 2, words[0] == Array("hook".utf8), let hook = BoxHook.text(words[1].text)
        {
            say(hook, to: 1)
            return 0
        }
        do throws(HostFailure) {
            var setup = try readSetup()
            // A box that was renamed since its start knows so from its sessions.
            setup.boxName = Environment.value("ALCOVE_BOX") ?? setup.boxName
            try becomeCaller(setup.user)
            let words = try read(words)
            if words.wantsHelp {
                say(usage, to: 1)
                return 0
            }
            return try call(words, setup)
        } catch {
            say(error.lines, to: 2)
            return error.status
        }
    }

    /// Is a command of the host's by its own name.
    package static func run(shim name: String, _ words: [[UInt8]]) -> Int32 {
        var words = words
        if name == HostShims.opener {
            do throws(HostFailure) {
                words = try opened(words)
            } catch {
                say(error.lines, to: 2)
                return error.status
            }
        }
        return run([Array("host".utf8), Array("--".utf8), Array(name.utf8)] + words)
    }

    /// What is to be opened as the host knows it; a file that it has not goes along as the input.
    private static func opened(_ words: [[UInt8]]) throws(HostFailure) -> [[UInt8]] {
        let setup = try readSetup()
        // What the caller may not read is not handed to the host.
        try becomeCaller(setup.user)
        do {
            return try HostOpener.words(words, in: setup.mounts, from: Process.directory ?? [])
        } catch {
            guard words.count == 1 else {
                let path = error.path.text
                throw HostFailure("'\(path)' is not on the host, which is to open it", status: 2)
            }
            try HostOpener.handOver(error.path)
            return [OpenerWord.input]
        }
    }

    private static let usage = """
        Run one command on the host; every other 'alcove …' in a box is the host's own.

        usage: alcove host [-w directory] [-e key[=value]]... [--] command [argument]...

        """

    private static func read(_ words: [[UInt8]]) throws(HostFailure) -> HostWords {
        do { return try HostWords(words) } catch { throw HostFailure(error) }
    }

    private static func readSetup() throws(HostFailure) -> BoxSetup {
        do {
            return try BoxSetup(bytes: try File.read("/.alcove/setup"))
        } catch {
            throw HostFailure(
                "this is no box, or it was laid out anew while it runs: \(error)",
                hint: "'alcove' in a box runs commands on the host."
            )
        }
    }

    /// Whoever calls, and whatever this program may become: on the host it is the box's user.
    private static func becomeCaller(_ user: BoxSetup.User) throws(HostFailure) {
        let isRoot = getuid() == 0
        do {
            try becomeUser(isRoot ? user.uid : getuid(), group: isRoot ? user.gid : getgid())
        } catch {
            throw HostFailure("cannot become the box's user: \(error)")
        }
        becomeInspectable()
    }

    private static func call(_ words: HostWords, _ setup: BoxSetup) throws(HostFailure) -> Int32 {
        let connection = try connect(setup)
        let streams = CallerStreams(wantsTerminals: true)
        let request = try request(words, setup, streams)
        do {
            let attachment = try SessionAttachment(connection, streams: streams) { started in
                guard started.isElsewhere else { return }
                let place = started.directory.text
                say("note: this directory is not on the host; it begins in '\(place)'\n", to: 2)
            }
            switch try attachment.run(request) {
            case .exited(let exit): return exit.status
            case .hungUp: return 128 + SIGHUP
            case .detached: return 0
            }
        } catch {
            throw HostFailure(error, box: setup.boxName)
        }
    }

    /// The host's service; one that is just being started is waited for.
    private static func connect(_ setup: BoxSetup) throws(HostFailure) -> AgentConnection {
        let folder = setup.socket.lastIndex(of: "/").map { setup.socket[..<$0] } ?? ""
        let socket = "/run/host\(folder)/host.sock"
        let begin = Moment()
        while true {
            do {
                return try AgentConnection(path: socket, uid: setup.user.uid)
            } catch {
                guard case .notAnswering = error, begin.millisecondsAgo < 1000 else {
                    throw HostFailure(error, box: setup.boxName)
                }
                usleep(20_000)
            }
        }
    }

    private static func request(
        _ words: HostWords,
        _ setup: BoxSetup,
        _ streams: CallerStreams
    ) throws(HostFailure) -> SessionRequest {
        let all = Environment.all
        var request = SessionRequest()
        request.arguments = words.command
        request.environment = desktop(all, setup)
        for word in words.variables {
            if let variable = try variable(word, from: all) {
                request.explicitEnvironment.append(variable)
            }
        }
        request.directories = directories(Variables(all)["PWD"], setup)
        request.workdir = try words.workdir.map { word throws(HostFailure) in
            if word.first == UInt8(ascii: "/") { return word }
            guard !word.isEmpty, let here = request.directories.first else {
                throw HostFailure(
                    "'\(word.text)' is no directory of the host",
                    hint: "Name an absolute path of the host with --workdir.",
                    status: 64
                )
            }
            return here + [UInt8(ascii: "/")] + word
        }
        request.umask = Process.umask
        streams.describe(in: &request)
        return request
    }

    /// What the session has of its caller's terminal and desktop, as it is true on the host.
    private static func desktop(_ all: [[UInt8]], _ setup: BoxSetup) -> [[UInt8]] {
        var variables = Variables(all.filter { HostSession.names.matches($0) })
        if variables["SSH_AUTH_SOCK"] == Array(SSHAgentLink.path.utf8) {
            variables["SSH_AUTH_SOCK"] = File.target(SSHAgentLink.path).map { Array($0.utf8) }
        }
        PlaceVariables.map(&variables, setup.place(onHost:))
        return variables.entries
    }

    private static func variable(
        _ word: [UInt8],
        from all: [[UInt8]]
    ) throws(HostFailure) -> [UInt8]? {
        let sign = UInt8(ascii: "=")
        guard let first = word.first, first != sign else {
            throw HostFailure(
                "'\(word.text)' is not a variable",
                hint: "Write KEY=VALUE, or KEY for the value it has here.",
                status: 64
            )
        }
        if word.contains(sign) { return word }
        return all.first { $0.starts(with: word + [sign]) }
    }

    /// The working directory, as the shell calls it, if that is true, and as the kernel does.
    private static func directories(_ logical: [UInt8]?, _ setup: BoxSetup) -> [[UInt8]] {
        guard let physical = Process.directory else { return [] }
        let isSame = logical.map { path in
            path.first == UInt8(ascii: "/") && path != physical && Process.isDirectory(path.text)
        }
        return HostDirectories.places(
            of: physical,
            called: isSame == true ? logical : nil,
            in: setup.mounts
        )
    }

    private static func say(_ text: String, to stream: Int32) {
        // Whoever closed the stream does not want to know.
        try? writeAll(Array(text.utf8)[...], to: stream, subject: "output")
    }
}
