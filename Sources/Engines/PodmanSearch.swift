import Linux
import Systemd

/// A way to reach the user's Podman: a socket, and who makes it.
struct PodmanService: Equatable {
    let socket: String
    let owner: Owner

    enum Owner: Equatable {
        /// The user's service manager, reached over this bus.
        case manager(bus: String)
        /// Root's own service manager, which is not asked.
        case system
        /// A service that is run from here, its files in this directory.
        case own(directory: String)
    }
}

extension EngineFinder {
    /// The sockets of the user's Podman, the first to be tried first.
    var podmanServices: [PodmanService] {
        var services: [PodmanService] = []
        let runtime = surroundings.runtimeDirectory
        if surroundings.uid == 0 {
            services.append(PodmanService(socket: "/run/podman/podman.sock", owner: .system))
        }
        if let runtime {
            let bus = surroundings["DBUS_SESSION_BUS_ADDRESS"] ?? "unix:path=\(runtime)/bus"
            let socket = "\(runtime)/podman/podman.sock"
            services.append(PodmanService(socket: socket, owner: .manager(bus: bus)))
        }
        if let base = runtime ?? (surroundings.uid == 0 ? "/run" : nil) {
            let directory = "\(base)/alcove/engine"
            let socket = "\(directory)/podman.sock"
            services.append(PodmanService(socket: socket, owner: .own(directory: directory)))
        }
        return services
    }

    /// The user's Podman, started where it does not run.
    func findPodman(_ attempts: inout [EngineAttempt]) -> (any Engine)? {
        let services = podmanServices
        if services.isEmpty {
            let reason = "there is no runtime directory of user \(surroundings.uid)"
            attempts.append(EngineAttempt(place: "XDG_RUNTIME_DIR", reason: reason))
        }
        for service in services {
            if let engine = open(service.socket, &attempts) { return engine }
        }
        guard surroundings.hasProgram("podman") else {
            attempts.append(EngineAttempt(place: "podman", reason: "no such program in PATH"))
            return nil
        }
        for service in services where start(service, &attempts) {
            if let engine = open(service.socket, &attempts) { return engine }
        }
        return nil
    }

    /// The engine at a socket, or nil and one more attempt.
    func open(_ socket: String, _ attempts: inout [EngineAttempt]) -> (any Engine)? {
        do {
            return try engine(at: socket)
        } catch {
            let attempt = EngineAttempt(place: socket, reason: error.reasonOfAttempt)
            if !attempts.contains(attempt) { attempts.append(attempt) }
            return nil
        }
    }

    private func start(_ service: PodmanService, _ attempts: inout [EngineAttempt]) -> Bool {
        switch service.owner {
        case .system:
            return false
        case .manager(let bus):
            do {
                try startUnit("podman.socket", bus)
                return true
            } catch {
                let reason = error.reasonOfAttempt
                attempts.append(EngineAttempt(place: "podman.socket of systemd", reason: reason))
                return false
            }
        case .own(let directory):
            do {
                try OwnPodman(directory: directory, surroundings: surroundings)
                    .start { (try? engine(at: service.socket)) != nil }  // until it answers
                return true
            } catch {
                let reason = error.reason
                attempts.append(EngineAttempt(place: "podman system service", reason: reason))
                return false
            }
        }
    }
}

extension Surroundings {
    /// Whether a program of that name is found through `PATH`.
    func hasProgram(_ name: String) -> Bool {
        searchPath.split(separator: ":").contains {
            File.kindFollowed("\($0)/\(name)") == .file
        }
    }

    /// The variable `PATH`, or what a login would make it.
    var searchPath: String {
        self["PATH"] ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    }
}

extension EngineError {
    /// What an attempt says of it: engines' own words and errnos, no sentences of ours.
    fileprivate var reasonOfAttempt: String {
        switch self {
        case .unreachable(_, let error):
            String(error.description.dropFirst(error.subject.count + 2))
        case .broken(_, _, let reason), .refused(_, _, let reason): reason
        case .timedOut(_, _, let seconds): "no answer within \(seconds) s"
        case .missingLibrary(let file): "\(file) is not installed"
        default: "\(self)"
        }
    }
}

extension SystemdError {
    fileprivate var reasonOfAttempt: String {
        switch self {
        case .missingLibrary(let file): "\(file) is not installed"
        case .refused(let words): words
        case .nameTaken: "another unit has its name"
        case .failed(let result): "the unit did not start: \(result)"
        case .timedOut(let seconds): "no answer within \(seconds) s"
        }
    }
}
