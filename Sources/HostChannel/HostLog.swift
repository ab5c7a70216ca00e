import Glibc
import Linux
import Systemd

/// Where it is told what boxes were denied: the host's journal, else a file.
package struct HostLog {
    private let file: String
    private let journal: String
    /// Bytes that the file may have before it is begun anew; the one before it is kept.
    private static let most: Int64 = 256 << 10

    /// - Parameters:
    ///   - file: where lines go when there is no journal.
    ///   - journal: the journal's socket; there is none when that is not there.
    package init(file: String, journal: String = "/run/systemd/journal/socket") {
        self.file = file
        self.journal = journal
    }

    /// Writes one line: what is no plain text in it is shown as escapes.
    package func write(_ line: String, box: String) {
        let line = Self.plain(line)
        if File.kind(journal) == .socket, tellJournal(line, box: box) { return }
        // A log that cannot be written is no reason to stop.
        try? append("\(Clock.text(Clock.now)) box '\(box)': \(line)\n")
    }

    private func append(_ line: String) throws(SystemError) {
        if let size = FileStatus(file)?.size, size > Self.most {
            try File.move(file, to: "\(file).old")
        }
        let flags = O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW
        let output = try FileDescriptor(opening: file, flags, mode: 0o600)
        try output.write(Array(line.utf8), to: file)
    }

    /// The text without control characters, and not longer than a line may be; a cut is told.
    static func plain(_ text: String, most: Int = 400) -> String {
        var plain = ""
        for scalar in text.unicodeScalars.prefix(most) {
            plain += scalar.isPlain ? String(scalar) : scalar.escaped(asASCII: true)
        }
        let rest = text.unicodeScalars.count - most
        return rest > 0 ? "\(plain) … and \(rest) characters more" : plain
    }
}

extension Unicode.Scalar {
    fileprivate var isPlain: Bool { (0x20...0x7e).contains(value) }
}
