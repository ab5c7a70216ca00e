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
    let target = "/run/host/\(path)"
    let isOurs = context.root.target(path) == target
    if !isWanted {
        if isOurs { try context.root.remove(path) }
        return
    }
    // A file that a package brings later takes the place of a link; one in /etc only comes where
    // the host has it.
    let isHere = context.root.statusOfLink(path) != nil
    let isOnHost = context.root.status("run/host/\(path)") != nil
    if isHere || path.hasPrefix("etc/") && !isOnHost { return }
    if let slash = path.lastIndex(of: "/") {
        try context.root.makeDirectories(String(path[..<slash]))
    }
    try context.root.link(path, to: target)
}
