import Boxes
import Linux

/// What the session's bus starts an application by.
struct BusService {
    /// A well-known name of the bus.
    let name: String
    /// The box's own command.
    private let exec: ExecLine

    /// Nil when the file is no service of that name, or none that the host could have.
    init?(_ bytes: [UInt8], name: String) {
        guard Self.isOffered(name), let file = DesktopFile(bytes),
            let group = file["D-BUS Service"], group["Name"]?.text == Array(name.utf8),
            let value = group["Exec"]?.value,
            // A service that cannot be read is none; the application starts by its command.
            let exec = try? ExecLine(value, hasCodes: false)
        else { return nil }
        self.name = name
        self.exec = exec
    }

    /// Where a box has the service of that name.
    static func paths(of name: String, in folders: DataFolders) -> [String] {
        folders.data.map { "\($0)/dbus-1/services/\(name).service" }
    }

    /// Whether it is a name that a box may give to the host: those of the desktop itself are not.
    static func isOffered(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        let isName = parts.allSatisfy { part in
            let isPlain = part.utf8.allSatisfy { $0.isWordByte || "_-".utf8.contains($0) }
            return isPlain && part.utf8.first.map { !(0x30...0x39).contains($0) } == true
        }
        let reserved = ["org.freedesktop.", "org.gtk.", "org.gnome.Shell", "org.gnome.Mutter"]
        return isName && parts.count >= 2 && name.utf8.count <= 160
            && !reserved.contains { "\(name).".hasPrefix($0) }
    }

    /// The file on the host; nil when a word of the command cannot be written for all buses alike.
    func bytes(for command: ExportedCommand, _ box: BoxID) -> [UInt8]? {
        var words = command.busStart.map { Array($0.utf8) }
        for word in exec.words {
            words.append(
                Array(
                    word.pieces.compactMap { piece in
                        if case .text(let text) = piece { text } else { nil }
                    }.joined()
                )
            )
        }
        var line: [UInt8] = []
        for word in words {
            guard let quoted = Self.quoted(word) else { return nil }
            line += (line.isEmpty ? [] : [0x20]) + quoted
        }
        let head = "\(Self.mark(box))\n[D-BUS Service]\nName=\(name)\nExec="
        return Array(head.utf8) + line + [0x0a]
    }

    /// The first line of the services that are of a box.
    private static func mark(_ box: BoxID) -> String { "# Exported by Alcove from box \(box)" }

    /// One bus undoes the escapes of values and another does not: without a backslash all is alike.
    private static func quoted(_ word: [UInt8]) -> [UInt8]? {
        let quote = UInt8(ascii: "'")
        let isPlain = word.allSatisfy { $0 >= 0x20 && $0 < 0x7f && $0 != quote && $0 != 0x5c }
        guard isPlain else { return nil }
        let isSafe = word.allSatisfy { $0.isWordByte || "_./:,@+=-".utf8.contains($0) }
        return isSafe && !word.isEmpty ? word : [quote] + word + [quote]
    }

    /// Whether the host has a service of that name that is not this box's.
    static func isTaken(_ name: String, in folders: HostFolders, except box: BoxID) -> Bool {
        let own = "\(folders.busServices)/\(name).service"
        for folder in [folders.busServices] + folders.systemData.map({ $0 + "/dbus-1/services" }) {
            for file in File.names(in: folder) where file.hasSuffix(".service") {
                let path = "\(folder)/\(file)"
                // A service that cannot be read is none of the bus either.
                guard let bytes = try? File.read(path, limit: 64 << 10) else { continue }
                if path == own, bytes.starts(with: Array(mark(box).utf8)) { continue }
                let service = DesktopFile(bytes)?["D-BUS Service"]
                if file == "\(name).service" || service?["Name"]?.text == Array(name.utf8) {
                    return true
                }
            }
        }
        return false
    }
}
