package import Boxes
import Linux

/// What is exported: a file for each, in a directory for each box.
///
/// Reading it takes no lock; an ``Exporter`` alone writes it.
package struct Ledger: Equatable, Sendable {
    /// `exports` in the state directory.
    package let folder: String

    package init(state: String) { folder = state + "/exports" }

    /// Exports, and entries that cannot be read.
    package struct Contents: Sendable {
        /// By box, kind and name.
        package var exports: [Export] = []
        package var faults: [ExportError] = []
    }

    /// The boxes that have exports, whether there are such boxes or not; in no order.
    package var boxes: [BoxID] { File.names(in: folder).compactMap { BoxID($0) } }

    /// How many exports a box has; no file is read for that.
    package func count(of box: BoxID) -> Int { files(of: box).count }

    /// How many exports each box has that has any: a look at a directory, and at one for each of these.
    package func counts() -> [BoxID: Int] {
        boxes.reduce(into: [:]) { $0[$1] = count(of: $1) }
    }

    package func all() -> Contents {
        var contents = Contents()
        for box in boxes.sorted(by: { $0.description < $1.description }) { add(box, to: &contents) }
        return contents
    }

    package func exports(of box: BoxID) -> Contents {
        var contents = Contents()
        add(box, to: &contents)
        return contents
    }

    /// The exports of that kind and name, of whichever boxes.
    package func exports(_ kind: ExportSource.Kind, named name: String) throws(ExportError)
        -> [Export]
    {
        var exports: [Export] = []
        for box in boxes.sorted(by: { $0.description < $1.description }) {
            let source = ExportSource(box: box, kind: kind, name: name)
            if let export = try export(source) { exports.append(export) }
        }
        return exports
    }

    /// The export of something; nil when it has none.
    package func export(_ source: ExportSource) throws(ExportError) -> Export? {
        let path = path(of: source)
        let bytes = try onSystem { () throws(SystemError) in try File.readIfThere(path) }
        guard let bytes else { return nil }
        do throws(RecordFault) {
            let export = try VersionedFile<Export>.read(bytes)
            guard export.source == source else { throw .malformed("content.source") }
            return export
        } catch {
            throw .badEntry(path: path, error)
        }
    }

    func path(of source: ExportSource) -> String {
        "\(folder)/\(source.box)/\(LedgerName.of(source))"
    }

    private func files(of box: BoxID) -> [String] {
        File.names(in: "\(folder)/\(box)").filter { $0.hasSuffix(".json") }
    }

    private func add(_ box: BoxID, to contents: inout Contents) {
        for name in files(of: box).sorted() {
            let path = "\(folder)/\(box)/\(name)"
            do throws(ExportError) {
                let bytes = try onSystem { () throws(SystemError) in try File.readIfThere(path) }
                guard let bytes else { continue }
                do throws(RecordFault) {
                    let export = try VersionedFile<Export>.read(bytes)
                    guard export.source.box == box, LedgerName.of(export.source) == name else {
                        throw .malformed("content.source")
                    }
                    contents.exports.append(export)
                } catch {
                    throw .badEntry(path: path, error)
                }
            } catch {
                contents.faults.append(error)
            }
        }
    }

    func save(_ export: Export) throws(SystemError) {
        let path = path(of: export.source)
        try File.makeDirectories("\(folder)/\(export.source.box)", mode: 0o700)
        let bytes = VersionedFile(export).bytes
        try File.replace(path, with: bytes, mode: 0o600, durable: true)
    }

    func forget(_ source: ExportSource) throws(SystemError) {
        try File.remove(path(of: source))
        let folder = "\(folder)/\(source.box)"
        // What killed commands were writing; nobody else writes now.
        for name in File.names(in: folder) where name.contains(".json.new-") {
            try File.remove("\(folder)/\(name)")
        }
        try File.removeEmptyDirectory(folder)
    }
}
