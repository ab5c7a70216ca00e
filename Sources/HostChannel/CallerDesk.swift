import Linux
import Wire

/// What the newest caller of a box with a desktop has of it: by that, questions are asked and commands find
/// a display, though whoever started the box has logged out since.
package struct CallerDesk {
    private let file: String
    private static let most = 64 << 10

    package init(at place: HostPlace) { file = place.folder + "/host.desk" }

    /// The variables; nil when nobody with a desktop came yet.
    package var variables: [[UInt8]]? {
        // One that cannot be read is none; what is no variable of a desktop's is nobody's here.
        guard let bytes = try? File.readRegular(file, limit: Self.most) else { return nil }
        return bytes.split(separator: 0).map { Array($0) }.filter {
            HostSession.desktopNames.matches($0)
        }
    }

    /// Keeps those of a caller; one without a display has none that could take another's place.
    package func lay(_ environment: [[UInt8]]) {
        let own = environment.filter { HostSession.desktopNames.matches($0) }
        let displays = ["WAYLAND_DISPLAY=", "DISPLAY="].map { Array($0.utf8) }
        let hasDisplay = own.contains { variable in
            displays.contains { variable.starts(with: $0) && variable.count > $0.count }
        }
        guard hasDisplay, variables != own else { return }
        // Without it commands have what the box was started with.
        try? File.replace(file, with: own.flatMap { $0 + [0] }, mode: 0o600)
    }
}
