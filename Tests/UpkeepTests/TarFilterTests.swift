import Archives
import Glibc
import Linux
import Testing

/// What comes of an archive in which a filter looks at each entry.
enum FilteredCopy {
    static func of(
        _ bytes: [UInt8],
        _ fate: (TarFilter.Entry) -> TarFilter.Fate,
        _ rewrite: (String, [UInt8]) -> [UInt8]
    ) throws -> (TarFilter.Ending, [UInt8]) {
        let path = "/tmp/alcove-filter-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        defer {
            try? File.remove(path)
            try? File.remove(path + ".out")
        }
        try File.replace(path, with: bytes, mode: 0o600)
        try File.replace(path + ".out", with: [], mode: 0o600)
        let source = try FileDescriptor(opening: path, O_RDONLY)
        let target = try FileDescriptor(opening: path + ".out", O_RDWR)
        let ending = try TarFilter.copy(
            source,
            to: target,
            of: path,
            fate: fate,
            rewrite: rewrite
        ) { _ in true }
        return (ending, try File.read(path + ".out"))
    }
}

/// Copying an archive, some of its entries left out.
@Suite struct TarFilterTests {
    private func file(_ path: String, _ contents: String) -> [UInt8] {
        let bytes = Array(contents.utf8)
        let kind = TarEntry.Kind.file(size: Int64(bytes.count))
        return TarEntry(Array(path.utf8), kind, mode: 0o644, modified: 0).header + bytes
            + TarEntry.filling(Int64(bytes.count))
    }

    /// A header as Go's library writes it of a file that is too large for eleven digits: its size is in
    /// a record before it, and zero in itself.
    private func header(_ path: String, size: Int64) -> [UInt8] {
        let record = "\("\(size)".utf8.count + 9) size=\(size)\n"
        var before = file("PaxHeaders.0/x", record)
        before[156] = UInt8(ascii: "x")
        // The sum of the header's bytes is another with another kind.
        let sum = before[0..<512].enumerated().reduce(0) { sum, byte in
            sum + ((148..<156).contains(byte.offset) ? 32 : Int(byte.element))
        }
        let octal = String(sum, radix: 8)
        let digits = String(repeating: "0", count: 6 - octal.utf8.count) + octal
        before.replaceSubrange(148..<156, with: Array(digits.utf8) + [0, 32])
        return before + file(path, "")
    }

    private func copy(_ archive: [UInt8], without: String = "-") throws -> (
        TarFilter.Ending, [UInt8]
    ) {
        try FilteredCopy.of(archive, { $0.path == without ? .drop : .keep }, { $1 })
    }

    /// The names of an archive's entries.
    private func names(of archive: [UInt8]) throws -> [String] {
        let path = "/tmp/alcove-names-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        defer { try? File.remove(path) }
        try File.replace(path, with: archive, mode: 0o600)
        return try names(in: FileDescriptor(opening: path, O_RDONLY))
    }

    private func names(in file: borrowing FileDescriptor) throws -> [String] {
        var names: [String] = []
        _ = try TarHeader.forEach(in: file, of: "") { header, _ in
            if header.isEntry { names.append("\(header.name) \(header.size)") }
            return true
        }
        return names
    }

    @Test func aSizeThatStandsBeforeTheHeaderIsHeeded() throws {
        // What looks like a header is in the file.
        let contents = file("not/an/entry", "x")
        let start = file("a", "first")
        let large = header("large", size: Int64(contents.count)) + contents
        let archive = start + large + file("z", "last") + TarEntry.end
        #expect(try names(of: archive) == ["a 5", "large \(contents.count)", "z 4"])
        let (ending, whole) = try copy(archive)
        #expect(ending == .whole && whole == archive)
        let rest = try copy(archive, without: "large")
        #expect(rest.0 == .whole && rest.1 == start + file("z", "last") + TarEntry.end)
    }

    /// Of nine gibibytes, none of which are on any disk.
    @Test func whatIsBehindALargeFileGoesAlong() throws {
        let path = "/tmp/alcove-large-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        defer {
            try? File.remove(path)
            try? File.remove(path + ".out")
        }
        let size: Int64 = 9 << 30
        let start = header("large", size: size)
        try File.replace(path, with: start, mode: 0o600)
        try File.end(path, at: Int64(start.count) + size, with: file("z", "last") + TarEntry.end)
        let source = try FileDescriptor(opening: path, O_RDONLY)
        #expect(try names(in: source) == ["large \(size)", "z 4"])
        let target = try FileDescriptor(opening: path + ".out", O_RDWR | O_CREAT, mode: 0o600)
        let ending = try TarFilter.copy(
            source,
            to: target,
            of: path,
            fate: { $0.path == "large" ? .drop : .keep },
            rewrite: { $1 },
            tick: { _ in true }
        )
        #expect(ending == .whole)
        #expect(try File.read(path + ".out") == file("z", "last") + TarEntry.end)
    }

    @Test func anArchiveThatBreaksOffIsNotWhole() throws {
        let archive = file("a", "first") + file("z", "last") + TarEntry.end
        #expect(try copy(archive).0 == .whole)
        for count in 1..<archive.count / 512 {
            #expect(try copy(Array(archive.prefix(count * 512))).0 == .broken, "\(count) blocks")
        }
        #expect(try copy(TarEntry.end).0 == .broken)
        #expect(try copy(Array("no archive".utf8)).0 == .broken)
    }

    @Test func aSizeThatIsNoneIsNotGuessed() throws {
        var archive = header("large", size: 1234) + file("z", "last") + TarEntry.end
        let digit = try #require(archive.firstIndex(of: UInt8(ascii: "=")))
        archive[digit + 1] = UInt8(ascii: "-")
        #expect(try copy(archive).0 == .broken)
    }

    @Test func itStopsWhenItIsTold() throws {
        let archive = file("a", "first") + file("z", "last") + TarEntry.end
        let path = "/tmp/alcove-stop-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        defer { try? File.remove(path) }
        try File.replace(path, with: archive, mode: 0o600)
        let source = try FileDescriptor(opening: path, O_RDONLY)
        let target = try FileDescriptor(opening: "/dev/null", O_WRONLY)
        let ending = try TarFilter.copy(
            source,
            to: target,
            of: path,
            fate: { _ in .keep },
            rewrite: { $1 },
            tick: { _ in false }
        )
        #expect(ending == .stopped)
    }

    /// Bytes of an engine are an outsider's: whatever they are, the copy ends.
    @Test func anyBytesEnd() throws {
        var dice = SystemRandomNumberGenerator()
        var archive = TarEntry(Array("etc".utf8), .folder, mode: 0o755, modified: 0).header
        archive += file("usr/x", String(repeating: "x", count: 700))
        archive += header("large", size: 512) + [UInt8](repeating: 7, count: 512) + TarEntry.end
        for _ in 0..<300 {
            var broken = archive
            for _ in 0..<3 {
                broken[Int.random(in: 0..<broken.count, using: &dice)] = .random(
                    in: 0...255,
                    using: &dice
                )
            }
            broken = Array(broken.prefix(Int.random(in: 0...broken.count, using: &dice)))
            _ = try copy(broken, without: "usr/x")
            _ = try names(of: broken)
        }
    }
}
