/// What the host asks of the files in a box; each call is answered before the next is sent.
package enum FileCall: Equatable, Sendable {
    /// What a directory contains.
    case entries([UInt8])
    /// The contents of files, one answer for each.
    case read([[UInt8]], limit: UInt32)
    /// Where a path leads, with all links followed.
    case realPath([UInt8])

    /// The longest path that may be asked for; the kernel takes none that is longer.
    package static let longestPath = 4095
    /// The most files that may be asked for at once.
    package static let mostFiles = 512
    /// The largest file that is handed over: it must fit into a frame.
    package static let largestFile = Frame.largestPayload - 16
}

extension FileCall {
    package var frame: Frame {
        var writer = WireWriter()
        switch self {
        case .entries(let path):
            writer.write(path)
            return Frame(kind: 1, payload: writer.bytes)
        case .read(let paths, let limit):
            writer.write(list: paths)
            writer.write(limit)
            return Frame(kind: 2, payload: writer.bytes)
        case .realPath(let path):
            writer.write(path)
            return Frame(kind: 3, payload: writer.bytes)
        }
    }

    package init(_ frame: Frame) throws(WireError) {
        var reader = WireReader(frame.payload)
        switch frame.kind {
        case 1: self = .entries(try Self.path(from: &reader))
        case 2:
            let paths = try reader.list { reader throws(WireError) in
                try Self.path(from: &reader)
            }
            let limit = try reader.u32()
            guard paths.count <= Self.mostFiles, limit <= Self.largestFile else { throw .tooLarge }
            self = .read(paths, limit: limit)
        case 3: self = .realPath(try Self.path(from: &reader))
        default: throw .badValue
        }
        try reader.end()
    }

    private static func path(from reader: inout WireReader) throws(WireError) -> [UInt8] {
        let path = try reader.bytes()
        guard isPath(path) else { throw .badValue }
        return path
    }

    /// Whether it is an absolute path that the kernel could take.
    package static func isPath(_ path: [UInt8]) -> Bool {
        path.first == UInt8(ascii: "/") && !path.contains(0) && path.count <= longestPath
    }
}
