import Linux
import Serving
import Wire

/// The user's own services in a box with systemd: `systemctl --user`.
///
/// Their runtime directory is the box's, so the host's is where it is seen from the box.
struct SystemUser {
    let uid: UInt32
    /// The host's runtime directory; empty when there is none.
    let hostRuntime: [UInt8]

    init(_ setup: BoxSetup) {
        uid = setup.user.uid
        hostRuntime = Array(setup.runtimeDirectory.utf8)
    }

    var runtime: String { "/run/user/\(uid)" }

    /// Whether the image has what starts a user's manager when the user is to have one.
    static func hasManager(in root: borrowing Folder) -> Bool {
        let folders =
            ["usr/lib64", "usr/lib", "lib64", "lib"]
            + ["x86_64", "aarch64", "arm", "i386", "riscv64", "powerpc64le", "s390x"].flatMap {
                ["usr/lib/\($0)-linux-gnu", "lib/\($0)-linux-gnu"]
            } + ["usr/lib/arm-linux-gnueabihf", "lib/arm-linux-gnueabihf"]
        return folders.contains { root.status("\($0)/security/pam_systemd.so")?.isFile == true }
    }

    private static let host = Array("/run/host".utf8)

    /// Has the variables of a caller lead to the same from where the directory is the box's own.
    func reroute(_ variables: inout Variables, isThere: (String) -> Bool) {
        let slash = UInt8(ascii: "/")
        let seen = Self.host + hostRuntime
        if !hostRuntime.isEmpty {
            let begin = hostRuntime + [slash]
            PlaceVariables.map(&variables) { $0.starts(with: begin) ? Self.host + $0 : $0 }
        }
        variables["XDG_RUNTIME_DIR"] = Array(runtime.utf8)
        if isThere(runtime + "/bus") {
            variables["DBUS_SESSION_BUS_ADDRESS"] = Array("unix:path=\(runtime)/bus".utf8)
        }
        guard !hostRuntime.isEmpty else { return }
        if let display = variables["WAYLAND_DISPLAY"], !display.isEmpty, !display.contains(slash) {
            variables["WAYLAND_DISPLAY"] = seen + [slash] + display
        }
        let sockets = [
            ("PULSE_SERVER", "unix:", "/pulse/native"), ("PIPEWIRE_REMOTE", "", "/pipewire-0"),
        ]
        for (name, kind, file) in sockets where variables[name] == nil && isThere(seen.text + file)
        {
            variables[name] = Array(kind.utf8) + seen + Array(file.utf8)
        }
    }
}
