import Glibc
import Linux
import Wire

/// Sees to it that the user's home is there, and fills one of the box's own from `/etc/skel` once.
func setUpHome(_ context: inout SetupContext) throws(SetupFailure) {
    let setup = context.setup
    let home = String(setup.user.home.drop { $0 == "/" })
    guard !home.isEmpty else { return }
    if context.root.status(home)?.isDirectory != true {
        try attempt { () throws(SystemError) in
            try context.root.makeDirectories(home)
            try check("chown", setup.user.home) {
                unsafe lchown(setup.user.home, setup.user.uid, setup.user.gid)
            }
        }
    }
    guard setup.hasOwnHome, context.state[skeletonMark] == nil,
        isNew(setup.user.home, setup.mounts)
    else { return }
    // As the user, so that the files are theirs and nothing is reached that is not.
    try attempt { () throws(SystemError) in
        try asUser(setup.user) { () throws(SystemError) in
            try copySkeleton(from: "/etc/skel", to: setup.user.home)
        }
    }
    context.state[skeletonMark] = "copied"
}

private let skeletonMark = "skeleton"

/// Whether a home has nothing in it but the places of what is mounted there, which the engine made.
private func isNew(_ home: String, _ mounts: [BoxSetup.Mapping]) -> Bool {
    let places = mounts.map(\.box.text)
    return File.names(in: home).allSatisfy { name in
        let path = "\(home)/\(name)"
        return places.contains { $0 == path || $0.hasPrefix(path + "/") }
    }
}

/// Does something with the rights of a user, who is the effective one meanwhile.
func asUser<Result: ~Copyable>(
    _ user: BoxSetup.User,
    _ body: () throws(SystemError) -> Result
) throws(SystemError) -> Result {
    guard geteuid() != user.uid else { return try body() }
    try setEffectiveUser(user.uid, group: user.gid)
    defer {
        // The real user is root, who may always become effective again.
        try? setEffectiveUser(0, group: 0)
    }
    return try body()
}

private func copySkeleton(from source: String, to target: String) throws(SystemError) {
    for name in File.names(in: source) {
        let from = "\(source)/\(name)"
        let to = "\(target)/\(name)"
        switch File.kind(from) {
        case .directory:
            try File.makeDirectories(to, mode: 0o755)
            try copySkeleton(from: from, to: to)
        case .file:
            let mode = FileStatus(from)?.mode ?? 0o644
            try File.replace(to, with: try File.read(from), mode: mode & 0o755)
        case .link:
            guard let leads = File.target(from) else { continue }
            try check("symlink", to) { unsafe symlink(leads, to) }
        case .socket, .other, nil: continue
        }
    }
}
