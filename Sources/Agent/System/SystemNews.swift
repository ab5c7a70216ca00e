import Linux

/// What a box's systemd tells of itself, as of a service: sd_notify(3).
struct SystemNews: ~Copyable {
    /// In a directory where only root makes files, with a mode that lets only root write to it.
    static let path = "/run/.alcove-notify"
    private let socket: FileDescriptor

    enum Item: Equatable {
        /// All that was to be started at its beginning was, or failed.
        case isUp
        case isStopping
    }

    init() throws(SystemError) {
        try File.remove(Self.path)
        socket = try Datagrams.socket(at: Self.path, mode: 0o600)
    }

    var number: Int32 { socket.number }

    /// What came since.
    func next() -> [Item] {
        var items: [Item] = []
        while let bytes = Datagrams.next(from: socket.number) { items += Self.items(in: bytes) }
        return items
    }

    /// Reads one message: assignments, a line each.
    static func items(in bytes: [UInt8]) -> [Item] {
        bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
            switch Array(line).text {
            case "READY=1": .isUp
            case "STOPPING=1": .isStopping
            default: nil
            }
        }
    }
}
