/// What the reader of files in a box says.
package enum FileAnswer: Equatable, Sendable {
    /// Its first words: it is there, and these are variables of the box's sessions, as `KEY=VALUE`.
    case ready([[UInt8]])
    /// A part of a directory's entries.
    case entries([FileEntry], isLast: Bool)
    /// A file's bytes; nil when there is no such file that may be read.
    case content([UInt8]?)
    /// Nil when the path leads to nothing.
    case path([UInt8]?)
    /// It cannot read any files here; the errno.
    case failed(Int32)

    /// How many entries travel in one frame: with the longest names they fit.
    package static let mostEntries = 4096
    /// The variables that it tells.
    package static let variables = [
        "HOME", "PATH", "XDG_DATA_DIRS", "XDG_DATA_HOME", "XDG_CONFIG_DIRS", "XDG_CONFIG_HOME",
        "MANPATH",
    ]
}

/// A name in a directory, and what it leads to in the end.
package struct FileEntry: Equatable, Sendable {
    package enum Kind: UInt8, Sendable {
        case file = 1
        case folder
        case other
    }

    package var name: [UInt8]
    package var kind: Kind
    package var isExecutable: Bool
    package var size: UInt64

    package init(name: [UInt8], kind: Kind, isExecutable: Bool, size: UInt64) {
        self.name = name
        self.kind = kind
        self.isExecutable = isExecutable
        self.size = size
    }
}

extension FileEntry {
    fileprivate func write(to writer: inout WireWriter) {
        writer.write(name)
        writer.write(kind.rawValue)
        writer.write(isExecutable)
        writer.write(size)
    }

    fileprivate init(_ reader: inout WireReader) throws(WireError) {
        let name = try reader.bytes()
        guard Self.isName(name), let kind = Kind(rawValue: try reader.u8()) else {
            throw .badValue
        }
        self.init(
            name: name,
            kind: kind,
            isExecutable: try reader.flag(),
            size: try reader.u64()
        )
        guard size <= UInt64(Int64.max) else { throw .badValue }
    }

    /// Whether a directory can have an entry of that name.
    private static func isName(_ name: [UInt8]) -> Bool {
        let dot = UInt8(ascii: ".")
        return (1...255).contains(name.count) && name != [dot] && name != [dot, dot]
            && !name.contains { $0 == 0 || $0 == UInt8(ascii: "/") }
    }
}

extension FileAnswer {
    package var frame: Frame {
        var writer = WireWriter()
        switch self {
        case .ready(let variables):
            writer.write(list: variables)
            return Frame(kind: 0x41, payload: writer.bytes)
        case .entries(let entries, let isLast):
            writer.write(list: entries) { $1.write(to: &$0) }
            writer.write(isLast)
            return Frame(kind: 0x42, payload: writer.bytes)
        case .content(let bytes):
            writer.write(bytes)
            return Frame(kind: 0x43, payload: writer.bytes)
        case .path(let path):
            writer.write(path)
            return Frame(kind: 0x44, payload: writer.bytes)
        case .failed(let code):
            writer.write(UInt32(bitPattern: code))
            return Frame(kind: 0x45, payload: writer.bytes)
        }
    }

    package init(_ frame: Frame) throws(WireError) {
        var reader = WireReader(frame.payload)
        switch frame.kind {
        case 0x41: self = .ready(try reader.bytesList())
        case 0x42:
            let entries = try reader.list { reader throws(WireError) in try FileEntry(&reader) }
            guard entries.count <= Self.mostEntries else { throw .tooLarge }
            self = .entries(entries, isLast: try reader.flag())
        case 0x43: self = .content(try reader.optionalBytes())
        case 0x44:
            let path = try reader.optionalBytes()
            guard path.map(FileCall.isPath) != false else { throw .badValue }
            self = .path(path)
        case 0x45: self = .failed(try reader.i32())
        default: throw .badValue
        }
        try reader.end()
    }
}
