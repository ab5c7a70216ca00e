/// A session that began.
package struct Started: Equatable, Sendable {
    /// The command's process id, as the box sees it.
    package var pid: Int32
    /// Where it began.
    package var directory: [UInt8]
    /// Whether that is another place than the caller's: its directory is not in the box.
    package var isElsewhere: Bool
    /// What went wrong in the box's set-up and was not told to anybody yet.
    package var warnings: [String]

    package init(
        pid: Int32,
        directory: [UInt8],
        isElsewhere: Bool,
        warnings: [String]
    ) {
        self.pid = pid
        self.directory = directory
        self.isElsewhere = isElsewhere
        self.warnings = warnings
    }
}

extension Started {
    func write(to writer: inout WireWriter) {
        writer.write(UInt32(bitPattern: pid))
        writer.write(directory)
        writer.write(isElsewhere)
        writer.write(list: warnings) { $0.write($1) }
    }

    init(_ reader: inout WireReader) throws(WireError) {
        self.init(
            pid: try reader.i32(),
            directory: try reader.bytes(),
            isElsewhere: try reader.flag(),
            warnings: try reader.list { reader throws(WireError) in try reader.text() }
        )
    }
}
