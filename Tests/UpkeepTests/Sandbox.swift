import Accounts
import Boxes
import Engines
import Glibc
import Linux
import TestSupport

@testable import Upkeep

/// A home of a test's own, removed with it.
final class Sandbox {
    let home: String
    let engine: FakeEngine

    init(engine: FakeEngine = FakeEngine()) throws {
        home = "/tmp/alcove-upkeep-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        self.engine = engine
        for folder in ["run", "bin", "profiles"] {
            try File.makeDirectories("\(home)/\(folder)", mode: 0o700)
        }
        try write("bin/alcove-init", "agent")
    }

    deinit { try? File.removeTree(home) }

    var places: Places {
        Places(
            environment: [
                "HOME": home, "XDG_RUNTIME_DIR": home + "/run",
                "ALCOVE_PROFILES": home + "/profiles",
            ],
            uid: getuid(),
            home: "/nowhere",
            program: home + "/bin/alcove"
        )
    }

    var household: Household {
        let user = Account(
            name: "amy",
            uid: 1000,
            gid: 1000,
            gecos: "Amy",
            home: home,
            shell: "/bin/zsh",
            group: "amy",
            groups: [Account.Group(name: "video", gid: 44)]
        )
        var household = Household(
            places: places,
            engine: engine,
            user: user,
            hostname: "host",
            version: "1.0"
        )
        household.startTimeout = 1
        household.now = { 1_000_000 }
        return household
    }

    /// The household of a command that comes an hour later.
    var later: Household {
        var household = household
        household.now = { 1_003_600 }
        return household
    }

    let image = BoxRecord.ImageMark(reference: "debian:stable", id: "sha256:1")

    /// Makes a box as `create` does.
    @discardableResult
    func make(_ name: String, _ change: (inout BoxSpec) -> Void = { _ in }) throws -> BoxRecord {
        try household.create(try plan(name, change))
    }

    func plan(_ name: String, _ change: (inout BoxSpec) -> Void = { _ in }) throws -> CreatePlan {
        var spec = BoxSpec(image: "debian")
        change(&spec)
        return try household.plan(BoxName(name), spec, image: image)
    }

    func write(_ path: String, _ text: String) throws {
        try File.replace("\(home)/\(path)", with: Array(text.utf8), mode: 0o755)
    }

    /// All files below the home but those it began with, the locks and the room that is kept for the engine.
    var files: [String] {
        func list(_ folder: String) -> [String] {
            File.names(in: "\(home)/\(folder)").sorted().flatMap { name in
                let path = folder.isEmpty ? name : "\(folder)/\(name)"
                return File.kind("\(home)/\(path)") == .directory ? list(path) : [path]
            }
        }
        let others = ["bin/alcove-init", ".local/state/alcove/reserve"]
        return list("").filter { !others.contains($0) && !$0.hasSuffix(".lock") }
    }

    /// What is in the cache beside notes.
    var scratch: [String] { File.names(in: places.cache).filter { $0 != "archives" } }

    /// The agent of each container of the box has its socket as soon as it starts, and ends with SIGTERM.
    func serveAgents(of id: BoxID) {
        let places = places
        engine.onStart = { [unowned engine] container in
            let labels = engine.containers.first { $0.id == container }?.labels
            let generation = labels?[Label.generation].flatMap(Int.init) ?? 1
            let socket = places.socket(of: id, generation: generation)
            if let socket = try? UnixSocket.listen(at: socket, mode: 0o600) {
                close(socket.release())
            }
        }
        engine.onKill = { [unowned engine] container, signal in
            guard signal == SIGTERM else { return }
            for index in engine.containers.indices where engine.containers[index].id == container {
                engine.containers[index].state = .stopped
            }
        }
    }

    /// Whether that is so of what the box's link leads to.
    func linked(_ name: String, _ isUp: (String) -> Bool) -> Bool {
        File.target(household.store.socketLink(.named(name))).map(isUp) ?? false
    }

    /// A socket that something listens at, at the box's place.
    func answer(_ id: BoxID) throws -> FileDescriptor {
        try UnixSocket.listen(at: places.socket(of: id), mode: 0o600)
    }
}

extension BoxName {
    static func named(_ text: String) -> BoxName {
        guard let name = try? BoxName(text) else { preconditionFailure(text) }
        return name
    }
}

extension Household {
    /// Recovers, and again while a lock is held that this process gave back.
    ///
    /// A child that another test is starting has it until it becomes its program.
    @discardableResult
    func recoverSurely() -> [Recovered] {
        var found = recover()
        for _ in 0..<100 where found.contains(where: { $0.outcome == .busy }) {
            usleep(20_000)
            found = recover()
        }
        return found
    }
}
