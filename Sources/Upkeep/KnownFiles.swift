/// Files whose bytes somebody looked at and agreed to: these are used, whatever the disk has by now.
package struct KnownFiles: Equatable, Sendable {
    /// By their absolute paths; nil is one that was not there.
    private let contents: [[UInt8]: [UInt8]?]
    /// Whether no other Containerfile may be used, nor what says which files a build gets.
    private let areAll: Bool

    /// `areAll` where they are those of a project, of which nothing else counts.
    package init(_ contents: KeyValuePairs<String, [UInt8]?> = [:], areAll: Bool = false) {
        self.init(contents.map { ($0.key, $0.value) }, areAll: areAll)
    }

    package init(_ contents: [(path: String, bytes: [UInt8]?)], areAll: Bool) {
        // Byte by byte, as a file system tells names apart.
        let pairs = contents.map { (Array($0.path.utf8), $0.bytes) }
        self.contents = Dictionary(pairs) { first, _ in first }
        self.areAll = areAll
    }

    /// The bytes of a file that was there.
    func bytes(of path: String) -> [UInt8]? { bytes(of: Array(path.utf8)) }

    func bytes(of path: [UInt8]) -> [UInt8]? { contents[path] ?? nil }

    /// Whether it was there; nil where nobody looked, and that is no matter.
    func has(_ path: String) throws(UpkeepError) -> Bool? {
        if let content = contents[Array(path.utf8)] { return content != nil }
        if areAll { throw .image(.unknownRecipe(path: path)) }
        return nil
    }
}
