import Accounts
import Boxes
import Engines
import Linux
import Wire

/// What a spec comes to on this host and engine.
extension Household {
    /// The engine's request for the box's container.
    func request(
        for record: BoxRecord,
        _ facts: EngineFacts
    ) throws(UpkeepError) -> ContainerRequest {
        let spec = record.spec
        var request = ContainerRequest(
            name: record.name.description,
            imageID: record.base?.id ?? record.image.id,
            imageReference: record.image.reference,
            hostname: spec.hostname ?? hostname
        )
        request.entrypoint = Layer.entrypoint
        request.env = ["ALCOVE_BOX", "CONTAINER_ID"].map {
            BoxSpec.Variable(name: $0, value: record.name.description)
        }
        request.labels = labels(of: record)
        let mounts = try BoxMounts(record)
        if let session = places.session, let path = mounts.volume(inside: session) {
            throw .box(.inRuntimeDirectory(path))
        }
        request.mounts = mounts.request
        request.network = spec.network
        request.pid = spec.pid
        request.ipc = spec.ipc
        if record.users == .kept {
            request.users = .keep(uid: user.uid, gid: user.gid)
            request.user = ContainerRequest.User(uid: user.uid, gid: user.gid)
            request.workdir = record.home
            let runtime = facts.runtime.split(separator: "/").last
            request.keepsGroups = runtime == "crun"
        }
        if spec.initSystem.isSystem {
            request.ownsCgroups = true
            request.stopSignal = Int(SystemStop.signal)
            request.stopTimeout = SystemStop.usual
        }
        // What CDI says of a device holds for one start of the box, and is the agent's to do.
        request.devices = spec.devices.filter { $0.hasPrefix("/") }
        request.platform = spec.platform
        request.memory = spec.memory
        request.cpus = spec.cpus
        request.engineOption = spec.engineOption
        return request
    }

    private func labels(of record: BoxRecord) -> [String: String] {
        var labels = record.spec.labels
        labels[Label.id] = record.id.description
        labels[Label.name] = record.name.description
        labels[Label.generation] = String(record.generation)
        labels[Label.spec] = String(decoding: canonicalJSON(record.spec), as: UTF8.self)
        labels[Label.image] = record.spec.image
        labels[Label.version] = version
        return labels
    }

    /// What the box's agent must know.
    func setup(
        of record: BoxRecord,
        socket: String
    ) throws(UpkeepError) -> BoxSetup {
        let spec = record.spec
        var setup = BoxSetup()
        setup.boxID = record.id.description
        setup.boxName = record.name.description
        setup.image = record.image.reference
        setup.engine = engine.address.kind.rawValue
        setup.generation = UInt32(clamping: record.generation)
        setup.version = version
        setup.user = try boxUser(record)
        setup.allowsRoot = record.users.areMapped
        setup.groupIDs = record.users.areMapped ? nil : setup.user.groups.map(\.gid)
        setup.socket = socket
        setup.runtimeDirectory = places.session ?? ""
        setup.mounts = try BoxMounts(record).mappings
        setup.hasOwnHome = spec.home != .shared
        setup.followsHostNetwork = spec.network == .host
        setup.hostname = spec.hostname
        setup.environment = spec.env.map { Array("\($0.name)=\($0.value)".utf8) }
        setup.workdir = spec.workdir.map { Array($0.utf8) }
        setup.onStart = spec.onStart
        setup.namedDevices = spec.devices.filter { $0.hasPrefix("/") }
        setup.shims = spec.hostShims ?? []
        setup.system = BoxSetup.System(rawValue: spec.initSystem.rawValue)
        setup.without = spec.without
        setup.opensOnHost = spec.permits(OpenerWord.program)
        if !spec.permits("git"), !setup.without.contains(.gitCredentials) {
            setup.without.append(.gitCredentials)
        }
        setup.devices = spec.deviceSetup(places.cdi)
        return setup
    }

    private func boxUser(
        _ record: BoxRecord
    ) throws(UpkeepError) -> BoxSetup.User {
        var groups = user.groups
        for name in record.spec.groups where !groups.contains(where: { $0.name == name }) {
            guard let group = Account.Group.named(name) else { throw .noGroup(name) }
            groups.append(group)
        }
        // Where the engine cannot keep the user's ids, root in the box is who they are.
        let isRoot = record.users == .root
        var boxUser = BoxSetup.User()
        boxUser.name = user.name
        boxUser.uid = isRoot ? 0 : user.uid
        boxUser.gid = isRoot ? 0 : user.gid
        boxUser.gecos = user.gecos
        boxUser.home = record.home
        boxUser.shell = record.spec.shell ?? user.shell
        boxUser.group = user.group
        boxUser.groups = groups.map { BoxSetup.Group(name: $0.name, gid: $0.gid) }
        return boxUser
    }
}

extension BoxSpec {
    /// Whether a program of the host's may be called, if need be with a question.
    func permits(_ program: String) -> Bool {
        switch permittedHostCommands {
        case .all, .ask: true
        case .nothing: false
        case .only(let commands):
            commands.contains { $0 == program || $0.hasSuffix("/\(program)") }
        }
    }
}
