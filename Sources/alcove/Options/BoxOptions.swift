import ArgumentParser
import Boxes
import Wire

/// What a new box is to be: an option for each part of a ``BoxSpec``.
struct BoxOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The home in the box: shared, private, or a directory's path.",
            discussion: "The host's home is shared unless something else is said.",
            valueName: "home"
        ),
        completion: .directory,
        transform: BoxSpec.Home.argument
    )
    var home: BoxSpec.Home?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Give a path of the host to the box; may be repeated.",
            valueName: "src[:dst[:ro]]"
        ),
        completion: .directory,
        transform: Volume.argument
    )
    var volume: [Volume] = []

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Set a variable in all sessions; KEY alone takes the caller's value. May be repeated.",
            valueName: "key[=value]"
        ),
        transform: BoxSpec.Variable.argument
    )
    var env: [BoxSpec.Variable] = []

    @Option(
        help: "The login shell in the box: a path in it, or a name like zsh.",
        transform: BoxSpec.shellArgument
    )
    var shell: String?

    @Option(help: "The box's host name.", transform: BoxSpec.hostnameArgument)
    var hostname: String?

    @Option(
        help: ArgumentHelp("Where sessions start: an absolute path in the box.", valueName: "dir"),
        transform: BoxSpec.workdirArgument
    )
    var workdir: String?

    @Option(
        help: ArgumentHelp(
            "The network: the host's (unless given), the box's own, or none.",
            valueName: BoxSpec.Network.valueName
        ),
        completion: BoxSpec.Network.completion,
        transform: BoxSpec.Network.argument
    )
    var network: BoxSpec.Network?

    @Option(
        help: ArgumentHelp(
            "The processes that the box sees: the host's (unless given), or its own.",
            valueName: BoxSpec.Sharing.valueName
        ),
        completion: BoxSpec.Sharing.completion,
        transform: BoxSpec.Sharing.argument
    )
    var pid: BoxSpec.Sharing?

    @Option(
        help: ArgumentHelp(
            "Shared memory and message queues: the host's (unless given), or the box's own.",
            valueName: BoxSpec.Sharing.valueName
        ),
        completion: BoxSpec.Sharing.completion,
        transform: BoxSpec.Sharing.argument
    )
    var ipc: BoxSpec.Sharing?

    @Option(
        name: .customLong("init"),
        help: ArgumentHelp(
            "What runs the box's services: agent (none of its own, unless given), or the image's systemd or openrc.",
            valueName: BoxSpec.InitSystem.valueName
        ),
        completion: BoxSpec.InitSystem.completion,
        transform: BoxSpec.InitSystem.argument
    )
    var initSystem: BoxSpec.InitSystem?

    @Option(
        help: ArgumentHelp(
            "Give a device of the host to the box: a path below /dev, or a CDI name. May be repeated.",
            valueName: "device"
        ),
        completion: .file(),
        transform: BoxSpec.deviceArgument
    )
    var device: [String] = []

    @Option(
        help: ArgumentHelp(
            "The graphics cards: auto (what is there, unless given), none, all, or one by its CDI name.",
            valueName: "which"
        ),
        completion: .list(["auto", "none", "all"]),
        transform: BoxSpec.GPU.argument
    )
    var gpu: BoxSpec.GPU?

    @Option(
        help: ArgumentHelp(
            "Do without something of the host's, like ssh-agent; may be a list, and repeated.",
            discussion: "It may be: " + Facility.allCases.map(\.rawValue).joined(separator: ", "),
            valueName: "what"
        ),
        completion: .list(Facility.allCases.map(\.rawValue)),
        transform: BoxSpec.facilitiesArgument
    )
    var without: [[Facility]] = []

    @Option(help: ArgumentHelp("Be in a group of the host; may be repeated.", valueName: "group"))
    var group: [String] = []

    @Option(
        help: ArgumentHelp("The kind of machine, like linux/arm64.", valueName: "os/arch"),
        transform: BoxSpec.platformArgument
    )
    var platform: String?

    @Option(
        help: ArgumentHelp(
            "Put a label on the box's container; may be repeated.",
            valueName: "key[=value]"
        ),
        transform: BoxSpec.labelArgument
    )
    var label: [(name: String, value: String)] = []

    @Option(
        help: ArgumentHelp(
            "Run a shell command in the box as you, once it is made; may be repeated.",
            valueName: "command"
        )
    )
    var onCreate: [String] = []

    @Option(
        help: ArgumentHelp(
            "Run a shell command in the box as you, at every start; may be repeated.",
            valueName: "command"
        )
    )
    var onStart: [String] = []

    @Option(
        help: ArgumentHelp("The most memory, like 512M or 2G.", valueName: "size"),
        transform: BoxSpec.memoryArgument
    )
    var memory: Int64?

    @Option(
        help: ArgumentHelp("The most processors, like 1.5.", valueName: "number"),
        transform: BoxSpec.processorsArgument
    )
    var cpus: Double?

    @Option(
        help: ArgumentHelp(
            "Commands that the box may run on the host: all, none, ask, or a list like podman,code.",
            discussion: "With a shared home all are permitted unless something else is said.",
            valueName: "commands"
        ),
        completion: .list(["all", "ask", "none"]),
        transform: BoxSpec.HostCommands.argument
    )
    var hostCommands: BoxSpec.HostCommands?

    @Option(
        help: ArgumentHelp(
            "A command that is the host's when it is called in the box; may be repeated.",
            valueName: "name"
        ),
        transform: BoxSpec.hostShimArgument
    )
    var hostShim: [String] = []

    @Option(
        help: ArgumentHelp(
            "A JSON object that is merged into the engine's own create request.",
            valueName: "json"
        )
    )
    var engineOption: String?

    /// The spec that these options make, with what they leave open taken from the settings.
    func spec(image: String, _ settings: Configuration) -> BoxSpec {
        var spec = BoxSpec(image: image)
        spec.home = home ?? settings.home?.value ?? .shared
        spec.volumes = volume
        spec.env = env
        spec.shell = shell ?? settings.shell?.value
        spec.hostname = hostname
        spec.workdir = workdir
        spec.network = network ?? .host
        spec.initSystem = initSystem ?? .agent
        spec.pid = pid ?? (spec.initSystem.isSystem ? .private : .host)
        spec.ipc = ipc ?? .host
        spec.devices = device
        spec.gpu = gpu ?? .auto
        spec.without = facilities ?? settings.without?.value ?? []
        spec.groups = group
        spec.platform = platform
        spec.labels = Dictionary(label.map { ($0.name, $0.value) }) { $1 }
        spec.onCreate = onCreate
        spec.onStart = onStart
        spec.memory = memory
        spec.cpus = cpus
        spec.hostCommands = hostCommands
        spec.hostShims = hostShim.isEmpty ? nil : hostShim
        spec.engineOption = engineOption
        return spec
    }

    /// What the box is to do without, each once; nil when nothing was said.
    private var facilities: [Facility]? {
        without.isEmpty ? nil : Facility.allCases.filter { without.joined().contains($0) }
    }

    /// What these options say of a box that there is.
    var change: SpecChange {
        var change = SpecChange()
        change.home = home
        change.volumes = volume
        change.env = env
        change.shell = shell
        change.hostname = hostname
        change.workdir = workdir
        change.network = network
        change.pid = pid
        change.ipc = ipc
        change.initSystem = initSystem
        change.devices = device
        change.gpu = gpu
        change.without = facilities
        change.groups = group
        change.labels = Dictionary(label.map { ($0.name, $0.value) }) { $1 }
        change.onStart = onStart
        change.memory = memory
        change.cpus = cpus
        change.hostCommands = hostCommands
        change.hostShims = hostShim
        change.engineOption = engineOption
        return change
    }

    /// An option that was given and means something only while a box is made.
    var creationOnly: String? {
        platform != nil ? "--platform" : !onCreate.isEmpty ? "--on-create" : nil
    }
}
