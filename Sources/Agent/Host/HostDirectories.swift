import Wire

/// Where directories of a box are on the host.
enum HostDirectories {
    private static let slash = UInt8(ascii: "/")
    static let host = Array("/run/host".utf8)

    /// The host's path of a directory of the box; nil when it is the box's alone.
    static func place(of path: [UInt8], in mounts: [BoxSetup.Mapping]) -> [UInt8]? {
        if isPath(path, in: host) {
            let rest = Array(path[host.count...])
            return rest.isEmpty ? [slash] : rest
        }
        return mount(of: path, in: mounts).map { $0.host + path[$0.box.count...] }
    }

    private static func mount(
        of path: [UInt8],
        in mounts: [BoxSetup.Mapping]
    ) -> BoxSetup.Mapping? {
        var best: BoxSetup.Mapping?
        for mount in mounts where isPath(path, in: mount.box) {
            if mount.box.count >= best?.box.count ?? 0 { best = mount }
        }
        return best
    }

    /// Where the caller's directory is on the host, by its path without links, and as the caller calls
    /// it, if that means the same there: a link may lead elsewhere on the host.
    static func places(
        of physical: [UInt8],
        called logical: [UInt8]?,
        in mounts: [BoxSetup.Mapping]
    ) -> [[UInt8]] {
        guard let here = place(of: physical, in: mounts) else { return [] }
        guard let logical, let mount = mount(of: logical, in: mounts), mount.box == mount.host,
            self.mount(of: physical, in: mounts)?.box == mount.box
        else { return [here] }
        return [logical, here]
    }

    private static func isPath(_ path: [UInt8], in folder: [UInt8]) -> Bool {
        path == folder || path.starts(with: folder + [slash])
    }
}
