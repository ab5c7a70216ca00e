import Archives
import Curl
import FoundationEssentials

/// What is at a path of a container.
package struct ContainerEntry: Equatable, Sendable {
    package var kind: Kind
    /// Permission bits.
    package var mode: UInt32

    package enum Kind: Equatable, Sendable {
        case file(size: Int64)
        case folder
        /// Where it leads in the container, other links on the way followed.
        case link(to: String)
        case other
    }

    package init(kind: Kind, mode: UInt32) {
        self.kind = kind
        self.mode = mode
    }
}

/// What both engines say of a path, in a header: modes are those of Go.
struct PathStat: Decodable {
    let size: Int64
    let mode: UInt32
    let linkTarget: String?

    static let header = "X-Docker-Container-Path-Stat"
    private static let folder: UInt32 = 1 << 31
    private static let link: UInt32 = 1 << 27
    /// Pipes, devices, sockets and what else is no plain file.
    private static let special: UInt32 = 1 << 26 | 1 << 25 | 1 << 24 | 1 << 21 | 1 << 19

    /// Nil without such a header; throws what it is when it is none.
    static func read(_ head: AnswerHead) throws(EngineError.Garbage) -> PathStat? {
        guard let text = head[header] else { return nil }
        guard let data = Data(base64Encoded: text),
            let stat = try? JSON.decode(PathStat.self, from: Array(data))
        else { throw EngineError.Garbage() }
        return stat
    }

    var entry: ContainerEntry {
        let kind: ContainerEntry.Kind =
            if mode & Self.link != 0 {
                .link(to: linkTarget ?? "")
            } else if mode & Self.folder != 0 {
                .folder
            } else if mode & Self.special != 0 {
                .other
            } else {
                .file(size: size)
            }
        return ContainerEntry(kind: kind, mode: mode & 0o777)
    }
}

extension EngineError {
    /// What is not in the shape that the API says.
    struct Garbage: Error {}
}

extension EngineSocket {
    /// What is at a path of a container, which is the same call in both APIs.
    func entry(_ path: String, in id: String) throws(EngineError) -> ContainerEntry? {
        let call = EngineCall.archive("stat", "HEAD", path, in: id)
        let head = try stream(call) { _, _ in true }
        do {
            // Podman answers with 404 to a link that leads nowhere, and still says what it is.
            if let stat = try PathStat.read(head) { return stat.entry }
        } catch {
            throw .broken(address, call: call.name, reason: "its \(PathStat.header) is no JSON")
        }
        if head.status == 404 {
            // No container has the same answer, and there is no body that could say more.
            let inspect = EngineCall("inspect", "GET", ["containers", id, "json"])
            try ask(inspect).check(container: id)
            return nil
        }
        throw .refused(call: call.name, status: head.status, reason: path)
    }

    /// The first bytes of a file, whose archive both APIs give.
    func read(_ path: String, in id: String, limit: Int) throws(EngineError) -> [UInt8]? {
        var path = path
        // Podman follows a link itself, Docker gives the link.
        for _ in 0..<8 {
            guard let entry = try entry(path, in: id) else { return nil }
            switch entry.kind {
            case .file(let size): return try contents(path, in: id, min(limit, Int(size)))
            case .link(let target) where target != path: path = target
            case .link, .folder, .other: return nil
            }
        }
        return nil
    }

    private func contents(
        _ path: String,
        in id: String,
        _ count: Int
    ) throws(EngineError) -> [UInt8]? {
        let call = EngineCall.archive("read", "GET", path, in: id)
        var file = ArchivedFile(limit: count)
        var refusal: [UInt8] = []
        var hasEnough = false
        let head: AnswerHead
        do {
            head = try stream(call) { head, chunk in
                if head.status != 200 {
                    refusal += chunk
                    return true
                }
                file.take(chunk)
                hasEnough = file.isWhole
                return !hasEnough
            }
        } catch {
            if hasEnough { return file.contents }
            throw error
        }
        if head.status == 404 { return nil }
        try EngineAnswer(call: call.name, address: address, status: head.status, body: refusal)
            .check(container: id)
        guard file.isWhole else {
            throw .broken(address, call: call.name, reason: "the archive it gave ends too early")
        }
        return file.contents
    }
}

extension EngineCall {
    fileprivate static func archive(
        _ name: String,
        _ method: String,
        _ path: String,
        in id: String
    ) -> EngineCall {
        EngineCall(name, method, ["containers", id, "archive"], query: [("path", path)])
    }
}

extension Podman {
    package func entry(_ path: String, in id: String) throws(EngineError) -> ContainerEntry? {
        try socket.entry(path, in: id)
    }

    package func read(_ path: String, in id: String, limit: Int) throws(EngineError) -> [UInt8]? {
        try socket.read(path, in: id, limit: limit)
    }
}
