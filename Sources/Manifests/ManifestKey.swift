import Boxes

/// A key of a box's table in a manifest: every option of `create`, and what only a manifest says.
///
/// The reader of manifests and their JSON schema are both made from it.
package enum ManifestKey: String, CaseIterable, Sendable {
    case image, extends, packages, build, bare, pull, home, volumes, env, shell, hostname, workdir
    case network, pid, ipc, devices, gpu, without, groups, platform, labels, memory, cpus, engine,
        check
    case shims, bins, apps, services, dotfiles
    case onCreate = "on-create"
    case onStart = "on-start"
    case initSystem = "init"
    case hostCommands = "host-commands"
    case hostShims = "host-shims"
    case engineOption = "engine-option"

    /// What a value looks like.
    package enum Shape: Equatable, Sendable {
        case text
        case choice([String])
        case flag
        /// A text, or a whole number.
        case size
        /// A number, with or without a fraction.
        case number
        /// A list of texts, joined along `extends`.
        case texts
        /// A text, or a list of texts.
        case textOrTexts
        /// A table of texts, joined along `extends`.
        case table
        /// The same with these keys and no others.
        case fields([String])

        var isTable: Bool {
            switch self {
            case .table, .fields: true
            default: false
            }
        }
    }

    package var shape: Shape {
        switch self {
        case .image, .home, .gpu, .shell, .hostname, .workdir, .platform, .engine, .check,
            .engineOption:
            .text
        case .extends, .hostCommands: .textOrTexts
        case .packages, .build, .volumes, .devices, .without, .groups, .onCreate, .onStart,
            .shims, .bins, .apps, .services, .hostShims:
            .texts
        case .env, .labels: .table
        case .dotfiles: .fields(["repository", "commit", "install"])
        case .bare: .flag
        case .memory: .size
        case .cpus: .number
        case .pull: .choice(PullPolicy.allCases.map(\.rawValue))
        case .network: .choice(BoxSpec.Network.allCases.map(\.rawValue))
        case .initSystem: .choice(BoxSpec.InitSystem.allCases.map(\.rawValue))
        case .pid, .ipc: .choice(BoxSpec.Sharing.allCases.map(\.rawValue))
        }
    }

    /// What it says of a box: a sentence for people, shown by editors.
    package var meaning: String {
        switch self {
        case .image:
            "What the box is made from: an image's name (fedora:42), with a digest if you like, "
                + "./Containerfile or its folder, an archive (./root.tar.xz), or "
                + "bootstrap:FAMILY/RELEASE. Paths are relative to the manifest."
        case .extends:
            "What holds where this box says nothing: another box of this manifest, or of a file "
                + "(./base.toml, or ./base.toml#web for one box of it). Of several, later ones win. "
                + "What a box has on the host (bins, apps, services, shims) is its own, and never extended."
        case .packages: "Packages of the image's distribution."
        case .build: "Shell commands run as root while the box's image is made; cached."
        case .bare: "Whether the essentials, which make a bare image pleasant, are left out."
        case .pull: "When to fetch the image."
        case .home: "The home in the box: shared, private, or a directory's path."
        case .volumes: "Paths of the host in the box: SRC[:DST[:ro]]."
        case .env: "Variables of all sessions."
        case .shell: "The login shell: a path in the box, or a name like zsh."
        case .hostname: "The box's host name."
        case .workdir: "Where sessions start: an absolute path in the box."
        case .network: "The network: the host's, the box's own, or none."
        case .pid: "The processes that the box sees: the host's, or its own."
        case .ipc: "Shared memory and message queues: the host's, or the box's own."
        case .devices: "Devices of the host: paths below /dev, or CDI names."
        case .gpu: "The graphics cards: auto, none, all, or one by its CDI name."
        case .without: "What of the host's the box is to do without, like ssh-agent."
        case .groups: "Groups of the host to be in."
        case .platform: "The kind of machine, like linux/arm64."
        case .labels: "Labels of the box's container."
        case .memory: "The most memory, like \"2G\"."
        case .cpus: "The most processors, like 1.5."
        case .engine: "The engine: podman, docker, or a socket's URL."
        case .check: "A shell command that tells whether a new generation of the box is of use."
        case .shims:
            "Programs of the box that come first in PATH in the project's folder: names or paths; "
                + "not those of boxes that it extends."
        case .bins:
            "Programs of the box to have on the host: names or paths; each name is one box's, and not "
                + "of those that extend it."
        case .apps: "Applications of the box to have in the host's menu: ids or names."
        case .services: "Services of the box to have on the host: names or paths."
        case .dotfiles:
            "Settings for a home of the box's own: a git repository, a commit of it with all its digits, "
                + "and, unless it has one of the usual names, the program that installs them."
        case .onCreate: "Shell commands run as you, once the box is made."
        case .onStart: "Shell commands run as you at every start of the box."
        case .hostCommands: "Commands that the box may run on the host: all, none, ask, or a list."
        case .hostShims: "Commands that are the host's when they are called in the box."
        case .initSystem:
            "What runs the box's services: the agent alone, or the image's systemd or OpenRC."
        case .engineOption: "A JSON object that is merged into the engine's own create request."
        }
    }

    /// Whether it is of the box that says it alone, and not of those that extend that.
    ///
    /// What is on the host under a name can be of one box only.
    var isNeverExtended: Bool { [.shims, .bins, .apps, .services].contains(self) }

    /// Whether paths in its values are relative to the file they stand in, and `~` is the home.
    var holdsPaths: Bool { self == .volumes || self == .home || self == .image }
}
