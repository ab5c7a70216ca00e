package import Linux

/// Programs of the host that the user has permitted a box for good, when asked: a path a line.
package struct HostGrants: Equatable, Sendable {
    private let file: String
    private static let newline = UInt8(ascii: "\n")
    /// Bytes that the list may have: nobody has said yes so often.
    private static let most = 256 << 10

    package init(file: String) { self.file = file }

    /// A list that cannot be read permits nothing.
    package func has(_ program: [UInt8]) -> Bool { programs.contains(program) }

    private var programs: [[UInt8]] {
        let bytes = (try? File.read(file, limit: Self.most)) ?? []
        return bytes.split(separator: Self.newline).map { Array($0) }
    }

    /// Adds one; one whose path has an end of line in it is asked for again each time.
    package func add(_ program: [UInt8]) throws(SystemError) {
        guard !program.contains(Self.newline), !has(program) else { return }
        let folder = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "."
        try File.makeDirectories(folder, mode: 0o700)
        let bytes = (programs + [program]).flatMap { $0 + [Self.newline] }
        try File.replace(file, with: bytes, mode: 0o600)
    }
}
