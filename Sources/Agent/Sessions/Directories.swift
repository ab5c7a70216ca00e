import Wire

/// Where a session may begin, best first.
struct Directories: Equatable {
    var candidates: [[UInt8]]
    /// From this index on it is another place than the caller's.
    var elsewhere: Int

    init(for request: SessionRequest, in setup: BoxSetup, home: String) {
        let fallbacks = [Array(home.utf8), Array("/".utf8)]
        if let wanted = request.workdir {
            candidates = [wanted]
            elsewhere = 1
        } else if let own = setup.workdir {
            candidates = [own] + fallbacks
            elsewhere = 1
        } else {
            let own = Array(setup.user.home.utf8)
            let mapped = request.directories.compactMap { directory in
                // Whoever is at home on the host is at home in a box that has another.
                directory == own ? own : setup.mounts.place(of: directory)
            }
            let host = request.directories.map { directory in
                Array("/run/host".utf8) + (directory == [UInt8(ascii: "/")] ? [] : directory)
            }
            candidates = mapped + host + fallbacks
            elsewhere = candidates.count - fallbacks.count
        }
    }
}
