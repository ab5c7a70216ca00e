/// Files whose bytes somebody looked at and agreed to: these are used, whatever the disk has by now.
package struct KnownFiles: Equatable, Sendable {
    /// By their absolute paths; nil is one that was not there.
    private let contents: [String: [UInt8]?]

    package init(_ contents: [String: [UInt8]?] = [:]) { self.contents = contents }

    /// The bytes of a file that was there.
    func bytes(of path: String) -> [UInt8]? { contents[path] ?? nil }

    /// Whether it was there; nil where nobody looked.
    func has(_ path: String) -> Bool? { contents[path].map { $0 != nil } }
}
