import Glibc
import Linux
import Wire

/// Lets programs reach services of the host at their usual places: links to sockets, where the box
/// has none of its own there.
///
/// A link leads to the present socket, however often the service is started anew.
func setUpHostServices(_ context: inout SetupContext) throws(SetupFailure) {
    let without = context.setup.without
    let places: [(path: String, facility: Facility?)] = [
        (systemBus, nil),
        ("run/avahi-daemon/socket", nil),
        ("run/cups/cups.sock", nil),
        ("run/pcscd/pcscd.comm", .smartCards),
        ("run/.heim_org.h5l.kcm-socket", .kerberos),
        ("etc/krb5.conf", .kerberos),
        // What that file names must be there, or nothing of Kerberos' works.
        ("etc/krb5.conf.d", .kerberos),
        ("etc/crypto-policies/back-ends/krb5.config", .kerberos),
        ("var/lib/sss/pubconf/krb5.include.d", .kerberos),
    ]
    for place in places {
        var isWanted = place.facility.map { !without.contains($0) } ?? true
        // A system of its own has one, or none: the host's is where the host's services are told what
        // to do.
        if place.path == systemBus, context.setup.system != nil { isWanted = false }
        try attempt { () throws(SystemError) in
            try reach(place.path, isWanted: isWanted, &context)
        }
    }
}

private let systemBus = "run/dbus/system_bus_socket"

private func reach(
    _ path: String,
    isWanted: Bool,
    _ context: inout SetupContext
) throws(SystemError) {
    // A socket may come later; a file is where the host's own links lead, which lead elsewhere in a box.
    let isFile = !path.hasPrefix("run/")
    let place = isFile ? hostPlace(of: path, in: context.root) : nil
    let target = place ?? "/run/host/\(path)"
    let present = context.root.target(path)
    let isOurs = present == target || present == "/run/host/\(path)"
    if !isWanted {
        if isOurs { try context.root.remove(path) }
        context.state[reachedMark + path] = nil
        return
    }
    // What a package brings later takes the place of a link; a file only comes where the host has it.
    if isFile && place == nil { return }
    if context.root.statusOfLink(path) != nil, !isLeftBehind(path, in: context.root) {
        context.state[reachedMark + path] = isFile && isOurs ? target : nil
        return
    }
    for (index, character) in zip(path.indices, path) where character == "/" {
        let folder = String(path[..<index])
        if context.root.statusOfLink(folder) != nil { continue }
        if isFile { context.state[reachedMark + folder] = "made" }
        try context.root.makeDirectories(folder)
    }
    try context.root.link(path, to: target)
    if isFile { context.state[reachedMark + path] = target }
}

/// Before the names of what is in the box for the host's files: nobody wrote that by hand.
private let reachedMark = "host-file:"

/// Whether a socket is one that nobody listens at any more: of a service that the box had at its last
/// start, and that did not take it away.
private func isLeftBehind(_ path: String, in root: borrowing Folder) -> Bool {
    guard let file = try? root.reach(Array(path.utf8), Folder.pathOnly, .noMountsOrLinks),
        FileStatus(of: file)?.kind == .socket
    else {
        return false  // what cannot be reached like this is not for us to replace
    }
    do {
        _ = try UnixSocket.connect(to: "/proc/self/fd/\(file.number)")
        return false
    } catch {
        return error.code == ECONNREFUSED
    }
}
