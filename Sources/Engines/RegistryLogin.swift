import Curl
import FoundationEssentials

/// What a registry wants to see before it gives an image.
package struct RegistryLogin: Codable, Equatable, Sendable {
    package var username: String
    package var password: String
    /// In place of a password, when the registry gave one at the login.
    package var identitytoken: String?

    package init(username: String, password: String, identitytoken: String? = nil) {
        self.username = username
        self.password = password
        self.identitytoken = identitytoken
    }

    /// The header in which engines take a login.
    func header() throws(EngineError) -> TransferRequest.Header { try Self.header(self) }

    /// The same of several logins, by registry, which Podman takes.
    static func header(
        _ logins: some Encodable,
        named name: String = "X-Registry-Auth"
    ) throws(EngineError) -> TransferRequest.Header {
        let json = try JSON.encode(logins, for: "pull")
        let text = Data(json).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_")
        return .init(name, text)
    }
}

/// A file of logins, as containers-auth.json(5) and Docker's config.json describe it.
struct LoginFile: Decodable, Equatable {
    var auths: [String: Entry]?
    /// The credential helper of a registry, by its host.
    var credHelpers: [String: String]?
    /// The credential helper of all others.
    var credsStore: String?
    var currentContext: String?

    struct Entry: Decodable, Equatable {
        /// `user:password` in base 64.
        var auth: String?
        var identitytoken: String?

        var login: RegistryLogin? {
            guard let auth, let data = Data(base64Encoded: auth) else { return nil }
            let text = String(decoding: data, as: UTF8.self)
            guard let colon = text.firstIndex(of: ":") else { return nil }
            let password = text[text.index(after: colon)...].trimmingZeros
            let token = identitytoken.flatMap { $0.isEmpty ? nil : $0 }
            guard !password.isEmpty || token != nil else { return nil }
            return RegistryLogin(
                username: String(text[..<colon]),
                password: password,
                identitytoken: token
            )
        }
    }

    /// The keys under which a login for that repository may be, the most special first.
    static func keys(for reference: ImageReference) -> [String] {
        let reference = reference.onDockerHub
        var keys: [String] = []
        var rest = Substring(reference.repository)
        while true {
            keys.append(String(rest))
            guard let slash = rest.lastIndex(of: "/") else { break }
            rest = rest[..<slash]
        }
        return keys
    }

    /// The login in the file itself, for the most special of the keys.
    func entry(for reference: ImageReference) -> RegistryLogin? {
        guard let auths else { return nil }
        // Older programs wrote an address in place of a host.
        let normalized = Dictionary(
            auths.map { (key: $0.key.registryKey, value: $0.value) },
            uniquingKeysWith: { first, _ in first }
        )
        for key in Self.keys(for: reference) {
            if let login = auths[key]?.login ?? normalized[key]?.login { return login }
        }
        return nil
    }

    /// The program that knows the login of that registry, and whether it is that registry's own.
    func helper(for registry: String) -> String? {
        credHelpers?[registry]
            ?? (registry == "docker.io" ? credHelpers?["index.docker.io"] : nil)
    }
}

extension String {
    /// A host or repository, from an address like `https://index.docker.io/v1/` too.
    fileprivate var registryKey: String {
        var key = Substring(self)
        for scheme in ["https://", "http://"] where key.hasPrefix(scheme) {
            key = key.dropFirst(scheme.count)
            key = key.prefix { $0 != "/" }
        }
        while key.hasSuffix("/") { key.removeLast() }
        return ["index.docker.io", "registry-1.docker.io", "index.docker.io/v1"].contains(key)
            ? "docker.io" : String(key)
    }
}

extension Substring {
    /// Some programs pad a password with zeros.
    fileprivate var trimmingZeros: String {
        var text = self
        while text.last == "\0" { text.removeLast() }
        return String(text)
    }
}
