import Accounts
import Boxes
import Linux
import Wire

extension Checkup {
    /// What boxes would have of the caller's desktop; that there is none is no fault.
    func desktopFindings(_ findings: inout [Finding]) {
        findings += displays() + [sound(), systemBus(), certificates(), fonts(), icons()]
        findings += graphics()
    }

    /// Each kind of display that there is, or should be.
    private func displays() -> [Finding] {
        let wayland = wayland()
        let found = [wayland, x11(besides: wayland?.state == .ok)].compactMap(\.self)
        return found.isEmpty
            ? [Finding(.display, .note, "", mend: .advice(.graphicalSession))] : found
    }

    private func wayland() -> Finding? {
        guard let name = environment["WAYLAND_DISPLAY"], !name.isEmpty else { return nil }
        let path = name.hasPrefix("/") ? name : inSession(name)
        if isSocket(path) { return Finding(.display, .ok, "Wayland, \(name)") }
        let fact = "Wayland, \(missing(path))"
        return Finding(.display, .note, fact, mend: .advice(.graphicalSession))
    }

    private func x11(besides hasWayland: Bool) -> Finding? {
        guard let words = environment["DISPLAY"], let display = XDisplay(words) else {
            // A desktop of Wayland's shows windows of X11 by another program.
            return hasWayland
                ? Finding(.display, .note, "X11, no DISPLAY", mend: .package("xwayland")) : nil
        }
        let number = String(decoding: display.number, as: UTF8.self)
        let isForwarded = words.contains("localhost") || !display.isLocal
        let advice = Finding.Mend.advice(.graphicalSession)
        guard isForwarded || isSocket("/tmp/.X11-unix/X\(number)") else {
            return Finding(.display, .note, "X11, \(words)", mend: advice)
        }
        if let keys = environment["XAUTHORITY"], !keys.isEmpty, host.status(keys) == nil {
            return Finding(.display, .note, "X11, \(words), \(missing(keys))", mend: advice)
        }
        return Finding(.display, .ok, "X11, \(words)")
    }

    private func sound() -> Finding {
        let (pipeWire, pulse) = ("pipewire-0", "pulse/native")
        if let named = environment["PULSE_SERVER"] {
            return Finding(.sound, .ok, "PulseAudio at \(named)")
        }
        switch (isSocket(inSession(pipeWire)), isSocket(inSession(pulse))) {
        case (true, true): return Finding(.sound, .ok, "PipeWire, PulseAudio")
        case (false, true): return Finding(.sound, .ok, "PulseAudio")
        case (true, false):
            // Most programs know the other protocol alone.
            let fact = "PipeWire, \(missing(inSession(pulse)))"
            return Finding(.sound, .note, fact, mend: .package("pipewire-pulse"))
        case (false, false):
            return Finding(.sound, .note, "", mend: .advice(.graphicalSession))
        }
    }

    private func systemBus() -> Finding {
        let path = "/run/dbus/system_bus_socket"
        if isSocket(path) { return Finding(.systemBus, .ok, path) }
        return Finding(.systemBus, .note, missing(path), mend: .package("dbus"))
    }

    private func fonts() -> Finding {
        let folders = ["/usr/share/fonts", "/usr/local/share/fonts"].filter {
            !host.names($0).isEmpty
        }
        guard let first = folders.first else {
            return Finding(.fonts, .note, missing("/usr/share/fonts"), mend: .package("fontconfig"))
        }
        return Finding(.fonts, .ok, first)
    }

    private func icons() -> Finding {
        let path = "/usr/share/icons"
        if !host.names(path).isEmpty { return Finding(.icons, .ok, path) }
        return Finding(.icons, .note, missing(path), mend: .package("hicolor-icon-theme"))
    }

    /// Those that the host added to its distribution's; to have none is as usual.
    private func certificates() -> Finding {
        let folders = [
            "/etc/pki/ca-trust/source/anchors", "/etc/pki/trust/anchors",
            "/etc/ca-certificates/trust-source/anchors", "/usr/local/share/ca-certificates",
        ]
        let counts = folders.map { ($0, certificates(in: $0)) }.filter { $0.1 > 0 }
        let facts = counts.map { "\($0.1) in \($0.0)" }
        return Finding(.certificates, .ok, facts.joined(separator: ", "))
    }

    /// How many files a box would take of a directory, and of those in it.
    private func certificates(in folder: String, depth: Int = 0) -> Int {
        host.names(folder).prefix(500).reduce(0) { count, name in
            let path = "\(folder)/\(name)"
            if host.status(path)?.kind == .directory {
                return count + (depth < 4 ? certificates(in: path, depth: depth + 1) : 0)
            }
            return count
                + (host.text(path)?.contains("-----BEGIN CERTIFICATE-----") == true ? 1 : 0)
        }
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
        findings += unusedCards(catalog)
        if findings.isEmpty {
            let names = catalog.graphics.map { "\($0.kind)=\($0.device)" }
            let nodes = host.status("/dev/dri") == nil ? [] : ["/dev/dri"]
            let fact = (nodes + names).joined(separator: " ")
            findings.append(
                fact.isEmpty
                    ? Finding(.graphics, .note, missing("/dev/dri")) : Finding(.graphics, .ok, fact)
            )
        }
        return findings
    }

    /// Cards that are there and help no box: for want of a specification, or of rights.
    private func unusedCards(_ catalog: CDICatalog) -> [Finding] {
        var findings: [Finding] = []
        if host.text("/proc/driver/nvidia/version") != nil,
            !catalog.graphics.contains(where: { $0.kind == "nvidia.com/gpu" })
        {
            let path = "/etc/cdi/nvidia.yaml"
            let advice = Finding.Mend.advice(.specification(path))
            findings.append(Finding(.graphics, .note, missing(path), mend: advice))
        }
        for name in host.names("/dev/dri").sorted() where name.hasPrefix("renderD") {
            let path = "/dev/dri/\(name)"
            guard !host.canUse(path) else { continue }
            let command = ["usermod", "-aG", "render,video", user.name]
            findings.append(
                Finding(.graphics, .note, path, mend: .command(command, asRoot: true))
            )
        }
        return findings
    }
}
