import Glibc
import Linux
import Serving

/// Is `sudo` in a box whose image has none: set-user-id, it becomes root and is the command then.
///
/// There is nothing to ask for: the box's root is nobody on the host. Signals, terminal and exit
/// status are the command's own.
package enum Sudo {
    /// - Returns: the exit status when no command was executed.
    package static func run(_ words: [[UInt8]]) -> Int32 {
        do {
            let words = try SudoWords(words)
            switch words.action {
            case .run: return execute(words)
            case .nothing: return 0
            case .version: return say("sudo of Alcove, in a box\n", to: 1)
            case .list:
                return say("Any command may be run as any user, without a password.\n", to: 1)
            case .help: return say(usage, to: 1)
            }
        } catch {
            let what = error.option.map { "sudo: unknown or incomplete option '\($0)'\n" } ?? ""
            _ = say(what + usage, to: 2)
            return 1
        }
    }

    private static let usage = """
        usage: sudo [-EHins] [-u user] [-D directory] [VAR=value] [command [argument...]]

        """

    private static func say(_ text: String, to stream: Int32) -> Int32 {
        // Whoever closed the stream does not want to know.
        try? writeAll(Array(text.utf8)[...], to: stream, subject: "output")
        return 0
    }

    private static func fail(_ text: String, _ status: Int32 = 1) -> Int32 {
        _ = say("sudo: \(text)\n", to: 2)
        return status
    }

    private static func execute(_ words: SudoWords) -> Int32 {
        guard geteuid() == 0 else {
            return fail("this box gives no way to root: the file system ignores set-user-id")
        }
        let caller = getuid()
        let callerGroup = getgid()
        guard let target = account(words.user) else { return fail("unknown user \(words.user)") }
        let callerName = Account.find(uid: caller)?.name ?? "\(caller)"
        do {
            // Root first: only root may become somebody else.
            try becomeUser(0, group: 0)
            if target.uid != 0 { try becomeUser(target.uid, group: target.gid) }
        } catch {
            return fail("cannot become \(words.user): \(error)")
        }
        if let directory = words.directory ?? (words.login ? Array(target.home.utf8) : nil) {
            let code = unsafe directory.withCString { unsafe chdir($0) }
            if code < 0, words.directory != nil { return fail("cannot enter \(directory.text)") }
        }
        let environment = variables(
            for: words,
            as: target,
            by: Caller(name: callerName, uid: caller, gid: callerGroup)
        )
        let path = Variables(environment)["PATH"] ?? []
        guard let (programs, arguments) = command(words, target, path) else {
            return fail("the box has no shell")
        }
        var code = ENOENT
        for program in programs {
            let failure = replaceProcess(program, arguments, environment)
            // What is there and cannot be run is worth more to be told than what is not there.
            if failure != ENOENT, failure != ENOTDIR { code = failure }
        }
        let name = words.command.first?.text ?? "shell"
        return fail(
            "\(name): \(unsafe String(cString: strerror(code)))",
            code == ENOENT ? 127 : 126
        )
    }

    private static func account(_ name: String) -> Account? {
        if name.hasPrefix("#") {
            guard let uid = UInt32(name.dropFirst()) else { return nil }
            return Account.find(uid: uid)
                ?? Account(name: name, uid: uid, gid: uid, home: "/", shell: "")
        }
        if let found = Account.find(name: name) { return found }
        return name == "root"
            ? Account(name: "root", uid: 0, gid: 0, home: "/root", shell: "") : nil
    }

    private static let securePath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    /// Kept from the caller without `-E`: what says how to talk to people, and where the box is.
    private static let kept = [
        "TERM", "TERMINFO_DIRS", "COLORTERM", "LANG", "LANGUAGE", "TZ", "DISPLAY", "XAUTHORITY",
        "WAYLAND_DISPLAY", "ALCOVE_BOX", "CONTAINER_ID", "container", "http_proxy", "https_proxy",
        "ftp_proxy",
        "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "DEBIAN_FRONTEND", "EDITOR",
    ]

    private struct Caller {
        let name: String
        let uid: UInt32
        let gid: UInt32
    }

    private static func variables(
        for words: SudoWords,
        as target: Account,
        by caller: Caller
    ) -> [[UInt8]] {
        let before = Variables(Environment.all)
        var variables = Variables(words.keepsEnvironment ? Environment.all : [])
        for name in kept where variables[name] == nil { variables[name] = before[name] }
        for entry in before.entries where entry.starts(with: Array("LC_".utf8)) {
            variables.add([entry])
        }
        let shell = findShell([target.shell]) ?? Array("/bin/sh".utf8)
        let own = before["PATH"] ?? []
        variables["PATH"] = words.keepsEnvironment && !own.isEmpty ? own : Array(securePath.utf8)
        variables["HOME"] = Array(target.home.utf8)
        variables["USER"] = Array(target.name.utf8)
        variables["LOGNAME"] = Array(target.name.utf8)
        variables["SHELL"] = shell
        variables["SUDO_USER"] = Array(caller.name.utf8)
        variables["SUDO_UID"] = Array("\(caller.uid)".utf8)
        variables["SUDO_GID"] = Array("\(caller.gid)".utf8)
        variables["SUDO_COMMAND"] = Array(words.command.joined(separator: [UInt8(ascii: " ")]))
        variables.add(words.variables)
        return variables.entries
    }

    private static func command(
        _ words: SudoWords,
        _ target: Account,
        _ path: [UInt8]
    ) -> ([[UInt8]], [[UInt8]])? {
        var request = SudoCommand(words: words.command)
        request.login = words.login
        request.throughShell = words.shell
        return request.resolve(shell: findShell([target.shell]), path: path)
    }
}

/// The words that `sudo` executes.
struct SudoCommand {
    var words: [[UInt8]]
    var login = false
    var throughShell = false

    init(words: [[UInt8]]) { self.words = words }

    /// The paths to try, and the arguments; nil when a shell is needed and there is none.
    func resolve(shell: [UInt8]?, path: [UInt8]) -> ([[UInt8]], [[UInt8]])? {
        guard login || throughShell else {
            guard let first = words.first else { return nil }
            if first.contains(UInt8(ascii: "/")) { return ([first], words) }
            let folders = path.split(separator: UInt8(ascii: ":"))
            return (folders.map { Array($0) + [UInt8(ascii: "/")] + first }, words)
        }
        guard let shell else { return nil }
        let base = Array(shell.split(separator: UInt8(ascii: "/")).last ?? [])
        let name = login ? [UInt8(ascii: "-")] + base : base
        if words.isEmpty { return ([shell], [name]) }
        // As sudo does it: the words go through the shell with everything special escaped.
        let line = words.map(Self.escaped).joined(separator: [UInt8(ascii: " ")])
        return ([shell], [name, Array("-c".utf8), Array(line)])
    }

    static func escaped(_ word: [UInt8]) -> [UInt8] {
        // Single quotes keep everything but themselves.
        let quote = UInt8(ascii: "'")
        let inner = word.flatMap { $0 == quote ? Array("'\\''".utf8) : [$0] }
        return [quote] + inner + [quote]
    }
}
