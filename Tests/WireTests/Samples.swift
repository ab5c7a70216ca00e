import Wire

/// Messages with something in every field.
enum Samples {
    static let request: SessionRequest = {
        var request = SessionRequest()
        request.arguments = [Array("make".utf8), [], [0xff, 0]]
        request.login = true
        request.shell = Array("fish".utf8)
        request.root = true
        request.environment = [Array("LANG=C".utf8), Array("ODD=\n".utf8)]
        request.explicitEnvironment = [Array("A=b".utf8)]
        request.directories = [Array("/home/amy/x".utf8), Array("/".utf8)]
        request.workdir = Array("/srv".utf8)
        request.terminals = [.input, .error]
        request.foreground = false
        request.termios = [1, 2, 3]
        request.window = WindowSize(rows: 50, columns: 65535)
        request.umask = 0o077
        request.limits = [SessionRequest.Limit(resource: 7, soft: 1024, hard: .max)]
        request.detached = true
        return request
    }()

    static let status = BoxStatus(
        version: "1.0",
        boxID: "k3",
        steps: [BoxStatus.Step(name: "user"), BoxStatus.Step(name: "root", warning: "é")],
        sessions: [
            BoxStatus.Session(pid: -1, command: [0xfe], hasTerminal: true, since: .max)
        ]
    )

    static let started = Started(
        pid: 42,
        directory: Array("/run/host".utf8),
        isElsewhere: true,
        warnings: ["one", ""]
    )

    static let setup: BoxSetup = {
        var setup = BoxSetup()
        setup.boxID = "k3"
        setup.boxName = "web"
        setup.image = "debian:stable"
        setup.engine = "podman"
        setup.generation = 7
        setup.version = "1.0"
        setup.user.name = "amy"
        setup.user.uid = 1000
        setup.user.gid = 1001
        setup.user.gecos = "Amy, Ü"
        setup.user.home = "/home/amy"
        setup.user.shell = "zsh"
        setup.user.group = "staff"
        setup.user.groups = [BoxSetup.Group(name: "video", gid: 44)]
        setup.allowsRoot = true
        setup.groupIDs = [44, 0]
        setup.socket = "/run/user/1000/alcove/a"
        setup.runtimeDirectory = "/run/user/1000"
        setup.mounts = [BoxSetup.Mapping(host: Array("/home/amy".utf8), box: [0xff])]
        setup.hasOwnHome = true
        setup.followsHostNetwork = false
        setup.hostname = "web"
        setup.environment = [Array("A=b".utf8)]
        setup.workdir = []
        setup.onStart = ["true", ""]
        setup.isRescue = true
        setup.isTrial = true
        setup.system = .openrc
        setup.shims = ["docker"]
        setup.opensOnHost = false
        setup.namedDevices = ["/dev/fuse"]
        setup.without = [.kerberos, .gpgAgent]
        setup.devices.environment = [Array("GPU=0".utf8)]
        setup.devices.links = [DeviceSetup.Link(path: "/usr/lib/libgpu.so", target: "/run/host/g")]
        setup.devices.libraryFolders = ["/usr/lib"]
        setup.devices.nodes = ["/dev/gpu0"]
        setup.devices.hidesGraphics = true
        setup.devices.warnings = ["é"]
        return setup
    }()

    static let calls: [Call] = [
        .hello(.ours), .open(request), .open(SessionRequest()), .signal(15), .foreground, .status,
        .end, .endIfIdle,
    ]

    static let answers: [Answer] = [
        .hello(Hello(version: 3, oldest: 2, capabilities: 0x8000_0001)),
        .started(started),
        .refused(Refusal(.noDirectory, subject: [0x2f, 0xff], code: -2)),
        .refused(Refusal(.ending, subject: [])),
        .stopped(20), .wantsTerminal, .exited(.code(255)), .exited(.signal(9)), .status(status),
    ]
}
