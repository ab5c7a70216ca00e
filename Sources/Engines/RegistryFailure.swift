/// Sorts why a registry did not give an image.
///
/// The engines pass a registry's answer on as a sentence, in a stream whose status says success:
/// its words are all there is. They are those of the registry protocol's error codes and of Go's
/// network errors.
func registryFailure(image: String, status: Int, reason: String) -> EngineError {
    let words = reason.lowercased()
    func has(_ phrases: String...) -> Bool { phrases.contains { words.contains($0) } }
    if status == 401 || status == 403
        || has(
            "unauthorized",
            "authentication required",
            "no basic auth credentials",
            "forbidden",
            "denied: ",
            "invalid username/password",
            "incorrect username or password"
        )
    {
        return .unauthorized(image: image, reason: reason)
    }
    if has("did not resolve to an alias", "short-name resolution") {
        return .noRegistry(image: image, reason: reason)
    }
    if status == 404
        || has("manifest unknown", "name unknown", "repository name not known", "not found: ")
    {
        return .notInRegistry(image: image, reason: reason)
    }
    if has(
        "dial tcp",
        "no such host",
        "connection refused",
        "connection reset",
        "i/o timeout",
        "network is unreachable",
        "no route to host",
        "tls handshake",
        "x509:",
        "certificate",
        "server misbehaving",
        "client.timeout",
        "deadline exceeded",
        "unexpected eof",
        "service unavailable",
        "bad gateway",
        "server gave http response to https client"
    ) {
        return .registryUnreachable(image: image, reason: reason)
    }
    return .refused(call: "pull", status: status, reason: reason)
}
