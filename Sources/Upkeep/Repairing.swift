import Boxes
import Engines
import Linux

extension Finding.Repair {
    /// Whether an engine must take part in it.
    package var needsEngine: Bool {
        switch self {
        case .settle, .forget, .revive, .mark, .align, .removeState, .removeUnfinished: true
        case .removeFile, .link, .removeFolder: false
        }
    }

    /// Takes away what no engine knows of; only what is ours is touched, and nothing that is a box's by now.
    package func clear(_ places: Places) throws(UpkeepError) {
        if isNeeded(places) { return }
        switch self {
        case .removeFile(let path):
            try onSystem { () throws(SystemError) in try File.remove(path) }
        case .link(let path, let target):
            try onSystem { () throws(SystemError) in try File.link(path, to: target) }
        case .removeFolder(let path):
            try onSystem { () throws(SystemError) in try File.removeTree(path) }
        case .settle, .forget, .revive, .mark, .align, .removeState, .removeUnfinished: return
        }
    }

    /// Whether what was found to be nobody's is a box's by now, or of a change that goes on: between the look
    /// and the mend is as much time as the rest of the checkup takes.
    func isNeeded(_ places: Places) -> Bool {
        let (store, journal) = (Store(places), Journal(places))
        switch self {
        case .removeFolder(let path):
            let id = path.split(separator: "/").last?.prefix { $0 != "." } ?? ""
            return journal.boxes.contains(String(id)) || store.hasBox(String(id))
                || Checkup.isListening(in: path)
        case .removeFile(let path):
            guard let name = BoxName(ofLink: path) else { return false }
            return journal.names.contains(name) || store.has(name)
        case .link(let path, let target):
            // Without its record, nobody knows where a link should lead.
            guard let name = BoxName(ofLink: path), !journal.names.contains(name),
                let record = try? store.record(name)
            else { return true }
            return places.socket(of: record) != target
        case .removeState(let reference):
            // One that cannot be read may name it.
            let records = store.names().map { name in try? store.record(name) }
            return records.contains { record in
                guard let record else { return true }
                return journal.names.contains(record.name)
                    && reference.hasPrefix("\(StateImage.repository):\(record.id)-g")
                    || record.generations.contains { $0.state == reference }
            }
        case .settle, .forget, .revive, .mark, .align, .removeUnfinished: return false
        }
    }
}

extension BoxName {
    /// The box whose link to its agent that is; nil for any other path.
    fileprivate init?(ofLink path: String) {
        guard let file = path.split(separator: "/").last, file.hasSuffix(".sock") else {
            return nil
        }
        do { try self.init(String(file.dropLast(5))) } catch { return nil }
    }
}

extension Store {
    /// Whether there is a box of that id; a record that cannot be read may be its.
    fileprivate func hasBox(_ id: String) -> Bool {
        names().contains { name in
            do { return try record(name)?.id.description == id } catch { return true }
        }
    }
}

extension Household {
    /// Does what a finding's mend says.
    package func repair(_ repair: Finding.Repair) throws(UpkeepError) {
        switch repair {
        case .removeFile, .removeFolder, .link: try repair.clear(places)
        case .forget(let name, let number):
            let gone = try record(name).others.filter { $0.number == number }
            _ = try forget(gone, of: name)
        case .revive(let name, let number): try revive(name, as: number)
        case .mark(let name): try markStagedAnew(name)
        case .align(let name): try alignLocked(name)
        case .removeState(let reference):
            if repair.isNeeded(places) { return }
            try onEngine { () throws(EngineError) in try engine.removeImage(reference) }
        case .removeUnfinished(let image):
            // One that was being made when it was found is whole by now.
            try onEngine { () throws(EngineError) in
                if try engine.unfinishedImage() == image { try engine.removeImage(image) }
            }
        case .settle(let path):
            guard let result = recover().first(where: { $0.path == path }) else { return }
            switch result.outcome {
            case .settled: return
            case .busy, .waiting: throw .unsettled(path)
            case .otherEngine(let engine): throw .unsettledElsewhere(path, engine.address)
            case .failed(let error): throw error
            }
        }
    }
}
