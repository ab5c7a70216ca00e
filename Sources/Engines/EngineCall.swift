import Curl

/// One call of an engine's API, below the prefix of its version.
struct EngineCall {
    /// What errors call it.
    let name: String
    let method: String
    let target: String
    var headers: [TransferRequest.Header] = []
    var body: TransferRequest.Body = .none
    /// Seconds it may go on without a byte in either direction; 0 is no limit.
    var idle: Int

    /// A call on a path of these segments, each of which is percent-encoded whole.
    init(
        _ name: String,
        _ method: String = "GET",
        _ path: [String],
        query: [(name: String, value: String)] = [],
        idle: Int = EngineCall.ordinary
    ) {
        self.name = name
        self.method = method
        self.idle = idle
        let pairs = query.map { "\($0.name)=\($0.value.percentEncoded)" }
        target =
            path.map { "/" + $0.percentEncoded }.joined()
            + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
        if method == "POST" { body = .bytes([]) }
    }

    /// The same call with a JSON body.
    func sending(_ value: some Encodable) throws(EngineError) -> EngineCall {
        sending(try JSON.encode(value, for: name), type: "application/json")
    }

    /// The same call with these bytes.
    func sending(_ bytes: [UInt8], type: String) -> EngineCall {
        var call = self
        call.body = .bytes(bytes)
        call.headers.append(.init("Content-Type", type))
        return call
    }

    /// The same call with a tar archive that is read from a descriptor.
    func sending(archive descriptor: Int32, size: Int64?) -> EngineCall {
        var call = self
        call.body = .file(descriptor, size: size)
        call.headers.append(.init("Content-Type", "application/x-tar"))
        return call
    }

    /// The same call with a tar archive that is made as it is sent.
    func sending(pieces: @escaping () -> [UInt8]?) -> EngineCall {
        var call = self
        call.body = .pieces(pieces)
        call.headers.append(.init("Content-Type", "application/x-tar"))
        return call
    }

    /// The query for all containers, running or not, or all images; with a label if one is given.
    static func all(
        labelled label: String?
    ) throws(EngineError) -> [(name: String, value: String)] {
        guard let label else { return [("all", "true")] }
        let filters = try JSON.encode(["label": [label]], for: "list")
        return [("all", "true"), ("filters", String(decoding: filters, as: UTF8.self))]
    }

    /// Seconds for what an engine answers at once, unless it is busy: while Podman copies an image's files for their
    /// owners, its storage answers nobody.
    static let ordinary = 120
    /// Seconds for what may copy all layers of an image first.
    static let copying = 15 * 60
    /// Seconds that a step of a build may go on without a word.
    static let building = 60 * 60
    /// Seconds without a byte from a registry.
    static let fetching = 120
}

extension String {
    /// With every byte but the unreserved ones of RFC 3986 as `%XX`.
    var percentEncoded: String {
        var encoded = ""
        for byte in utf8 {
            if byte.isUnreserved {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += byte < 16 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return encoded
    }
}

extension UInt8 {
    fileprivate var isUnreserved: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
