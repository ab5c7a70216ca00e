import Linux

/// The agent's program on the host, known by its file without being read: every start asks whether
/// the box has this one.
struct AgentProgram {
    let path: String
    /// Tells this program from another.
    let mark: String

    /// Nil when there is no file at the path.
    init?(_ path: String) {
        guard let status = FileStatus(following: path), status.kind == .file else { return nil }
        self.path = path
        mark = "\(status.size)-\(status.modified)"
    }

    func read() throws(UpkeepError) -> [UInt8] {
        let path = path
        return try onSystem { () throws(SystemError) in try File.read(path, limit: 256 << 20) }
    }
}
