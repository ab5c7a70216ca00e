import Linux

extension Household {
    /// Does what a finding's mend says; only what is ours is touched.
    package func repair(_ repair: Finding.Repair) throws(UpkeepError) {
        switch repair {
        case .removeFile(let path):
            try onSystem { () throws(SystemError) in try File.remove(path) }
        case .removeFolder(let path):
            try onSystem { () throws(SystemError) in try File.removeTree(path) }
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
