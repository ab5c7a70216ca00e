import Linux
import Wire

/// Gives the box the files of the host's drivers, as their specifications of CDI say it; what those
/// say was read on the host just before this start.
///
/// They become links into `/run/host`: a driver of another version takes the place of what an
/// earlier one left, and no file of the box's own is covered.
func setUpDevices(_ context: inout SetupContext) throws(SetupFailure) {
    let devices = context.setup.devices
    let wanted = Dictionary(devices.links.map { ($0.path, $0.target) }) { $1 }
    var isChanged = try removeOldLinks(except: wanted, &context)
    var troubles = devices.warnings
    var kept: [String] = []
    for link in devices.links
    where context.state[linkMark + link.path] != link.target
        || context.root.target(String(link.path.dropFirst())) != link.target
    {
        do {
            if try place(link, &context) { isChanged = true } else { kept.append(link.path) }
        } catch {
            troubles.append(SetupFailure(error).reason)
        }
    }
    if let first = kept.first {
        let others = kept.count == 1 ? "" : " and \(kept.count - 1) more"
        troubles.append("the box has '\(first)'\(others) of its own, which stays")
    }
    for node in devices.nodes where context.root.status(String(node.dropFirst())) == nil {
        troubles.append("'\(node)' is not on the host")
    }
    do {
        try findLibraries(devices.libraryFolders, isChanged: isChanged, &context)
    } catch {
        troubles.append(error.reason)
    }
    if devices.hidesGraphics { troubles += hideGraphics(context) }
    guard troubles.isEmpty else { throw SetupFailure(troubles.joined(separator: "; ")) }
}

private let linkMark = "device:"

/// Takes back what this step made before and is not wanted any more.
private func removeOldLinks(
    except wanted: [String: String],
    _ context: inout SetupContext
) throws(SetupFailure) -> Bool {
    var isChanged = false
    for name in context.state.names(beginning: linkMark) {
        let path = String(name.dropFirst(linkMark.count))
        guard wanted[path] != context.state[name] else { continue }
        if context.root.target(String(path.dropFirst())) == context.state[name] {
            try attempt { () throws(SystemError) in
                try context.root.remove(String(path.dropFirst()))
            }
        }
        context.state[name] = nil
        isChanged = true
    }
    return isChanged
}

/// - Returns: false when the box has something of its own there.
private func place(
    _ link: DeviceSetup.Link,
    _ context: inout SetupContext
) throws(SystemError) -> Bool {
    let path = String(link.path.dropFirst())
    let isThere = context.root.statusOfLink(path) != nil
    if isThere, context.root.target(path) != link.target { return false }
    if !isThere {
        if let slash = path.lastIndex(of: "/") {
            try context.root.makeDirectories(String(path[..<slash]))
        }
        try context.root.link(path, to: link.target)
    }
    context.state[linkMark + link.path] = link.target
    return true
}

/// Tells the loader of the C library where to look, by its own program; a box without one has a
/// loader that needs none, or is none that such a driver runs in.
private func findLibraries(
    _ folders: [String],
    isChanged: Bool,
    _ context: inout SetupContext
) throws(SetupFailure) {
    let file = "etc/ld.so.conf.d/00-alcove-devices.conf"
    let text = folders.map { "\($0)\n" }.joined()
    let before = context.state["device-libraries"] ?? ""
    let mark = folders.joined(separator: ":")
    guard isChanged || before != mark else { return }
    try attempt { () throws(SystemError) in
        if folders.isEmpty {
            if !before.isEmpty { try context.root.remove(file) }
        } else {
            try context.root.makeDirectories("etc/ld.so.conf.d")
            try context.root.replace(file, with: Array(text.utf8), mode: 0o644)
        }
    }
    context.state["device-libraries"] = mark.isEmpty ? nil : mark
    for program in ["sbin/ldconfig", "usr/sbin/ldconfig", "bin/ldconfig"]
    where context.root.hasProgram(program) {
        return try runLimited("/\(program)")
    }
}

/// Runs a program of the box's as its root, for ten seconds at most.
private func runLimited(_ path: String) throws(SetupFailure) {
    var program = Program(path, [], environment: [Array("PATH=/usr/sbin:/usr/bin:/sbin:/bin".utf8)])
    program.grace = 500
    let begin = Moment()
    let ending = try attempt { () throws(SystemError) in
        try program.run { _ in begin.millisecondsAgo < 10_000 }
    }
    guard ending == .code(0) else { throw SetupFailure("'\(path)' of the box failed") }
}

/// Puts nothing in the place of the graphics cards' nodes, in this box alone.
private func hideGraphics(_ context: borrowing SetupContext) -> [String] {
    let cards = File.names(in: "/dev").filter { name in
        name == "kfd" || name.hasPrefix("nvidia")
    }
    var troubles: [String] = []
    do {
        if File.kind("/dev/dri") == .directory { try Mounts.coverFolder("/dev/dri") }
        for card in cards {
            let path = "/dev/\(card)"
            if File.kind(path) == .directory {
                try Mounts.coverFolder(path)
            } else {
                try Mounts.coverFile(path)
            }
        }
    } catch {
        troubles.append("the graphics cards cannot be hidden: \(error)")
    }
    return troubles
}
