import Serving
import Wire

extension Directories {
    /// Where a request's session may begin in the box.
    init(for request: SessionRequest, in setup: BoxSetup, home: String) {
        let fallbacks = [Array(home.utf8), Array("/".utf8)]
        if let wanted = request.workdir {
            self.init(candidates: [wanted], elsewhere: 1)
        } else if let own = setup.workdir {
            self.init(candidates: [own] + fallbacks, elsewhere: 1)
        } else {
            let own = Array(setup.user.home.utf8)
            let mapped = request.directories.compactMap { directory in
                // Whoever is at home on the host is at home in a box that has another.
                directory == own ? own : setup.mounts.place(of: directory)
            }
            let host = request.directories.map { directory in
                Array("/run/host".utf8) + (directory == [UInt8(ascii: "/")] ? [] : directory)
            }
            let candidates = mapped + host
            self.init(candidates: candidates + fallbacks, elsewhere: candidates.count)
        }
    }
}
