import Glibc
import Testing

/// What the lab tells the tests about the world they are in.
enum Lab {
    /// The engine and its version, like `podman-4.3`.
    static let engine = variable("ALCOVE_TEST_ENGINE") ?? ""
    static let isPodman = engine.hasPrefix("podman")
    /// The engine's own socket.
    static let socket = variable("ALCOVE_TEST_SOCKET") ?? ""
    /// Folder of the programs that are tested: where the test program is.
    static let programs: String = {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe readlink("/proc/self/exe", &path, path.count)
        return parent(text(path.prefix(max(0, count)).map { UInt8(bitPattern: $0) }))
    }()
    /// Folder of the lab's own programs.
    static let scripts = parent(parent(parent(#filePath))) + "/Lab"
    static let uid = getuid()
    static let user = variable("USER") ?? ""
    static let home = variable("HOME") ?? ""
    static let runtime = variable("XDG_RUNTIME_DIR") ?? "/run/user/\(uid)"

    /// Whether the host has screens, windows and desktop entries: the world of a newer engine has none.
    static let hasDesktop = [
        "Xvfb", "xwininfo", "xprop", "matchbox-window-manager", "weston", "weston-debug",
        "dbus-daemon", "gio", "desktop-file-validate",
        "update-desktop-database", "update-mime-database", "gtk-update-icon-cache", "pulseaudio",
        "parec", "pipewire", "wireplumber", "pw-record", "ssh-agent", "gpg-agent", "python3",
        "openssl",
    ].allSatisfy { unsafe access("/usr/bin/" + $0, X_OK) == 0 }

    /// A variable of the test program's own environment.
    static func variable(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
}

/// The folder a path is in.
func parent(_ path: String) -> String {
    path.split(separator: "/").dropLast().reduce(into: "") { $0 += "/" + $1 }
}

extension Trait where Self == ConditionTrait {
    /// Only where the lab, or somebody who knows what they do, has named an engine to test on.
    static var lab: Self {
        .enabled(if: !Lab.engine.isEmpty, "needs an engine: run 'make system'")
    }

    /// Only in a lab without a network.
    static var offline: Self {
        .enabled(if: Lab.variable("ALCOVE_TEST_OFFLINE") != nil, "is about a lab without a network")
    }

    /// Only in a lab whose engine has a small disk of its own.
    static var disk: Self {
        .enabled(if: Lab.variable("ALCOVE_TEST_DISK") != nil, "is about a small disk")
    }

    /// Only where the host has what shows windows, and starts and checks desktop entries.
    static var desktop: Self {
        .enabled(if: Lab.hasDesktop, "needs a desktop's programs: see scripts/packages")
    }

    /// Only where the user has a service manager.
    static var managed: Self {
        .enabled(
            if: unsafe access(Lab.runtime + "/systemd/private", F_OK) == 0,
            "needs a service manager of the user's"
        )
    }

    /// Only on an engine of root's.
    static var rootful: Self {
        .enabled(if: !Lab.engine.isEmpty && !Lab.isPodman, "is about engines of root's")
    }

    /// Only on a rootless engine.
    static var rootless: Self {
        .enabled(if: Lab.isPodman, "is about rootless engines")
    }
}
