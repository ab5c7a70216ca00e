import Boxes

/// A key of a file on its way into a draft.
struct ManifestEntry {
    private let entry: TOMLDocument.Entry
    private let document: TOMLDocument
    private let file: String
    /// How many names of the path have been understood.
    private let depth: Int

    init(_ entry: TOMLDocument.Entry, of document: TOMLDocument, file: String, depth: Int = 0) {
        self.entry = entry
        self.document = document
        self.file = file
        self.depth = depth
    }

    func below(_ count: Int) -> ManifestEntry {
        ManifestEntry(entry, of: document, file: file, depth: depth + count)
    }

    /// The names that are not understood yet.
    var path: [String] { Array(entry.path.dropFirst(depth)) }
    var value: TOMLDocument.Value { entry.value }
    var origin: SettingOrigin { SettingOrigin(file: file, line: entry.line) }

    /// Where the table begins that so many names of the path lead to.
    func origin(at count: Int) -> SettingOrigin {
        SettingOrigin(file: file, line: document.line(of: Array(entry.path.prefix(depth + count))))
    }

    func fault(_ reason: ManifestFault.Reason) -> ManifestFault {
        ManifestFault(origin, entry.key, reason)
    }

    /// A fault of the table that so many names of the path lead to.
    func fault(_ reason: ManifestFault.Reason, at count: Int) -> ManifestFault {
        let key = entry.path.prefix(depth + count).joined(separator: ".")
        return ManifestFault(origin(at: count), key, reason)
    }

    func filledText(_ shape: ManifestKey.Shape) throws(ManifestFault) -> String {
        guard case .text(let text) = value else { throw fault(.shape(shape)) }
        if text.isEmpty { throw fault(.emptyValue) }
        return text
    }
}
