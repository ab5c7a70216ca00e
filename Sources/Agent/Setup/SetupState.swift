import Linux

/// What the set-up did to this box before: `/.alcove/state`, a name and a value a line.
///
/// What was done once and changed by the user since is not done again.
struct SetupState {
    private static let file = ".alcove/state"
    private var values: [String: String] = [:]
    private var isChanged = false

    init(in root: borrowing Folder) {
        // Without it everything is done anew, which changes nothing that is as it should be.
        let bytes = (try? root.readIfThere(Self.file)) ?? nil
        for line in (bytes ?? []).split(separator: UInt8(ascii: "\n")) {
            let parts = line.split(separator: UInt8(ascii: "\t"), maxSplits: 1)
            guard parts.count == 2 else { continue }
            values[Array(parts[0]).text] = Array(parts[1]).text
        }
    }

    subscript(name: String) -> String? {
        get { values[name] }
        set {
            isChanged = isChanged || values[name] != newValue
            values[name] = newValue
        }
    }

    /// The names of that kind, in order.
    func names(beginning start: String) -> [String] {
        values.keys.filter { $0.hasPrefix(start) }.sorted()
    }

    mutating func save(in root: borrowing Folder) throws(SystemError) {
        guard isChanged else { return }
        let lines = values.sorted { $0.key < $1.key }.map { "\($0.key)\t\($0.value)\n" }
        try root.makeDirectories(".alcove")
        try root.replace(Self.file, with: Array(lines.joined().utf8), mode: 0o644)
        isChanged = false
    }
}
