import Boxes
import Engines
import Linux
import Wire

/// What of the host a box sees, and where.
struct BoxMounts {
    /// What a box must have of its own: the engine and the agent write there.
    private static let own = ["/.alcove", "/etc", "/proc", "/run", "/sys"]

    private var mounts: [(mount: ContainerRequest.Mount, origin: String)] = []

    init(_ record: BoxRecord) throws(UpkeepError) {
        let hasSystem = record.spec.initSystem.isSystem
        // A system makes devices and ends what it finds in /run: those of the host are not for it.
        if hasSystem {
            try add("/run", .memory, "alcove")
        } else {
            try add("/dev", .bind(source: "/dev", readOnly: false), "alcove")
        }
        try add("/run/host", .bind(source: "/", readOnly: false), "alcove")
        try add("/dev/pts", .devpts, "alcove")
        for target in Self.homeTargets(record) {
            guard !record.spec.initSystem.empties(target) else {
                let option = "--init \(record.spec.initSystem.rawValue)"
                throw .box(.emptied(target, by: option))
            }
            let kind = ContainerRequest.Mount.Kind.bind(source: record.homeSource, readOnly: false)
            try add(target, kind, "--home")
        }
        for volume in record.spec.volumes {
            let origin = "--volume \(volume.source):\(volume.target)"
            guard !Self.own.contains(volume.target) else {
                throw .box(.sameTarget(volume.target, "alcove", origin))
            }
            let kind = ContainerRequest.Mount.Kind.bind(
                source: volume.source,
                readOnly: volume.readOnly
            )
            try add(volume.target, kind, origin)
        }
        // Sockets of X11 and files handed over between programs are here. A system clears its own.
        if !hasSystem, !mounts.contains(where: { $0.mount.target == "/tmp" }) {
            try add("/tmp", .bind(source: "/tmp", readOnly: false), "alcove")
        }
    }

    /// The user's home path, and where it really is when they share it by another name.
    private static func homeTargets(_ record: BoxRecord) -> [String] {
        guard record.spec.home == .shared, record.homeSource != record.home else {
            return [record.home]
        }
        return [record.home, record.homeSource]
    }

    private mutating func add(
        _ target: String,
        _ kind: ContainerRequest.Mount.Kind,
        _ origin: String
    ) throws(UpkeepError) {
        if let other = mounts.first(where: { $0.mount.target == target }) {
            throw .box(.sameTarget(target, other.origin, origin))
        }
        mounts.append((ContainerRequest.Mount(target: target, kind: kind), origin))
    }

    /// In an order in which none hides an earlier one.
    var request: [ContainerRequest.Mount] {
        mounts.map(\.mount).enumerated().sorted { one, other in
            let depths = (Self.depth(one.element.target), Self.depth(other.element.target))
            return depths.0 == depths.1 ? one.offset < other.offset : depths.0 < depths.1
        }.map(\.element)
    }

    /// Where a working directory of the host is found in the box.
    var mappings: [BoxSetup.Mapping] {
        request.compactMap { mount in
            guard case .bind(let source, _) = mount.kind, source != "/", source != "/dev" else {
                return nil
            }
            return BoxSetup.Mapping(host: Array(source.utf8), box: Array(mount.target.utf8))
        }
    }

    /// A volume that would stand in the user's runtime directory, unless the box shares that as it is: a
    /// login makes it anew, so that a box has a link there and no place to mount anything.
    func volume(inside session: String) -> String? {
        let holding = request.filter { session == $0.target || session.hasPrefix($0.target + "/") }
        if let nearest = holding.last, nearest.kind.isOfHost(nearest.target) { return nil }
        return request.map(\.target).first { $0 == session || $0.hasPrefix(session + "/") }
    }

    private static func depth(_ path: String) -> Int { path.utf8.count { $0 == UInt8(ascii: "/") } }
}

extension ContainerRequest.Mount.Kind {
    /// Whether what is mounted at a path is what the host has there.
    fileprivate func isOfHost(_ path: String) -> Bool {
        if case .bind(let source, _) = self { source == path } else { false }
    }
}
