import Linux
import Wire

/// Tells package managers which paths are the host's: a package that owns `/dev` or the home must
/// not try to change them.
func setUpPackageManagers(_ context: inout SetupContext) throws(SetupFailure) {
    let shared = sharedPaths(context)
    try write("etc/dpkg/dpkg.cfg.d/alcove", below: "etc/dpkg/dpkg.cfg.d", &context) {
        shared.map { "path-exclude=\($0)/*\n" }.joined()
    }
    try write("etc/rpm/macros.alcove", below: "usr/lib/rpm", &context) {
        "%_netsharedpath /proc:/sys:\(shared.joined(separator: ":"))\n"
    }
    try write("etc/xbps.d/alcove.conf", below: "usr/share/xbps.d", &context) {
        shared.map { "noextract=\($0)/*\n" }.joined()
    }
    try excludeFromPacman(shared, &context)
}

private func sharedPaths(_ context: borrowing SetupContext) -> [String] {
    var paths = ["/dev", "/run/host"]
    for mapping in context.setup.mounts {
        let path = mapping.box.text
        // A line of a configuration file can hold no such path, and no package owns one.
        let isPlain = path.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: ":") }
        if isPlain, !paths.contains(path) { paths.append(path) }
    }
    return paths
}

private func write(
    _ file: String,
    below folder: String,
    _ context: inout SetupContext,
    _ text: () -> String
) throws(SetupFailure) {
    guard context.root.status(folder)?.isDirectory == true, context.state[file] == nil else {
        return
    }
    let bytes = Array(text().utf8)
    try attempt { () throws(SystemError) in
        if let slash = file.lastIndex(of: "/") {
            try context.root.makeDirectories(String(file[..<slash]))
        }
        try context.root.replace(file, with: bytes, mode: 0o644)
    }
    context.state[file] = "written"
}

/// Pacman has no folder for additions to its options: a line goes into its own file, once.
private func excludeFromPacman(
    _ shared: [String],
    _ context: inout SetupContext
) throws(SetupFailure) {
    let file = "etc/pacman.conf"
    guard context.state[file] == nil else { return }
    do {
        guard let bytes = try context.root.readIfThere(file) else { return }
        let line = "NoExtract = " + shared.map { "\($0.dropFirst())/*" }.joined(separator: " ")
        try context.root.replace(
            file,
            with: adding(line, below: "[options]", to: bytes),
            mode: 0o644
        )
    } catch {
        throw SetupFailure(error)
    }
    context.state[file] = "written"
}

func adding(_ line: String, below head: String, to bytes: [UInt8]) -> [UInt8] {
    var rows = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let index = rows.firstIndex { Array($0).text.hasPrefix(head) }
    guard let index else { return bytes }
    rows.insert(Array(line.utf8)[...], at: index + 1)
    return Array(rows.joined(separator: [UInt8(ascii: "\n")]))
}
