import Boxes
import Linux
import Wire

extension Checkup {
    /// What boxes would have of the caller's desktop; that there is none is no fault.
    func desktopFindings(_ findings: inout [Finding]) {
        findings += [
            display(), sound(), sessionBus(), systemBus(), opener(), portal(), questions(),
            certificates(),
        ]
        findings += graphics()
    }

    private func display() -> Finding {
        if let name = environment["WAYLAND_DISPLAY"], !name.isEmpty,
            isSocket(name.hasPrefix("/") ? name : inSession(name))
        {
            return Finding(.display, .ok, "Wayland, \(name)")
        }
        guard let words = environment["DISPLAY"], let display = XDisplay(words) else {
            return Finding(.display, .note, "", mend: .advice(.graphicalSession))
        }
        let number = String(decoding: display.number, as: UTF8.self)
        let isForwarded = words.contains("localhost") || !display.isLocal
        guard isForwarded || isSocket("/tmp/.X11-unix/X\(number)") else {
            return Finding(.display, .note, "X11, \(words)", mend: .advice(.graphicalSession))
        }
        return Finding(.display, .ok, "X11, \(words)")
    }

    private func sound() -> Finding {
        let servers = [("pipewire-0", "PipeWire"), ("pulse/native", "PulseAudio")].filter {
            isSocket(inSession($0.0))
        }.map(\.1)
        let named = environment["PULSE_SERVER"].map { ["PulseAudio at \($0)"] } ?? []
        guard let first = (named + servers).first else {
            return Finding(.sound, .note, "", mend: .advice(.graphicalSession))
        }
        return Finding(.sound, .ok, first)
    }

    private func sessionBus() -> Finding {
        let address = environment["DBUS_SESSION_BUS_ADDRESS"] ?? "unix:path=\(inSession("bus"))"
        let start = "unix:path="
        if address.hasPrefix(start) {
            let path = String(address.dropFirst(start.count).prefix { $0 != "," && $0 != ";" })
            guard isSocket(path) else {
                return Finding(
                    .sessionBus,
                    .note,
                    missing(path),
                    mend: .package("dbus-user-session")
                )
            }
            return Finding(.sessionBus, .ok, path)
        }
        return Finding(.sessionBus, .ok, address)
    }

    private func systemBus() -> Finding {
        let path = "/run/dbus/system_bus_socket"
        if isSocket(path) { return Finding(.systemBus, .ok, path) }
        return Finding(.systemBus, .note, missing(path), mend: .package("dbus"))
    }

    private func portal() -> Finding {
        if host.status(Self.portalService) != nil {
            return Finding(.portal, .ok, Self.portalService)
        }
        return Finding(.portal, .note, "", mend: .package("xdg-desktop-portal"))
    }

    /// What asks whether a box may run a command.
    private func questions() -> Finding {
        guard let path = ["zenity", "kdialog"].lazy.compactMap(host.program).first else {
            return Finding(.questions, .note, "", mend: .package("zenity"))
        }
        return Finding(.questions, .ok, path)
    }

    /// Those that the host added to its distribution's; to have none is as usual.
    private func certificates() -> Finding {
        let folders = [
            "/etc/pki/ca-trust/source/anchors", "/etc/pki/trust/anchors",
            "/etc/ca-certificates/trust-source/anchors", "/usr/local/share/ca-certificates",
        ]
        let counts = folders.map { ($0, host.names($0).count) }.filter { $0.1 > 0 }
        let facts = counts.map { "\($0.1) in \($0.0)" }
        return Finding(.certificates, .ok, facts.joined(separator: ", "))
    }

    /// The cards there are, and each specification that cannot be used, or not in full.
    private func graphics() -> [Finding] {
        let catalog = CDICatalog(places.cdi)
        var findings = catalog.faults.map { fault in
            Finding(
                .graphics,
                .note,
                "\(fault.path): \(fault.reason)",
                mend: .advice(.specification(fault.path))
            )
        }
        findings += catalog.setup(for: catalog.graphics).warnings.map {
            Finding(.graphics, .note, $0)
        }
        if findings.isEmpty {
            let names = catalog.graphics.map { "\($0.kind)=\($0.device)" }
            let nodes = host.status("/dev/dri") == nil ? [] : ["/dev/dri"]
            findings.append(Finding(.graphics, .ok, (nodes + names).joined(separator: " ")))
        }
        return findings
    }
}
