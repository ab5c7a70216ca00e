/// What an agent must know of its box: the file `/.alcove/setup`, laid beside the agent.
///
/// Kept as one frame, so that the agent needs no parser of its own; written again by the host
/// before a start when it differs.
package struct BoxSetup: Equatable, Sendable {
    package var boxID = ""
    package var boxName = ""
    package var image = ""
    package var engine = ""
    package var generation: UInt32 = 1
    /// The version of the tool that wrote it.
    package var version = ""

    package var user = User()
    /// Whether the box's root is nobody on the host, so that the user may become it.
    package var allowsRoot = false
    /// Supplementary groups to set; nil keeps those the engine gave (a mapped box cannot set them).
    package var groupIDs: [UInt32]?

    /// Host path of the agent's socket; found in the box below `/run/host`.
    package var socket = ""
    /// Host path of the user's runtime directory; empty when there is none.
    package var runtimeDirectory = ""
    /// The host's paths that are in the box, and where.
    package var mounts: [Mapping] = []
    /// Whether the home is another than the host's; `/etc/skel` is copied into it once.
    package var hasOwnHome = false
    /// Whether the resolver and the hosts file are to follow the host's.
    package var followsHostNetwork = true
    /// The host name in the box, when it is not the host's.
    package var hostname: String?
    /// `KEY=VALUE` for every session.
    package var environment: [[UInt8]] = []
    /// Where sessions start; nil follows the caller.
    package var workdir: [UInt8]?
    /// Shell commands to run as the user at every start.
    package var onStart: [String] = []
    /// What of the image runs the box's services; nil when nothing does.
    package var system: System?
    /// Paths of devices that the user gave to the box by name.
    package var namedDevices: [String] = []
    /// Names of commands that are the host's when they are called in the box.
    package var shims: [String] = []
    /// Whether the box may have the host open addresses and files.
    package var opensOnHost = true
    /// What of the host's is left out.
    package var without: [Facility] = []
    package var devices = DeviceSetup()
    /// Leave the set-up out and serve nobody: the box is only to be entered through its engine.
    package var isRescue = false
    /// Whether the box is only to be tried: the system that it has is set up, and not begun.
    ///
    /// Its services run beside it, on the same volumes and ports.
    package var isTrial = false

    package init() {}

    package enum System: String, Sendable {
        /// The agent makes way for it.
        case systemd
        /// The agent begins and ends its runlevels.
        case openrc
    }

    package struct User: Equatable, Sendable {
        package var name = ""
        package var uid: UInt32 = 0
        package var gid: UInt32 = 0
        package var gecos = ""
        /// Absolute path, the same in the box as on the host.
        package var home = ""
        /// Base name or path of the shell that the user likes; empty leaves it to the image.
        package var shell = ""
        package var group = ""
        package var groups: [Group] = []

        package init() {}
    }

    package struct Group: Equatable, Sendable {
        package var name: String
        package var gid: UInt32
        package init(name: String, gid: UInt32) {
            self.name = name
            self.gid = gid
        }
    }

    /// A host directory and the place where the box sees it.
    package struct Mapping: Equatable, Sendable {
        package var host: [UInt8]
        package var box: [UInt8]
        package init(host: [UInt8], box: [UInt8]) {
            self.host = host
            self.box = box
        }
    }
}

extension [BoxSetup.Mapping] {
    /// The place of a host path in the box, by the longest mount that holds it.
    package func place(of path: [UInt8]) -> [UInt8]? {
        let slash = UInt8(ascii: "/")
        var best: BoxSetup.Mapping?
        for mount in self {
            let isBelow = path == mount.host || path.starts(with: mount.host + [slash])
            if isBelow, mount.host.count >= best?.host.count ?? 0 { best = mount }
        }
        return best.map { $0.box + path[$0.host.count...] }
    }
}

extension BoxSetup {
    /// The contents of the file.
    package var bytes: [UInt8] {
        var writer = WireWriter()
        for text in [boxID, boxName, image, engine] { writer.write(text) }
        writer.write(generation)
        writer.write(version)
        write(user, to: &writer)
        writer.write(allowsRoot)
        writer.write(groupIDs != nil)
        if let groupIDs { writer.write(list: groupIDs) { $0.write($1) } }
        writer.write(socket)
        writer.write(runtimeDirectory)
        writer.write(list: mounts) {
            $0.write($1.host)
            $0.write($1.box)
        }
        writer.write(hasOwnHome)
        writer.write(followsHostNetwork)
        writer.write(hostname.map { Array($0.utf8) })
        writer.write(list: environment)
        writer.write(workdir)
        writer.write(list: onStart) { $0.write($1) }
        writer.write(system?.rawValue ?? "")
        writer.write(list: namedDevices) { $0.write($1) }
        writer.write(list: shims) { $0.write($1) }
        writer.write(opensOnHost)
        writer.write(isRescue)
        writer.write(isTrial)
        writer.write(list: without) { $0.write($1.rawValue) }
        devices.write(to: &writer)
        return Frame(kind: Self.format, payload: writer.bytes).bytes
    }

    /// Reads the contents of the file.
    package init(bytes: [UInt8]) throws(WireError) {
        var buffer = FrameBuffer()
        buffer.append(bytes)
        guard let frame = try buffer.next() else { throw .truncated }
        guard frame.kind == Self.format else { throw .version(frame.kind) }
        guard bytes.count == Frame.headSize + frame.payload.count else { throw .trailing }
        var reader = WireReader(frame.payload)
        boxID = try reader.text()
        boxName = try reader.text()
        image = try reader.text()
        engine = try reader.text()
        generation = try reader.u32()
        version = try reader.text()
        user = try Self.user(from: &reader)
        allowsRoot = try reader.flag()
        if try reader.flag() {
            groupIDs = try reader.list { reader throws(WireError) in try reader.u32() }
        }
        socket = try reader.text()
        runtimeDirectory = try reader.text()
        mounts = try reader.list { reader throws(WireError) in
            Mapping(host: try reader.bytes(), box: try reader.bytes())
        }
        hasOwnHome = try reader.flag()
        followsHostNetwork = try reader.flag()
        hostname = try reader.optionalBytes().map { String(decoding: $0, as: UTF8.self) }
        environment = try reader.bytesList()
        workdir = try reader.optionalBytes()
        onStart = try reader.list { reader throws(WireError) in try reader.text() }
        let name = try reader.text()
        system = System(rawValue: name)
        if system == nil, !name.isEmpty { throw .badValue }
        namedDevices = try reader.list { reader throws(WireError) in try reader.text() }
        shims = try reader.list { reader throws(WireError) in try reader.text() }
        opensOnHost = try reader.flag()
        isRescue = try reader.flag()
        isTrial = try reader.flag()
        without = try reader.list { reader throws(WireError) in
            guard let facility = Facility(rawValue: try reader.text()) else { throw .badValue }
            return facility
        }
        devices = try DeviceSetup(&reader)
        try reader.end()
    }

    /// What the agent ends with when the file is of another layout: it and the program that wrote that are of
    /// different versions.
    package static let otherLayoutStatus: Int32 = 76

    /// The kind of the one frame in the file: the version of its layout.
    private static let format: UInt16 = 0x106

    private func write(_ user: User, to writer: inout WireWriter) {
        writer.write(user.name)
        writer.write(user.uid)
        writer.write(user.gid)
        for text in [user.gecos, user.home, user.shell, user.group] { writer.write(text) }
        writer.write(list: user.groups) {
            $0.write($1.name)
            $0.write($1.gid)
        }
    }

    private static func user(from reader: inout WireReader) throws(WireError) -> User {
        var user = User()
        user.name = try reader.text()
        user.uid = try reader.u32()
        user.gid = try reader.u32()
        user.gecos = try reader.text()
        user.home = try reader.text()
        user.shell = try reader.text()
        user.group = try reader.text()
        user.groups = try reader.list { reader throws(WireError) in
            Group(name: try reader.text(), gid: try reader.u32())
        }
        return user
    }
}
