import Linux
import Wire

/// Writes the host's user into the box's accounts, in the place of whoever had its id there.
///
/// Edits the files itself: an image need bring no `useradd`.
func setUpUser(_ context: inout SetupContext) throws(SetupFailure) {
    let user = context.setup.user
    let identity = "\(user.name):\(user.uid):\(user.gid):\(user.home)"
    if context.state["user"] == identity { return }
    let shell = preferredShell(user.shell, in: context.root)
    let setup = context.setup
    var displaced: [[UInt8]] = []
    try edit("etc/passwd", mode: 0o644, in: context.root) { file in
        displaced = names(in: file, displacedBy: user)
        addUser(user, shell: shell, to: &file)
    }
    try edit("etc/group", mode: 0o644, in: context.root) { file in
        addGroups(of: setup, displacing: displaced, to: &file)
    }
    if context.root.status("etc/shadow") != nil {
        try edit("etc/shadow", mode: 0o640, in: context.root) { file in
            file.removeAll { line in displaced.contains(line.name) }
            if file.line(named: user.name) == nil {
                file.append([user.name, "*", "19000", "0", "99999", "7", "", "", ""])
            }
        }
    }
    context.state["user"] = identity
}

/// The user's shell as the box has it: the liked one, then bash, then sh.
func preferredShell(_ liked: String, in root: borrowing Folder) -> String {
    let base = liked.split(separator: "/").last.map(String.init) ?? ""
    var candidates = liked.hasPrefix("/") ? [liked] : []
    for name in [base, "bash", "sh"] where !name.isEmpty {
        candidates += ["/bin/\(name)", "/usr/bin/\(name)", "/usr/local/bin/\(name)"]
    }
    for candidate in candidates where root.hasProgram(String(candidate.dropFirst())) {
        return candidate
    }
    return "/bin/sh"
}

private func edit(
    _ name: String,
    mode: UInt32,
    in root: borrowing Folder,
    _ change: (inout AccountFile) -> Void
) throws(SetupFailure) {
    do {
        let bytes = try root.readIfThere(name) ?? []
        var file = AccountFile(bytes)
        change(&file)
        if file.bytes == bytes { return }
        if bytes.isEmpty { try root.makeDirectories("etc") }
        try root.replace(name, with: file.bytes, mode: mode)
    } catch {
        throw SetupFailure(error)
    }
}

func addUser(_ user: BoxSetup.User, shell: String, to file: inout AccountFile) {
    // A real name comes from a directory service, which lets it hold what this file cannot.
    let gecos = String(user.gecos.map { $0 == ":" || $0.isNewline ? " " : $0 })
    let fields = [user.name, "x", "\(user.uid)", "\(user.gid)", gecos, user.home, shell]
    if user.uid == 0 {
        // The box's root is the user. Its own line stays for programs that ask for `root`.
        file.removeAll { $0.name == Array(user.name.utf8) }
        file.insertFirst(fields)
    } else {
        file.removeAll { $0.name == Array(user.name.utf8) || $0.number(2) == user.uid }
        file.append(fields)
    }
    if file.line(named: "root") == nil {
        file.insertFirst(["root", "x", "0", "0", "root", "/root", shell])
    }
}

/// Whoever had the user's id in the image.
func names(in passwd: AccountFile, displacedBy user: BoxSetup.User) -> [[UInt8]] {
    guard user.uid != 0 else { return [] }
    return passwd.lines.filter { $0.number(2) == user.uid && $0.name != Array(user.name.utf8) }
        .map(\.name)
}

func addGroups(
    of setup: BoxSetup,
    displacing displaced: [[UInt8]],
    to file: inout AccountFile
) {
    let user = setup.user
    if let present = file.line(where: 2, is: user.gid) {
        // The private group of a user who is gone goes with them; a shared one keeps its name.
        if displaced.contains(present.name), file.line(named: user.group) == nil {
            file.removeAll { $0.name == present.name }
            file.append([user.group, "x", "\(user.gid)", ""])
        }
    } else {
        file.append([freeName(user.group, user.gid, in: file), "x", "\(user.gid)", ""])
    }
    if file.line(named: "root") == nil, file.line(where: 2, is: 0) == nil {
        file.insertFirst(["root", "x", "0", ""])
    }
    if let ids = setup.groupIDs {
        for group in user.groups where ids.contains(group.gid) && group.gid != user.gid {
            if file.line(where: 2, is: group.gid) == nil {
                file.append([freeName(group.name, group.gid, in: file), "x", "\(group.gid)", ""])
            }
            file.addMember(user.name) { $0.number(2) == group.gid }
        }
    }
    guard setup.allowsRoot, user.uid != 0 else { return }
    for name in ["sudo", "wheel"] {
        file.addMember(user.name) { $0.name == Array(name.utf8) }
    }
}

private func freeName(_ name: String, _ gid: UInt32, in file: AccountFile) -> String {
    name.isEmpty || file.line(named: name) != nil ? "host-\(gid)" : name
}
