import Boxes
import Engines

/// Where the directories that mounts need would really be made.
///
/// The engine makes the ones that an image lacks. A link of the image could lead it through a mount
/// of the host's to the host's own files, where a rootful engine may write anywhere.
extension Household {
    /// Fails when a mount's target is by a link of the image somewhere in another mount.
    func checkTargets(of request: ContainerRequest) throws(UpkeepError) {
        // A rootless engine may write nowhere but where its user may.
        guard case .host = request.users, try !isRootless() else { return }
        let targets = request.mounts.map(\.target)
        let links = try links(in: request, at: Self.ways(to: targets))
        for mount in request.mounts {
            let place = Self.place(of: mount.target, links)
            for other in request.mounts where !Bearings.isPath(mount.target, in: other.target) {
                guard case .bind = other.kind,
                    Bearings.isPath(place, in: Self.place(of: other.target, links))
                else { continue }
                throw .image(.leadsOut(path: mount.target, to: place))
            }
        }
    }

    private func isRootless() throws(UpkeepError) -> Bool {
        try onEngine { () throws(EngineError) in try engine.facts() }.isRootless
    }

    /// Each of the paths and every directory above it: `/run`, `/run/host`.
    private static func ways(to paths: [String]) -> [String] {
        var ways: Set<String> = []
        for path in paths {
            var way = ""
            for part in path.split(separator: "/") {
                way += "/\(part)"
                ways.insert(way)
            }
        }
        return ways.sorted()
    }

    /// Which of the paths are links in the image, and where these lead in it.
    private func links(
        in request: ContainerRequest,
        at paths: [String]
    ) throws(UpkeepError) -> [String: String] {
        let memory = ImageMemory(places)
        var traits = memory.traits(of: request.imageID) ?? ImageTraits()
        let unknown = paths.filter { traits.links[$0] == nil }
        if !unknown.isEmpty {
            let image = BoxRecord.ImageMark(
                reference: request.imageReference,
                id: request.imageID
            )
            try inside(image) { container throws(UpkeepError) in
                for path in unknown {
                    let entry = try onEngine { () throws(EngineError) in
                        try engine.entry(path, in: container)
                    }
                    traits.links[path] = ""
                    if case .link(let place)? = entry?.kind { traits.links[path] = place }
                }
            }
            try memory.keep(traits, of: request.imageID)
        }
        return traits.links.filter { !$0.value.isEmpty }
    }

    /// Where a path is when the links on its way are followed.
    static func place(of path: String, _ links: [String: String]) -> String {
        var place = ""
        for part in path.split(separator: "/") {
            place += "/\(part)"
            // The engine has followed the links behind this one.
            if let target = links[place] { place = target == "/" ? "" : target }
        }
        return place.isEmpty ? "/" : place
    }
}
