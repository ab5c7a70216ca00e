/// What a box needs of the host for its devices, besides their nodes: the files of a driver.
package struct DeviceSetup: Equatable, Sendable {
    /// `KEY=VALUE` for every session.
    package var environment: [[UInt8]] = []
    /// Paths of the box, and where links there lead: into `/run/host`, or beside themselves.
    package var links: [Link] = []
    /// Directories of libraries that the box's loader is to look in.
    package var libraryFolders: [String] = []
    /// Nodes that must be there, below `/dev`.
    package var nodes: [String] = []
    /// Whether the nodes of graphics cards are to be kept from the box.
    package var hidesGraphics = false
    /// What could not be had, in words.
    package var warnings: [String] = []

    package init() {}

    package struct Link: Equatable, Sendable {
        package var path: String
        package var target: String
        package init(path: String, target: String) {
            self.path = path
            self.target = target
        }
    }
}

extension DeviceSetup {
    func write(to writer: inout WireWriter) {
        writer.write(list: environment)
        writer.write(list: links) {
            $0.write($1.path)
            $0.write($1.target)
        }
        for list in [libraryFolders, nodes, warnings] { writer.write(list: list) { $0.write($1) } }
        writer.write(hidesGraphics)
    }

    init(_ reader: inout WireReader) throws(WireError) {
        environment = try reader.bytesList()
        links = try reader.list { reader throws(WireError) in
            Link(path: try reader.text(), target: try reader.text())
        }
        libraryFolders = try reader.list { reader throws(WireError) in try reader.text() }
        nodes = try reader.list { reader throws(WireError) in try reader.text() }
        warnings = try reader.list { reader throws(WireError) in try reader.text() }
        hidesGraphics = try reader.flag()
    }
}
