import Linux
import Wire

/// Lets the resolver, the hosts file and the time zone follow the host's.
///
/// They become links into `/run/host`: no file of the host is mounted over one of a package, and a
/// file that vanishes on the host keeps no box from starting. Run again whenever `/etc` of the host
/// changes; a file that the user put in a link's place stays.
func followHostFiles(_ context: inout SetupContext) throws(SetupFailure) {
    if context.setup.followsHostNetwork {
        context.root.uncover("etc/resolv.conf")
        try follow("resolv.conf", &context)
        context.root.uncover("etc/hosts")
        if context.setup.hostname == nil {
            try follow("hosts", &context)
        } else {
            try writeHosts(&context)
        }
    }
    try follow("localtime", &context)
    try writeTimeZoneName(&context)
}

private func follow(_ name: String, _ context: inout SetupContext) throws(SetupFailure) {
    let path = "etc/\(name)"
    guard let wanted = hostPlace(of: path, in: context.root) else { return }
    let present = context.root.target(path)
    if present == wanted { return }
    let before = context.state["link:\(name)"]
    if let before, present != before { return }  // the user's own by now
    try attempt { () throws(SystemError) in
        try context.root.makeDirectories("etc")
        try context.root.link(path, to: wanted)
    }
    context.state["link:\(name)"] = wanted
}

/// Where the host's file is, seen from the box; nil when the host has none.
///
/// Every link on the way is followed here, as the host would: in the box, one that is absolute leads
/// somewhere else.
func hostPlace(of path: String, in root: borrowing Folder) -> String? {
    var done: [Substring] = []
    var left = path.split(separator: "/")
    var links = 0
    while !left.isEmpty {
        let part = left.removeFirst()
        if part == "." { continue }
        if part == ".." {
            _ = done.popLast()
            continue
        }
        let place = (["run", "host"] + done + [part]).joined(separator: "/")
        guard let status = root.statusOfLink(place) else { return nil }
        guard status.isLink else {
            done.append(part)
            continue
        }
        links += 1
        // As many as the kernel follows.
        guard links <= 40, let target = root.target(place) else { return nil }
        if target.hasPrefix("/") { done = [] }
        left = target.split(separator: "/") + left
    }
    return "/run/host/" + done.joined(separator: "/")
}

/// With a host name of its own the box must know itself: the host's file, and one line.
private func writeHosts(_ context: inout SetupContext) throws(SetupFailure) {
    guard let hostname = context.setup.hostname else { return }
    do {
        var bytes = try context.root.readIfThere("run/host/etc/hosts") ?? []
        if let last = bytes.last, last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
        bytes += Array("127.0.1.1 \(hostname)\n".utf8)
        try write(bytes, to: "etc/hosts", &context)
    } catch {
        throw SetupFailure(error)
    }
}

/// Debian's programs read the zone's name from `/etc/timezone`, where that file is.
private func writeTimeZoneName(_ context: inout SetupContext) throws(SetupFailure) {
    guard context.root.status("etc/timezone") != nil else { return }
    guard let place = hostPlace(of: "etc/localtime", in: context.root) else { return }
    let marker = "/zoneinfo/"
    guard let range = firstRange(of: marker, in: place) else { return }
    let line = Array("\(place[range.upperBound...])\n".utf8)
    do {
        try write(line, to: "etc/timezone", &context)
    } catch {
        throw SetupFailure(error)
    }
}

/// Writes a file that follows the host's, as long as the user does not write it.
private func write(
    _ bytes: [UInt8],
    to file: String,
    _ context: inout SetupContext
) throws(SystemError) {
    let present = try context.root.readIfThere(file)
    if let before = context.state["text:\(file)"], before != mark(present ?? []) { return }
    if present != bytes {
        try context.root.makeDirectories("etc")
        try context.root.replace(file, with: bytes, mode: 0o644)
    }
    context.state["text:\(file)"] = mark(bytes)
}

/// What tells one text from another: FNV-1a.
func mark(_ bytes: [UInt8]) -> String {
    let sum = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    return "\(bytes.count):\(String(sum, radix: 16))"
}

private func firstRange(of text: String, in whole: String) -> Range<String.Index>? {
    var start = whole.startIndex
    while start < whole.endIndex {
        if whole[start...].hasPrefix(text) {
            return start..<whole.index(start, offsetBy: text.count)
        }
        start = whole.index(after: start)
    }
    return nil
}
