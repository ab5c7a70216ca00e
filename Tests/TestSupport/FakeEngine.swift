import Boxes
package import Engines
package import Linux

/// An engine in memory, which fails where it is told to.
package final class FakeEngine: Engine {
    package let address: EngineAddress
    package var known = EngineFacts(
        version: "4.3.1",
        apiVersion: "4.0.0",
        isRootless: true,
        keepsIDs: true,
        controllers: ["cpu", "memory"],
        storageDriver: "overlay",
        runtime: "crun",
        platform: "linux/amd64"
    )
    package var containers: [Container] = []
    package var images: [String: Image] = [:]
    /// An image that was never finished.
    package var unfinished: String?
    package var uploads: [String: [[UInt8]]] = [:]
    package var requests: [ContainerRequest] = []
    /// Every call, in order: `create web`.
    package var calls: [String] = []
    /// The call that fails, counted from 1, and with what.
    package var failing: (call: Int, error: EngineError)?
    /// Calls that always fail, by how they begin: `push `.
    package var refusing: [String: EngineError] = [:]
    /// From the failing call on, nothing answers any more: as if this process were dead.
    package var staysDead = false
    /// Whether the failing call does what it was asked all the same.
    package var failsAfterwards = false
    /// What commands of the engine's exec ended with; any other runs.
    package var exitCodes: [String: Int32] = [:]
    /// What happens before a call is answered.
    package var onCall: (String) -> Void = { _ in }
    /// What happens when a container starts.
    package var onStart: (String) -> Void = { _ in }
    package var onKill: (String, Int32) -> Void = { _, _ in }
    /// What happens when a container is removed.
    package var onRemove: () -> Void = {}
    /// What a pull gives; nil is no such image in the registry.
    package var registry: [String: Image] = [:]
    /// Whether no registry can be reached.
    package var isAway = false
    package var log: [String] = []
    package var imported: [String: Int64] = [:]
    package var imports: [ImportRequest] = []
    /// What each container has written, by its id.
    package var written: [String: Int64] = [:]
    /// What was changed in each container.
    package var changed: [String: [ChangedFile]] = [:]
    /// What images consist of, by their ids.
    package var layers: [String: [ImageLayer]] = [:]
    /// Files of every container, by their paths.
    package var files: [String: [UInt8]] = [:]
    /// Files of one container alone, by its id; no other files are looked for in it.
    package var ownFiles: [String: [String: [UInt8]]] = [:]
    /// Links that lead to themselves, at which Docker fails.
    package var loops: Set<String> = []
    /// What else is at paths of every container.
    package var entries: [String: ContainerEntry] = [:]
    /// What a build says before it ends, and the context that it was given.
    package var buildEvents: [BuildEvent] = []
    package var builds: [(request: BuildRequest, context: [UInt8])] = []
    /// When containers were begun that were never finished, by their names.
    package var begun: [String: Int64] = [:]
    /// The marks of builds of which something is left.
    package var buildsLeft: Set<String> = []
    package var commits: [CommitRequest] = []
    /// What a commit makes.
    package var committed = FakeEngine.image("committed")
    /// What the files of every container are, as an archive.
    package var exported: [UInt8] = []
    /// What is in folders of containers, as archives, by both: `c1 /etc`.
    package var folders: [String: [UInt8]] = [:]
    /// What was unpacked in folders of containers; the beginning of it.
    package var restored: [String: [UInt8]] = [:]
    /// The last image archive, as it was handed over.
    package var loaded: [UInt8] = []

    private var made = 0

    package init(kind: EngineAddress.Kind = .podman, socket: String = "/run/podman.sock") {
        address = EngineAddress(kind: kind, socket: socket)
    }

    /// Counts a call; answers whether it is to be done, and throws what it is to throw afterwards.
    package func call<Result>(
        _ name: String,
        _ body: () throws(EngineError) -> Result
    ) throws(EngineError) -> Result {
        calls.append(name)
        onCall(name)
        for (beginning, error) in refusing where name.hasPrefix(beginning) { throw error }
        guard let failing else { return try body() }
        if calls.count == failing.call {
            if failsAfterwards { _ = try body() }
            throw failing.error
        }
        if staysDead, calls.count > failing.call { throw failing.error }
        return try body()
    }

    package func index(_ id: String) -> Int? {
        containers.firstIndex { $0.id == id || $0.name == id }
    }

    private func change(_ id: String, _ body: (inout Container) -> Void) throws(EngineError) {
        guard let index = index(id) else { throw .noSuchContainer(id) }
        body(&containers[index])
    }

    package func facts() throws(EngineError) -> EngineFacts {
        try call("facts") { known }
    }

    package func create(
        _ request: ContainerRequest,
        tick: () -> Bool
    ) throws(EngineError) -> String {
        try call("create \(request.name)") { () throws(EngineError) in
            if index(request.name) != nil { throw .nameInUse(request.name) }
            made += 1
            requests.append(request)
            containers.append(
                Container(
                    id: "c\(made)",
                    name: request.name,
                    state: .created,
                    labels: request.labels,
                    imageID: request.imageID
                )
            )
            return "c\(made)"
        }
    }

    package func container(_ name: String) throws(EngineError) -> Container? {
        try call("container \(name)") { index(name).map { containers[$0] } }
    }

    package func containers(labelled label: String?) throws(EngineError) -> [Container] {
        try call("containers") {
            containers.filter { container in label.map { container.labels[$0] != nil } ?? true }
        }
    }

    package func writtenBytes(
        labelled label: String,
        tick: () -> Bool
    ) throws(EngineError) -> [String: Int64] {
        try call("writtenBytes") { written }
    }

    package func entry(_ path: String, in id: String) throws(EngineError) -> ContainerEntry? {
        try call("entry \(path)") {
            entries[path]
                ?? (ownFiles[id] ?? files)[path].map {
                    ContainerEntry(kind: .file(size: Int64($0.count)), mode: 0o644)
                }
        }
    }

    package func read(_ path: String, in id: String, limit: Int) throws(EngineError) -> [UInt8]? {
        try call("read \(path)") { () throws(EngineError) in
            if loops.contains(path) { throw .refused(call: "read", status: 500, reason: path) }
            return (ownFiles[id] ?? files)[path].map { Array($0.prefix(limit)) }
        }
    }

    package func start(_ id: String) throws(EngineError) {
        try call("start \(id)") { () throws(EngineError) in
            try change(id) { $0.state = .running }
            onStart(id)
        }
    }

    package func stop(_ id: String, grace: Int) throws(EngineError) {
        try call("stop \(id)") { () throws(EngineError) in
            try change(id) { $0.state = .stopped }
        }
    }

    package func kill(_ id: String, signal: Int32) throws(EngineError) {
        try call("kill \(id) \(signal)") { onKill(id, signal) }
    }

    package func rename(_ id: String, to name: String) throws(EngineError) {
        try call("rename \(id) \(name)") { () throws(EngineError) in
            if index(name) != nil { throw .nameInUse(name) }
            try change(id) { $0.name = name }
        }
    }

    package func removeUnfinished(_ name: String, since: Int64) throws(EngineError) -> Bool {
        try call("remove unfinished \(name)") { () throws(EngineError) in
            guard let begin = begun[name], begin >= since else { return false }
            begun[name] = nil
            return true
        }
    }

    package func remove(_ id: String) throws(EngineError) {
        try call("remove \(id)") {
            onRemove()
            containers.removeAll { $0.id == id || $0.name == id }
        }
    }

    package func upload(_ archive: [UInt8], to id: String) throws(EngineError) {
        try call("upload \(id)") { () throws(EngineError) in
            guard index(id) != nil else { throw .noSuchContainer(id) }
            uploads[id, default: []].append(archive)
        }
    }

    package func logs(
        _ id: String,
        tail: Int?,
        follow: Bool,
        sink: (LogStream, [UInt8]) -> Bool
    ) throws(EngineError) {
        try call("logs \(id)") {
            for line in log where !sink(.error, Array("\(line)\n".utf8)) { return }
        }
    }

    package func save(
        _ folder: String,
        of id: String,
        to file: borrowing FileDescriptor,
        tick: () -> Bool
    ) throws(EngineError) {
        let number = file.number
        try call("save \(folder) \(id)") { () throws(EngineError) in
            do throws(SystemError) {
                try writeAll((folders["\(id) \(folder)"] ?? [])[...], to: number, subject: folder)
            } catch {
                throw .system(error)
            }
        }
    }

    package func restore(
        _ folder: String,
        of id: String,
        from file: borrowing FileDescriptor,
        toUser: Bool,
        tick: () -> Bool
    ) throws(EngineError) {
        let number = file.number
        try call("restore \(folder) \(id)") { () throws(EngineError) in
            do throws(SystemError) {
                restored["\(id) \(folder)"] = try readSome(from: number, subject: folder)
            } catch {
                throw .system(error)
            }
        }
    }

    package func changes(of id: String) throws(EngineError) -> [ChangedFile] {
        try call("changes \(id)") { () throws(EngineError) in
            if index(id) == nil { throw .noSuchContainer(id) }
            return changed[id] ?? []
        }
    }

    package func exec(_ request: ExecRequest, in id: String) throws(EngineError) -> ExecStream {
        throw .noSuchContainer(id)
    }

    package func exitCode(ofExec id: String) throws(EngineError) -> Int32? { exitCodes[id] }

    package func resize(exec id: String, rows: UInt16, columns: UInt16) throws(EngineError) {}
}
