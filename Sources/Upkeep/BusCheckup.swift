import Boxes
import Linux

/// What a session bus said.
package enum BusAnswer: Equatable, Sendable {
    /// Those of the names that somebody has, or that have somebody started.
    case names(Set<String>)
    /// It takes calls and says nothing, or takes none.
    case silent
    /// There is nothing to ask it with.
    case unasked
}

extension Checkup {
    private static var portal: String { "org.freedesktop.portal.Desktop" }
    private static var notifications: String { "org.freedesktop.Notifications" }
    private static var manager: String { "org.freedesktop.systemd1" }

    /// What boxes would have of the session bus and those on it, and who asks for these boxes.
    func busFindings(_ records: [BoxRecord], _ findings: inout [Finding]) {
        let (path, address) = busAddress()
        var answer: BusAnswer?
        if path.map(isSocket) ?? true {
            answer = askBus(address, [Self.portal, Self.notifications, Self.manager])
        }
        findings += [
            sessionBus(path ?? address, answer), opener(answer), portal(answer),
            notifications(answer), questions(records), hostCommands(answer),
        ]
        findings += boxesWithoutHost(records)
    }

    /// The session bus, and where its socket is, if it has a path.
    private func busAddress() -> (path: String?, address: String) {
        let address = environment["DBUS_SESSION_BUS_ADDRESS"] ?? "unix:path=\(inSession("bus"))"
        let start = "unix:path="
        guard address.hasPrefix(start) else { return (nil, address) }
        return (String(address.dropFirst(start.count).prefix { $0 != "," && $0 != ";" }), address)
    }

    /// Nil is a bus that is not there.
    private func sessionBus(_ place: String, _ answer: BusAnswer?) -> Finding {
        switch answer {
        case .names, .unasked: Finding(.sessionBus, .ok, place)
        case .silent:
            Finding(.sessionBus, .note, "\(place) is silent", mend: .advice(.newSession))
        case nil:
            Finding(.sessionBus, .note, missing(place), mend: .package("dbus-user-session"))
        }
    }

    /// Whether the portal is on the bus; where that cannot be told, whether it is installed.
    private func hasPortal(_ answer: BusAnswer?) -> Bool {
        if case .names(let names) = answer { return names.contains(Self.portal) }
        return host.status("/usr/share/dbus-1/services/\(Self.portal).service") != nil
    }

    /// What has addresses opened: the desktop's portal, else a program.
    private func opener(_ answer: BusAnswer?) -> Finding {
        if hasPortal(answer) { return Finding(.opener, .ok, Self.portal) }
        guard let path = host.program("xdg-open") else {
            return Finding(.opener, .note, "", mend: .package("xdg-utils"))
        }
        return Finding(.opener, .ok, path)
    }

    private func portal(_ answer: BusAnswer?) -> Finding {
        if hasPortal(answer) { return Finding(.portal, .ok, Self.portal) }
        return Finding(
            .portal,
            .note,
            missing(Self.portal),
            mend: .package("xdg-desktop-portal")
        )
    }

    /// No file says who shows notices: it is known by the bus alone.
    private func notifications(_ answer: BusAnswer?) -> Finding {
        switch answer {
        case .names(let names) where names.contains(Self.notifications):
            return Finding(.notifications, .ok, Self.notifications)
        case .names:
            let isDesktop = ["WAYLAND_DISPLAY", "DISPLAY"].contains {
                environment[$0]?.isEmpty == false
            }
            let mend = isDesktop ? Finding.Mend.package("dunst") : .advice(.graphicalSession)
            return Finding(.notifications, .note, missing(Self.notifications), mend: mend)
        case .unasked:
            return Finding(
                .notifications,
                .note,
                missing("libsystemd"),
                mend: .advice(.systemdLibrary)
            )
        case .silent:
            return Finding(.notifications, .note, "", mend: .advice(.newSession))
        case nil:
            return Finding(.notifications, .note, "", mend: .package("dbus-user-session"))
        }
    }

    /// What asks whether a box may run a command; some box may need it.
    private func questions(_ records: [BoxRecord]) -> Finding {
        if let path = ["zenity", "kdialog"].lazy.compactMap(host.program).first {
            return Finding(.questions, .ok, path)
        }
        let asking = records.filter { $0.spec.permittedHostCommands == .ask }.map(\.name)
        return Finding(
            .questions,
            asking.isEmpty ? .note : .warning,
            asking.map(\.description).joined(separator: " "),
            mend: .package("zenity")
        )
    }

    /// Who waits for the commands of boxes: the service manager, else a process for each box.
    private func hostCommands(_ answer: BusAnswer?) -> Finding {
        if case .names(let names) = answer, names.contains(Self.manager) {
            return Finding(.hostCommands, .ok, "systemd --user")
        }
        return Finding(.hostCommands, .ok, "a process for each box")
    }

    /// Boxes that run and whose commands on the host nobody takes, or that may run what is not there.
    private func boxesWithoutHost(_ records: [BoxRecord]) -> [Finding] {
        records.flatMap { record -> [Finding] in
            var findings: [Finding] = []
            let agent = places.socket(of: record)
            let name = record.name.description
            if isSocket(agent), !isServed(agent) {
                let command = ["alcove", "run", name, "true"]
                let mend = Finding.Mend.command(command, asRoot: false)
                findings.append(
                    Finding(.hostCommands, .warning, "nobody for '\(name)'", mend: mend)
                )
            }
            guard case .only(let list) = record.spec.permittedHostCommands else { return findings }
            for word in list where word != "alcove" && host.program(word) == nil {
                let fact = "'\(word)', which '\(name)' may run, is not there"
                findings.append(Finding(.hostCommands, .note, fact, mend: .package(word)))
            }
            return findings
        }
    }

    /// Of boxes whose records can be read; the others are found elsewhere.
    var records: [BoxRecord] {
        let store = Store(places)
        return store.names().compactMap { (try? store.record($0)).flatMap { $0 } }
    }
}
