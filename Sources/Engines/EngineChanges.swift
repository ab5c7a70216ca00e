import FoundationEssentials

/// A file of a container that is not as in its image.
package struct ChangedFile: Equatable, Sendable {
    package let path: String
    package let kind: Kind

    package enum Kind: String, Codable, Sendable {
        case changed, added, deleted
    }

    package init(path: String, kind: Kind) {
        self.path = path
        self.kind = kind
    }
}

/// What both engines answer.
private struct ListedChange: Decodable {
    let path: String
    let kind: Int

    enum CodingKeys: String, CodingKey {
        case path = "Path"
        case kind = "Kind"
    }
}

extension EngineSocket {
    /// What was changed in a container, which is the same call in both APIs.
    func changes(of id: String) throws(EngineError) -> [ChangedFile] {
        let call = EngineCall(
            "changes",
            "GET",
            ["containers", id, "changes"],
            idle: EngineCall.copying
        )
        let answer = try ask(call)
        try answer.check(container: id)
        let kinds: [ChangedFile.Kind] = [.changed, .added, .deleted]
        // Docker says null for none.
        return (try answer.decode([ListedChange]?.self) ?? []).compactMap { change in
            guard kinds.indices.contains(change.kind) else { return nil }
            return ChangedFile(path: change.path, kind: kinds[change.kind])
        }
    }
}

extension Podman {
    package func changes(of id: String) throws(EngineError) -> [ChangedFile] {
        try socket.changes(of: id)
    }
}

extension Docker {
    package func changes(of id: String) throws(EngineError) -> [ChangedFile] {
        try socket().changes(of: id)
    }
}
