/// A tar archive of few files: POSIX ustar, all of it root's.
package struct UstarArchive {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func addFolder(_ path: String, mode: UInt32) {
        addHeader(path + "/", mode: mode, size: 0, type: UInt8(ascii: "5"))
    }

    package mutating func addFile(_ path: String, mode: UInt32, _ contents: [UInt8]) {
        addHeader(path, mode: mode, size: contents.count, type: UInt8(ascii: "0"))
        bytes.append(contentsOf: contents)
        bytes.append(contentsOf: repeatElement(0, count: (512 - contents.count % 512) % 512))
    }

    /// Ends the archive.
    package mutating func finish() {
        bytes.append(contentsOf: repeatElement(0, count: 1024))
    }

    private mutating func addHeader(_ path: String, mode: UInt32, size: Int, type: UInt8) {
        precondition(path.utf8.count <= 100, "ustar keeps longer names otherwise")
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int) {
            header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
        }
        func put(_ number: Int, at offset: Int, digits: Int) {
            let octal = String(number, radix: 8)
            put(String(repeating: "0", count: digits - octal.utf8.count) + octal, at: offset)
        }
        put(path, at: 0)
        put(Int(mode), at: 100, digits: 7)
        put(0, at: 108, digits: 7)
        put(0, at: 116, digits: 7)
        put(size, at: 124, digits: 11)
        put(0, at: 136, digits: 11)
        put("        ", at: 148)
        header[156] = type
        put("ustar", at: 257)
        put("00", at: 263)
        let sum = header.reduce(0) { $0 + Int($1) }
        put(sum, at: 148, digits: 6)
        header[154] = 0
        bytes.append(contentsOf: header)
    }
}
