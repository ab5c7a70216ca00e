/// The files of a box, as its user may read them.
///
/// What it gives is the box's word: anything may be in it. Links are followed as the box sees them, and never
/// out of its own file system: what is mounted there from the host is not there, except for a home that
/// the box has of its own.
package protocol BoxFiles {
    /// What a directory contains, in no order; empty when there is no such directory.
    func entries(of folder: String) throws(BoxFilesError) -> [BoxFileEntry]

    /// A regular file's bytes; nil when there is none, it may not be read, or it is larger than the limit.
    func read(_ path: String, limit: Int) throws(BoxFilesError) -> [UInt8]?

    /// The path, with all links followed; nil when there is nothing.
    func realPath(_ path: String) throws(BoxFilesError) -> String?

    /// The contents of many files, as ``read(_:limit:)`` gives them, in their order.
    ///
    /// For a box that answers over a pipe this is many times faster than to ask for each.
    func read(all paths: [String], limit: Int) throws(BoxFilesError) -> [[UInt8]?]

    /// A variable of the box's own sessions, such as `PATH` or `XDG_DATA_DIRS`; nil when it is not set.
    func variable(_ name: String) throws(BoxFilesError) -> String?
}

extension BoxFiles {
    package func read(all paths: [String], limit: Int) throws(BoxFilesError) -> [[UInt8]?] {
        var contents: [[UInt8]?] = []
        for path in paths { contents.append(try read(path, limit: limit)) }
        return contents
    }
}

/// A name in a directory of a box, and what a link leads to in the end.
package struct BoxFileEntry: Equatable, Sendable {
    package enum Kind: UInt8, Sendable {
        case file = 1
        case folder
        /// A pipe, a device, a socket, a link that leads nowhere or out of the box.
        case other
    }

    package var name: [UInt8]
    package var kind: Kind
    package var isExecutable: Bool
    /// In bytes.
    package var size: Int64

    package init(name: [UInt8], kind: Kind, isExecutable: Bool, size: Int64) {
        self.name = name
        self.kind = kind
        self.isExecutable = isExecutable
        self.size = size
    }
}

/// Why a box's files cannot be had: the box ended, or what it says is no answer.
package struct BoxFilesError: Error, Equatable {
    package let reason: String

    package init(_ reason: String) { self.reason = reason }
}
