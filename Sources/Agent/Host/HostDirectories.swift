import Wire

/// Where directories of a box are on the host.
enum HostDirectories {
    private static let slash = UInt8(ascii: "/")
    private static let host = Array("/run/host".utf8)

    /// The host's path of a directory of the box; nil when it is the box's alone.
    static func place(of path: [UInt8], in mounts: [BoxSetup.Mapping]) -> [UInt8]? {
        if isPath(path, in: host) {
            let rest = Array(path[host.count...])
            return rest.isEmpty ? [slash] : rest
        }
        var best: BoxSetup.Mapping?
        for mount in mounts where isPath(path, in: mount.box) {
            if mount.box.count >= best?.box.count ?? 0 { best = mount }
        }
        return best.map { $0.host + path[$0.box.count...] }
    }

    private static func isPath(_ path: [UInt8], in folder: [UInt8]) -> Bool {
        path == folder || path.starts(with: folder + [slash])
    }
}
