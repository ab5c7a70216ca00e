import Linux
import Serving
import Wire

/// Puts a session's variables together: the image's, the caller's, the box's, and those asked for.
struct SessionEnvironment {
    /// Of the image and its engine: what the agent itself was started with.
    let image: [[UInt8]]
    let setup: BoxSetup
    /// The user's own services, where the box has such.
    var system: SystemUser?
    /// Whether the host opens addresses for the box.
    var hasHostOpener = false

    /// Variables of the agent's that are not the image's wishes for a session.
    private static let agentOnly = ["HOME", "HOSTNAME", "TERM", "USER", "PWD", "SHLVL", "_"]
    private static let defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// Who a session is, as its variables say it.
    struct Identity {
        var name: String
        var home: String
        var shell: [UInt8]
    }

    func variables(for request: SessionRequest, as identity: Identity) -> [[UInt8]] {
        var variables = Variables(image)
        for name in Self.agentOnly { variables[name] = nil }
        let imagePath = variables["PATH"] ?? Array(Self.defaultPath.utf8)
        let caller = callers(request)
        variables.add(caller.entries)
        variables["PATH"] = path(image: imagePath, caller: caller["PATH"] ?? [])
        variables["HOME"] = Array(identity.home.utf8)
        variables["USER"] = Array(identity.name.utf8)
        variables["LOGNAME"] = Array(identity.name.utf8)
        variables["SHELL"] = identity.shell
        let boxName = request.boxName.isEmpty ? setup.boxName : request.boxName
        variables["ALCOVE_BOX"] = Array(boxName.utf8)
        variables["CONTAINER_ID"] = Array(boxName.utf8)
        if variables["TERM"] == nil, !request.terminals.isEmpty {
            variables["TERM"] = Array("xterm".utf8)
        }
        if variables["XDG_RUNTIME_DIR"] == nil, !setup.runtimeDirectory.isEmpty {
            variables["XDG_RUNTIME_DIR"] = Array(setup.runtimeDirectory.utf8)
        }
        system?.reroute(&variables) { File.kind($0) == .socket }
        if request.root {
            // What root makes there, its owner could not use any more; their bus knows nobody else.
            let folder = variables["XDG_RUNTIME_DIR"] ?? []
            let slash = UInt8(ascii: "/")
            if let display = variables["WAYLAND_DISPLAY"], !display.isEmpty, !folder.isEmpty,
                !display.contains(slash)
            {
                variables["WAYLAND_DISPLAY"] = folder + [slash] + display
            }
            for name in ["XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"] { variables[name] = nil }
        }
        if hasHostOpener { variables["BROWSER"] = Array(HostShims.opener.utf8) }
        addHostPlaces(to: &variables)
        variables.add(setup.devices.environment)
        variables.add(setup.environment)
        variables.add(request.explicitEnvironment)
        return variables.entries
    }

    /// The caller's variables as they are true in the box, less those of what is left out.
    private func callers(_ request: SessionRequest) -> Variables {
        var variables = Variables(request.environment)
        if setup.without.contains(.sshAgent) {
            for name in ["SSH_AUTH_SOCK", "SSH_AGENT_PID"] { variables[name] = nil }
        }
        PlaceVariables.map(&variables, setup.place(ofHost:))
        if setup.without.contains(.kerberos) {
            // The usual place is in /tmp, which is the host's.
            variables["KRB5CCNAME"] = Array("FILE:/var/tmp/krb5cc_\(setup.user.uid)".utf8)
        }
        return variables
    }

    /// Where programs of the box find what the host has and the box has not; its own comes first.
    private func addHostPlaces(to variables: inout Variables) {
        variables.append(HostPlaces.share, to: "XDG_DATA_DIRS", of: HostPlaces.dataFolders)
        variables.append(HostPlaces.share + "/icons", to: "XCURSOR_PATH", of: HostPlaces.cursors)
        let callers = variables["TERMINFO_DIRS"].map { $0 + [UInt8(ascii: ":")] } ?? []
        // A program looks into its own home by itself, and not into that which the box has not.
        let home = setup.hasOwnHome ? "/run/host\(setup.user.home)/.terminfo:" : ""
        variables["TERMINFO_DIRS"] =
            Array("\(HostPlaces.terminals):".utf8) + callers
            + Array((home + HostPlaces.hostTerminals).utf8)
        if variables["TZ"] != nil, variables["TZDIR"] == nil, !File.isFolder(HostPlaces.zones) {
            variables["TZDIR"] = Array("/run/host\(HostPlaces.zones)".utf8)
        }
        if setup.hasOwnHome, variables["PULSE_SERVER"] != nil, variables["PULSE_COOKIE"] == nil {
            // A server of another machine wants it; programs look for it at home.
            let cookie = "/run/host\(setup.user.home)/.config/pulse/cookie"
            variables["PULSE_COOKIE"] = Array(cookie.utf8)
        }
        if !setup.without.contains(.gitCredentials) { GitCredentials.add(to: &variables) }
    }

    /// The image's path first, then the caller's entries below a home that both share.
    func path(image: [UInt8], caller: [UInt8]) -> [UInt8] {
        let colon = UInt8(ascii: ":")
        var entries = image.split(separator: colon).map { Array($0) }
        let home = Array(setup.user.home.utf8)
        guard !setup.hasOwnHome, home.count > 1 else { return image }
        for entry in caller.split(separator: colon).map({ Array($0) }) {
            let isBelowHome = entry.starts(with: home + [UInt8(ascii: "/")])
            if isBelowHome, !entries.contains(entry) { entries.append(entry) }
        }
        return Array(entries.joined(separator: [colon]))
    }
}
