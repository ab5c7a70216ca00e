/// What an engine answered to one call.
struct EngineAnswer {
    let call: String
    let address: EngineAddress
    let status: Int
    let body: [UInt8]

    var isSuccess: Bool { (200..<300).contains(status) || status == 304 }

    /// The body as that kind of value.
    func decode<Value: Decodable>(_ kind: Value.Type) throws(EngineError) -> Value {
        do {
            return try JSON.decode(kind, from: body)
        } catch {
            throw .broken(
                address,
                call: call,
                reason: "its answer is not what the API says: \(error)"
            )
        }
    }

    /// What the engine says of its refusal.
    var refusal: Refusal {
        // A refusal in a shape of its own is still one: its text is then all there is.
        if let refusal = try? JSON.decode(Refusal.self, from: body) { return refusal }
        return Refusal(cause: nil, message: String(decoding: body.prefix(500), as: UTF8.self))
    }

    /// The refusal as an error that only its status and words describe.
    var refused: EngineError {
        .refused(call: call, status: status, reason: refusal.reason)
    }

    /// Throws what a call about a container was refused with.
    func check(container: String) throws(EngineError) {
        if isSuccess { return }
        throw status == 404 ? .noSuchContainer(container) : refused
    }

    /// Throws what a call about an image was refused with.
    func check(image: String) throws(EngineError) {
        if isSuccess { return }
        switch status {
        case 404: throw .noSuchImage(image)
        case 409: throw .imageInUse(image, reason: refusal.reason)
        default: throw refused
        }
    }

    /// Throws what any other call was refused with.
    func check() throws(EngineError) {
        if !isSuccess { throw refused }
    }

    /// The body of an answer that is no success.
    struct Refusal: Decodable, Equatable {
        /// Podman's name for the kind of failure.
        var cause: String?
        var message: String?

        var reason: String { (message ?? cause ?? "").singleLine }
    }
}

extension String {
    /// On one line, without white space around it.
    var singleLine: String {
        split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}

/// What a call that makes something answers.
struct EngineCreated: Decodable {
    let id: String

    enum CodingKeys: String, CodingKey {
        case id = "Id"
    }
}
