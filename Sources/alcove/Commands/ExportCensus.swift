import Boxes
import Exports
import Upkeep

/// All exports, and how they are.
struct ExportCensus {
    struct Entry {
        let export: Export
        let state: State

        /// By which it is sorted.
        fileprivate var place: [String] {
            [export.boxName.description, export.source.kind.rawValue, export.source.name]
        }
    }

    /// How an export is; the worst of all that can be said.
    enum State: String {
        case fresh
        /// The host has got something of the same name since, which its files are before.
        case hiding
        /// Some of its files were changed by hand.
        case changed
        /// Some of its files are gone.
        case incomplete
        /// All of its files are gone.
        case missing
        /// The box has no such thing any more.
        case sourceGone = "source gone"
        case boxGone = "box gone"

        init(of export: Export, _ folders: HostFolders) {
            switch export.state {
            case .fresh: self = export.hidden(on: folders).isEmpty ? .fresh : .hiding
            case .changed: self = .changed
            case .incomplete: self = .incomplete
            case .missing: self = .missing
            }
        }

        /// Whether nothing stands behind it.
        var isOrphaned: Bool { self == .sourceGone || self == .boxGone }
    }

    private(set) var entries: [Entry] = []
    /// What of the ledger or of boxes cannot be read.
    private(set) var failures: [Failure] = []

    /// Those of one box, or of all; boxes that run are asked whether they still have the sources.
    init(of name: BoxName?, on host: Host) throws(Failure) {
        let ledger = host.exporter.ledger
        let contents: Ledger.Contents
        if let name {
            contents = ledger.exports(of: try host.record(name).id)
        } else {
            contents = ledger.all()
        }
        failures = contents.faults.map { Failure($0) }
        let boxes = Self.boxes(on: host)
        let folders = host.exportFolders
        for (box, exports) in Dictionary(grouping: contents.exports, by: \.source.box) {
            guard let record = boxes.records[box] else {
                // A record that cannot be read may be that of the box.
                let isGone = !boxes.hasFaults
                entries += exports.map {
                    Entry(export: $0, state: isGone ? .boxGone : State(of: $0, folders))
                }
                continue
            }
            addEntries(exports, of: record.name, host)
        }
        entries.sort { $0.place.lexicographicallyPrecedes($1.place) }
    }

    private static func boxes(on host: Host) -> (records: [BoxID: BoxRecord], hasFaults: Bool) {
        var records: [BoxID: BoxRecord] = [:]
        var hasFaults = false
        for name in host.store.names() {
            do {
                if let record = try host.store.record(name) { records[record.id] = record }
            } catch {
                hasFaults = true
            }
        }
        return (records, hasFaults)
    }

    private mutating func addEntries(_ exports: [Export], of name: BoxName, _ host: Host) {
        var gone: Set<ExportSource> = []
        if host.isUp(name) {
            do throws(Failure) {
                let files = try host.files(of: name)
                for export in exports {
                    do throws(BoxFilesError) {
                        if try !export.hasSource(in: files) { gone.insert(export.source) }
                    } catch {
                        throw Failure(ExportError.box(error))
                    }
                }
            } catch {
                failures.append(error)
            }
        }
        entries += exports.map { export in
            let isGone = gone.contains(export.source)
            let state = isGone ? .sourceGone : State(of: export, host.exportFolders)
            return Entry(export: export, state: state)
        }
    }
}
