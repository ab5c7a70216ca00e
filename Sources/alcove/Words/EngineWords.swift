import Engines
import Linux

extension Failure {
    init(_ error: EngineError) {
        switch error {
        case .noEngine(let attempts):
            self.init(
                "no container engine was found",
                hint: "Install Podman, or start Docker; 'alcove doctor' checks what they need.",
                details: attempts.map { "\($0.place): \($0.reason)" }
            )
        case .badAddress(let words):
            self.init(
                "'\(words)' names no engine",
                hint: "Write podman, docker, or where its socket is, like unix:///run/docker.sock.",
                status: 64
            )
        case .notLocal(let words):
            self.init(
                "'\(words)' is no engine of this machine",
                hint:
                    "A box shares this machine's files: name a socket, like unix:///run/docker.sock.",
                status: 64
            )
        case .unreachable(let address, let error): self.init(unreachable: address, error)
        case .broken(let address, let call, let reason):
            self.init(
                "\(address.kind.title) broke off in the middle of '\(call)'",
                hint: "Look into its log; 'alcove doctor' checks whether it answers.",
                details: [reason]
            )
        case .timedOut(let address, let call, let seconds):
            self.init(
                "\(address.kind.title) did not answer to '\(call)' within \(seconds) s",
                hint: "It may be busy; restart it if it hangs. Its socket is \(address.socket)."
            )
        case .missingLibrary(let file):
            self.init(
                "the library '\(file)' is not installed",
                hint: "Install the package that has it: libcurl4 on Debian, libcurl on Fedora."
            )
        case .noSuchContainer(let name):
            self.init(
                "the engine has no container '\(name)'",
                hint: "It may have been removed just now; see 'alcove list'."
            )
        case .nameInUse(let name):
            self.init(
                "the engine has a container '\(name)' already",
                hint: "Choose another name for the box, or remove that container."
            )
        case .missingController(let controller):
            self.init(
                "the engine cannot limit by the cgroup controller '\(controller)'",
                hint: "'alcove doctor' says how to have it delegated to you."
            )
        case .cannotKeepIDs:
            self.init(
                "rootless Docker cannot give the users of a box their own ids",
                hint: "Use rootless Podman with '--engine podman'."
            )
        case .badEngineOption(let reason):
            self.init(
                "--engine-option is no JSON object",
                hint: "Write one like '{\"privileged\": true}'.",
                details: [reason]
            )
        case .noSuchImage, .badReference, .unauthorized, .badConfiguration, .notInRegistry,
            .noRegistry, .registryUnreachable, .badArchive, .imageInUse, .buildFailed:
            self.init(image: error)
        case .cancelled: self.init("interrupted", status: 130)
        case .refused("pull", _, let reason):
            self.init(
                "the image could not be fetched",
                hint: "Name its registry, too: docker.io/library/debian:trixie.",
                details: reason.split(separator: "\n").map(String.init)
            )
        case .refused(let call, let status, let reason):
            self.init(
                "the engine refused '\(call)' with status \(status)",
                hint: "Its log may say more; 'alcove doctor' checks what it needs.",
                details: reason.split(separator: "\n").map(String.init)
            )
        case .system(let error): self.init(error)
        }
    }

    private init(unreachable address: EngineAddress, _ error: SystemError) {
        let hint =
            switch (address.kind, error.code == Errno.permissionDenied) {
            case (.docker, true):
                "Have yourself added to the group 'docker' (it is as good as root), or use Podman."
            case (.podman, true): "The socket is another user's; name your own with --engine."
            case (.docker, false):
                "Start it with 'sudo systemctl start docker', if that is its socket."
            case (.podman, false):
                "Start it with 'systemctl --user start podman.socket', if that is its socket."
            }
        self.init("\(address.kind.title) cannot be reached", hint: hint, details: ["\(error)"])
    }
}

extension EngineAddress.Kind {
    /// As it calls itself.
    var title: String {
        switch self {
        case .podman: "Podman"
        case .docker: "Docker"
        }
    }
}
