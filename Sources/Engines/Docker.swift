import Curl

/// Docker, by the Engine API.
package final class Docker: Engine {
    package let address: EngineAddress
    let surroundings: Surroundings
    private var negotiated: EngineSocket?
    private var known: EngineFacts?

    /// The versions of the API that are known here: all that is asked was in the first.
    private static let oldest = DockerVersion(major: 1, minor: 41)
    private static let newest = DockerVersion(major: 1, minor: 51)

    package init(socket: String, surroundings: Surroundings) {
        address = EngineAddress(kind: .docker, socket: socket)
        self.surroundings = surroundings
    }

    package func facts() throws(EngineError) -> EngineFacts {
        if let known { return known }
        let answer = try socket().ask(EngineCall("info", "GET", ["info"]))
        try answer.check()
        let version = try apiVersion().description
        let facts = EngineFacts(try answer.decode(DockerInfo.self), apiVersion: version)
        known = facts
        return facts
    }

    /// What calls go through, once the version of the API is agreed upon.
    func socket() throws(EngineError) -> EngineSocket {
        if let negotiated { return negotiated }
        let socket = EngineSocket(address: address, prefix: "/v\(try apiVersion())")
        negotiated = socket
        return socket
    }

    /// The newest version that both sides know.
    private func apiVersion() throws(EngineError) -> DockerVersion {
        let head = try EngineSocket(address: address, prefix: "").ping()
        let theirs = head["Api-Version"].flatMap(DockerVersion.init) ?? Self.oldest
        guard theirs >= Self.oldest else {
            let reason = "its API is \(theirs), and \(Self.oldest) is needed"
            throw .refused(call: "ping", status: head.status, reason: reason)
        }
        return min(theirs, Self.newest)
    }
}

/// A version of the Engine API.
struct DockerVersion: Comparable, CustomStringConvertible {
    let major: Int
    let minor: Int

    init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    init?(_ text: String) {
        let parts = text.split(separator: ".").map { Int($0) }
        guard parts.count == 2, let major = parts[0], let minor = parts[1] else { return nil }
        self.init(major: major, minor: minor)
    }

    var description: String { "\(major).\(minor)" }

    static func < (one: DockerVersion, other: DockerVersion) -> Bool {
        (one.major, one.minor) < (other.major, other.minor)
    }
}

extension EngineSocket {
    /// The head of the answer to `/_ping`, which tells what engine this is.
    func ping(idle: Int = 10) throws(EngineError) -> AnswerHead {
        let bare = EngineSocket(address: address, prefix: "")
        let call = EngineCall("ping", "GET", ["_ping"], idle: idle)
        let head = try bare.stream(call) { _, _ in true }
        guard head.status == 200 else {
            throw .broken(address, call: "ping", reason: "it answers with status \(head.status)")
        }
        return head
    }
}
