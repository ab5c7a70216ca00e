import Boxes

/// One file of a manifest: its boxes as they stand there.
struct ManifestText {
    let file: String
    /// The box that is meant when none is named.
    private(set) var defaultBox: (name: String, origin: SettingOrigin)?
    /// What becomes of a shell in the project's folder.
    private(set) var activation: ActivationMode?
    private(set) var boxes: [String: BoxDraft] = [:]
    private var faults: [ManifestFault] = []

    /// The most boxes of a file, and entries of a list or a table: more would only keep it busy.
    static let limit = 1000

    /// Reads a file's text; throws all that is wrong with its keys and the shapes of their values.
    init(_ text: String, file: String) throws(ManifestFaults) {
        self.file = file
        let document: TOMLDocument
        do {
            document = try TOMLDocument(text)
        } catch {
            let origin = SettingOrigin(file: file, line: error.line)
            let reason: ManifestFault.Reason =
                error.isConflict
                ? .conflict
                : .malformed(error.reason, hasBareText: Self.hasBareText(text, error.line))
            throw ManifestFaults([ManifestFault(origin, "", reason)])
        }
        for entry in document.entries where faults.count < ManifestFaults.limit {
            do throws(ManifestFault) {
                try take(ManifestEntry(entry, of: document, file: file))
            } catch {
                if !faults.contains(error) { faults.append(error) }
            }
        }
        if !faults.isEmpty {
            throw ManifestFaults(faults.sorted { $0.origin.line < $1.origin.line })
        }
    }

    /// Whether a line's value begins as a text without its quotes would.
    private static func hasBareText(_ text: String, _ line: Int) -> Bool {
        let lines = text.split(separator: "\n", maxSplits: line, omittingEmptySubsequences: false)
        guard lines.indices.contains(line - 1), let equals = lines[line - 1].firstIndex(of: "=")
        else { return false }
        let value = lines[line - 1][equals...].dropFirst().drop { " \t[".contains($0) }
        return value.first?.isLetter == true
    }

    private mutating func take(_ key: ManifestEntry) throws(ManifestFault) {
        switch key.path.first {
        case "default" where key.path.count == 1:
            defaultBox = (try key.filledText(.text), key.origin)
        case "activate" where key.path.count == 1:
            let words = ManifestKey.Shape.choice(ActivationMode.allCases.map(\.rawValue))
            activation = ActivationMode(rawValue: try key.filledText(words))
            if activation == nil { throw key.fault(.shape(words)) }
        case "box" where key.path.count == 1:
            if key.value != .empty { throw key.fault(.shape(.table)) }
        case "box":
            let name = key.path[1]
            do { _ = try BoxName(name) } catch { throw key.fault(.value(error), at: 2) }
            if boxes[name] == nil, boxes.count >= Self.limit {
                throw key.fault(.tooMany(Self.limit), at: 1)
            }
            var draft = boxes[name] ?? BoxDraft(key.origin(at: 2))
            // A box with a fault is there all the same: who extends it is not to blame.
            defer { boxes[name] = draft }
            try draft.take(key.below(2))
        default:
            let nearest = nearest(to: key.path.first ?? "", among: ["activate", "box", "default"])
            throw key.fault(.unknownKey(nearest: nearest), at: 1)
        }
    }
}
