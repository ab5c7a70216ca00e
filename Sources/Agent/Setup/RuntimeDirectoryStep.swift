import Glibc
import Linux
import Wire

/// Makes the runtime directory a link to the host's, so that it is always the present one: a
/// logout and a login make it anew on the host while the box runs.
func setUpRuntimeDirectory(_ context: inout SetupContext) throws(SetupFailure) {
    let path = String(context.setup.runtimeDirectory.drop { $0 == "/" })
    guard !path.isEmpty else { return }
    if context.setup.system == .systemd, SystemUser(context.setup).runtime == "/\(path)",
        SystemUser.hasManager(in: context.root)
    {
        return try makeOwnRuntimeDirectory(path, context)
    }
    if isHosts(Array("/\(path)".utf8), context.setup.mounts) { return }
    let wanted = "/run/host/\(path)"
    if context.root.target(path) == wanted { return }
    let start = Array("/\(path)/".utf8)
    if let mount = context.setup.mounts.first(where: { $0.box.starts(with: start) }) {
        throw SetupFailure(
            "'\(mount.box.text)' is mounted in the runtime directory, which is the host's own"
        )
    }
    try attempt { () throws(SystemError) in
        if let slash = path.lastIndex(of: "/") {
            try context.root.makeDirectories(String(path[..<slash]))
        }
        if context.root.statusOfLink(path)?.isDirectory == true {
            try makeRoom(at: path, in: context.root)
        }
        try context.root.link(path, to: wanted)
    }
}

/// Takes an empty directory away; one with something in it, of the image or of a box before it had
/// this link, is kept beside.
private func makeRoom(at path: String, in root: borrowing Folder) throws(SystemError) {
    do {
        return try root.remove(path, directory: true)
    } catch {
        guard error.code == ENOTEMPTY || error.code == EEXIST else { throw error }
    }
    var number = 1
    while root.statusOfLink("\(path).before-\(number)") != nil { number += 1 }
    try root.move(path, to: "\(path).before-\(number)")
}

/// Whether what stands at a path of the box is what the host has there: below `/tmp`, or a shared home.
private func isHosts(_ path: [UInt8], _ mounts: [BoxSetup.Mapping]) -> Bool {
    let holding = mounts.filter {
        path == $0.box || path.starts(with: $0.box + [UInt8(ascii: "/")])
    }
    guard let mount = holding.max(by: { $0.box.count < $1.box.count }) else { return false }
    return mount.host == mount.box
}

/// One that the user's own services have in the box; their manager mounts another over it.
private func makeOwnRuntimeDirectory(
    _ path: String,
    _ context: borrowing SetupContext
) throws(SetupFailure) {
    let user = context.setup.user
    try attempt { () throws(SystemError) in
        if let slash = path.lastIndex(of: "/") {
            try context.root.makeDirectories(String(path[..<slash]))
        }
        try context.root.makeDirectories(path, mode: 0o700)
        try check("chown", "/\(path)") { unsafe lchown("/\(path)", user.uid, user.gid) }
    }
}
