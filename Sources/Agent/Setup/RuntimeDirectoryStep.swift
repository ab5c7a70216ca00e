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
    try attempt { () throws(SystemError) in
        if let slash = path.lastIndex(of: "/") {
            try context.root.makeDirectories(String(path[..<slash]))
        }
        if context.root.statusOfLink(path)?.isDirectory == true {
            try context.root.remove(path, directory: true)
        }
        try context.root.link(path, to: wanted)
    }
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
