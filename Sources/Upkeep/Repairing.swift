import Engines
import Linux

extension Finding.Repair {
    /// Whether an engine must take part in it.
    package var needsEngine: Bool {
        switch self {
        case .settle, .forget, .revive, .mark, .align, .removeState: true
        case .removeFile, .link, .removeFolder: false
        }
    }

    /// Takes away what no engine knows of; only what is ours is touched.
    package func clear() throws(UpkeepError) {
        switch self {
        case .removeFile(let path):
            try onSystem { () throws(SystemError) in try File.remove(path) }
        case .link(let path, let target):
            try onSystem { () throws(SystemError) in try File.link(path, to: target) }
        case .removeFolder(let path):
            try onSystem { () throws(SystemError) in try File.removeTree(path) }
        case .settle, .forget, .revive, .mark, .align, .removeState: return
        }
    }
}

extension Household {
    /// Does what a finding's mend says.
    package func repair(_ repair: Finding.Repair) throws(UpkeepError) {
        switch repair {
        case .removeFile, .removeFolder, .link: try repair.clear()
        case .forget(let name, let number):
            let gone = try record(name).others.filter { $0.number == number }
            _ = try forget(gone, of: name)
        case .revive(let name, let number): try revive(name, as: number)
        case .mark(let name): try markStagedAnew(name)
        case .align(let name): try alignLocked(name)
        case .removeState(let reference):
            try onEngine { () throws(EngineError) in try engine.removeImage(reference) }
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
