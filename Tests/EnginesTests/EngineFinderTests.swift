import Glibc
import Synchronization
import Systemd
import Testing

@testable import Engines

@Suite struct EngineFinderTests {
    let folder: Folder
    let libpod = "HTTP/1.1 200 OK\r\nLibpod-Api-Version: 5.4.2\r\nContent-Length: 0\r\n\r\n"
    let moby = "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: 0\r\n\r\n"

    init() throws {
        folder = try Folder()
        try folder.write("podman/.keep", "")
    }

    var podmanSocket: String { folder.path + "/podman/podman.sock" }
    var dockerSocket: String { folder.path + "/docker.sock" }

    func finder(_ variables: [String: String] = [:]) -> EngineFinder {
        let own = ["XDG_RUNTIME_DIR": folder.path, "HOME": folder.path, "PATH": folder.path]
        var finder = EngineFinder(
            Surroundings(variables: own.merging(variables) { $1 }, uid: 1000)
        )
        finder.systemSockets = []
        finder.startUnit = { _, _ throws(SystemdError) in throw .refused("no bus") }
        return finder
    }

    @Test(
        arguments: [
            ("podman", EngineWish.podman), ("docker", .docker), ("unix:///a/b", .socket("/a/b")),
            ("/a/b", .socket("/a/b")),
        ]
    )
    func words(_ words: String, _ wish: EngineWish) throws {
        #expect(try EngineWish(words) == wish)
    }

    @Test(arguments: ["", "Podman", "a/b", "unix:", "unix://host/x"])
    func badWords(_ words: String) {
        #expect(throws: EngineError.badAddress(words)) { try EngineWish(words) }
    }

    @Test(arguments: ["ssh://me@host/run/podman.sock", "tcp://127.0.0.1:2375", "http://x"])
    func otherMachines(_ words: String) {
        #expect(throws: EngineError.notLocal(words)) { try EngineWish(words) }
    }

    @Test func podmanFirst() throws {
        let podman = try FakeEngine(at: podmanSocket, libpod)
        let docker = try FakeEngine(at: dockerSocket, moby)
        let found = try finder().find().address
        #expect(found == EngineAddress(kind: .podman, socket: podman.socket))
        #expect(try finder().find("docker").address.socket == docker.socket)
        #expect(try finder(["ALCOVE_ENGINE": "docker"]).find().address.kind == .docker)
        #expect(try finder().find(configured: "docker").address.kind == .docker)
        #expect(
            try finder(["ALCOVE_ENGINE": "docker"]).find("podman").address.kind == .podman
        )
    }

    @Test func dockerWhereThereIsNoPodman() throws {
        let docker = try FakeEngine(at: dockerSocket, moby)
        #expect(
            try finder().find().address == EngineAddress(kind: .docker, socket: docker.socket)
        )
    }

    @Test func socketTellsWhatItIs() throws {
        let podman = try FakeEngine(libpod)
        let docker = try FakeEngine(moby)
        #expect(try finder().find("unix://" + podman.socket).address.kind == .podman)
        #expect(try finder().find(docker.socket).address.kind == .docker)
        let host = ["CONTAINER_HOST": "unix://" + podman.socket, "DOCKER_HOST": "tcp://x"]
        #expect(try finder(host).find().address.socket == podman.socket)
        let address = EngineAddress(kind: .docker, socket: docker.socket)
        #expect(try finder().open(address).address == address)
    }

    @Test func remoteHostIsSaid() throws {
        #expect(throws: EngineError.notLocal("ssh://x")) {
            _ = try finder(["DOCKER_HOST": "ssh://x"]).find()
        }
    }

    @Test func managerStartsPodman() throws {
        let programs = try Folder()
        try programs.write("podman", "", mode: 0o755)
        let started = Mutex<FakeEngine?>(nil)
        let asked = Mutex<[String]>([])
        var finder = finder(["PATH": programs.path])
        finder.startUnit = { unit, bus throws(SystemdError) in
            asked.withLock { $0.append("\(unit) \(bus)") }
            // Without it the call below finds no engine, and fails.
            let engine = try? FakeEngine(at: podmanSocket, libpod)
            started.withLock { $0 = engine }
        }
        let address = EngineAddress(kind: .podman, socket: podmanSocket)
        #expect(try finder.open(address).address == address)
        #expect(asked.withLock { $0 } == ["podman.socket unix:path=\(folder.path)/bus"])
    }

    @Test func attemptsAreTold() throws {
        let error = #expect(throws: EngineError.self) { _ = try finder().find("podman") }
        guard case .noEngine(let attempts) = error else {
            Issue.record("it is \(String(describing: error))")
            return
        }
        #expect(
            attempts == [
                EngineAttempt(place: podmanSocket, reason: "No such file or directory"),
                EngineAttempt(
                    place: folder.path + "/alcove/engine/podman.sock",
                    reason: "No such file or directory"
                ),
                EngineAttempt(place: "podman", reason: "no such program in PATH"),
            ]
        )
    }

    @Test func hangingSocketIsGivenUp() throws {
        let hung = try FakeEngine { _, _ in sleep(5) }
        #expect(throws: EngineError.timedOut(hung.address, call: "ping", seconds: 1)) {
            try hung.calls.ping(idle: 1)
        }
    }

    @Test func contextOfDocker() throws {
        let docker = try FakeEngine(moby)
        try folder.write(".docker/config.json", #"{"currentContext":"mine"}"#)
        try folder.write(
            ".docker/contexts/meta/0f/meta.json",
            #"{"Name":"mine","Endpoints":{"docker":{"Host":"unix://\#(docker.socket)"}}}"#
        )
        #expect(try finder().find("docker").address.socket == docker.socket)
        #expect(throws: EngineError.self) {
            _ = try finder(["DOCKER_CONTEXT": "default"]).find("docker")
        }
    }
}
