/// The first file of a tar archive that arrives in pieces.
package struct ArchivedFile {
    /// The file's first bytes, as many as have come.
    package private(set) var contents: [UInt8] = []
    /// Whether as much of the file is there as there will be.
    package private(set) var isWhole = false

    private let limit: Int
    private var pending: [UInt8] = []
    /// Bytes of the file that are still to come; nil before its header.
    private var missing: Int64?
    /// Bytes to pass over: what describes an entry, or fills up a block.
    private var skipped: Int64 = 0

    /// No more than `limit` bytes are kept.
    package init(limit: Int) { self.limit = limit }

    package mutating func take(_ chunk: [UInt8]) {
        pending += chunk
        while !isWhole, advance() {}
        if isWhole { pending = [] }
    }

    /// Takes the next part; false when more must come first.
    private mutating func advance() -> Bool {
        if skipped > 0 {
            let count = min(Int(clamping: skipped), pending.count)
            pending.removeFirst(count)
            skipped -= Int64(count)
            return skipped == 0
        }
        if let missing {
            let count = min(Int(clamping: missing), pending.count, limit - contents.count)
            contents += pending.prefix(count)
            pending.removeFirst(count)
            self.missing = missing - Int64(count)
            isWhole = self.missing == 0 || contents.count >= limit
            return false
        }
        guard pending.count >= 512 else { return false }
        guard let header = TarHeader(Array(pending.prefix(512))) else {
            // The end, or no archive: there is no file.
            return false
        }
        pending.removeFirst(512)
        if header.isFile {
            missing = header.size
            isWhole = header.size == 0 || limit == 0
            return true
        }
        skipped = (header.size + 511) / 512 * 512
        return true
    }
}
