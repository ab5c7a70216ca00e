import Engines

/// What can be seen of a file from outside.
struct FileSight: Equatable {
    let entry: ContainerEntry?
    let bytes: [UInt8]?

    /// The most bytes that are read of one; beyond them its size tells.
    private static let limit = 256 << 10

    init(
        _ path: String,
        in container: String,
        _ household: Household
    ) throws(UpkeepError) {
        let engine = household.engine
        entry = try onEngine { () throws(EngineError) in try engine.entry(path, in: container) }
        guard case .file? = entry?.kind else {
            bytes = nil
            return
        }
        bytes = try onEngine { () throws(EngineError) in
            try engine.read(path, in: container, limit: Self.limit)
        }
    }
}
