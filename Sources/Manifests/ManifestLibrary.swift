import Boxes

/// The files of a manifest, each read once.
struct ManifestLibrary {
    private let read: (String) throws(ManifestFault.Reason) -> [UInt8]
    private var texts: [String: ManifestText] = [:]
    private(set) var sources: [Manifest.Source] = []

    init(read: @escaping (String) throws(ManifestFault.Reason) -> [UInt8]) { self.read = read }

    /// The file's boxes; `origin` and `key` are what asks for it.
    mutating func text(
        of file: String,
        from origin: SettingOrigin,
        key: String
    ) throws(ManifestFaults) -> ManifestText {
        if let text = texts[file] { return text }
        let bytes: [UInt8]
        do throws(ManifestFault.Reason) {
            bytes = try read(file)
            if bytes.count > Manifest.limit { throw .tooLarge(Manifest.limit) }
        } catch {
            throw ManifestFaults([ManifestFault(origin, key, error)])
        }
        sources.append(Manifest.Source(file: file, bytes: bytes))
        guard let words = String(validating: bytes, as: UTF8.self) else {
            let origin = SettingOrigin(file: file, line: 0)
            throw ManifestFaults([ManifestFault(origin, "", .notUTF8)])
        }
        let text = try ManifestText(words, file: file)
        texts[file] = text
        return text
    }
}
