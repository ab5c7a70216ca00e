import Linux

/// A user as the box's own `/etc/passwd` has it, now.
struct Account: Equatable {
    var name: String
    var uid: UInt32
    var gid: UInt32
    var home: String
    var shell: String

    /// The user of that id; nil when the file has none.
    static func find(uid: UInt32, in path: String = "/etc/passwd") -> Account? {
        // A box without accounts has no users: that is an answer, too.
        guard let bytes = try? File.read(path) else { return nil }
        guard let line = AccountFile(bytes).line(where: 2, is: uid) else { return nil }
        return Account(line)
    }

    static func find(name: String, in path: String = "/etc/passwd") -> Account? {
        guard let bytes = try? File.read(path) else { return nil }  // as above
        guard let line = AccountFile(bytes).line(named: name) else { return nil }
        return Account(line)
    }

    init(name: String, uid: UInt32, gid: UInt32, home: String, shell: String) {
        self.name = name
        self.uid = uid
        self.gid = gid
        self.home = home
        self.shell = shell
    }

    private init?(_ line: AccountFile.Line) {
        guard line.fields.count >= 6, let uid = line.number(2), let gid = line.number(3)
        else { return nil }
        self.name = line.name.text
        self.uid = uid
        self.gid = gid
        home = line.fields[5].text
        shell = line.fields.count > 6 ? line.fields[6].text : ""
    }
}

/// The first of these shells that is there: the wished for one, the account's, bash, sh.
func findShell(_ wishes: [String]) -> [UInt8]? {
    (wishes + ["bash", "sh"]).lazy.compactMap { findShell(exactly: $0) }.first
}

/// The shell of that name or path, if it is there.
func findShell(exactly wish: String) -> [UInt8]? {
    if wish.isEmpty { return nil }
    let paths =
        wish.hasPrefix("/")
        ? [wish] : ["/bin", "/usr/bin", "/usr/local/bin"].map { "\($0)/\(wish)" }
    return paths.first(where: isProgram).map { Array($0.utf8) }
}

private func isProgram(_ path: String) -> Bool {
    File.isExecutable(path)
}
