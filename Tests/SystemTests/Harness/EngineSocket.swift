import Foundation

/// The engine, asked without `alcove`: by curl, in the language that Docker and Podman share.
enum EngineSocket {
    /// Names of all containers.
    static func containers() throws -> Set<String> {
        let list = try JSONSerialization.jsonObject(with: Data(try get("/containers/json?all=1")))
        let names = (list as? [[String: Any]] ?? []).compactMap { $0["Names"] as? [String] }
        return Set(names.joined().map { $0.hasPrefix("/") ? String($0.dropFirst()) : $0 })
    }

    /// Labels of a container.
    static func labels(of container: String) throws -> [String: String] {
        let answer = try get("/containers/\(container)/json")
        let json = try JSONSerialization.jsonObject(with: Data(answer)) as? [String: Any]
        let config = json?["Config"] as? [String: Any]
        return config?["Labels"] as? [String: String] ?? [:]
    }

    /// Makes a container that is nobody's box.
    static func create(_ name: String, image: String, labels: [String: String]) throws {
        let body = try JSONSerialization.data(withJSONObject: [
            "Image": image, "Cmd": ["sleep", "1000"], "Labels": labels,
            "HostConfig": ["NetworkMode": "host"],
        ])
        try post("/containers/create?name=\(name)", json: text(Array(body)))
    }

    /// The first process of a running container, as the host counts it.
    static func pid(of container: String) throws -> Int32 {
        let answer = try get("/containers/\(container)/json")
        let json = try JSONSerialization.jsonObject(with: Data(answer)) as? [String: Any]
        let state = json?["State"] as? [String: Any]
        guard let pid = state?["Pid"] as? Int, pid > 0 else { throw Problem("no first process") }
        return Int32(pid)
    }

    /// Makes an image of a container.
    static func commit(_ container: String, as image: String, changes: [String]) throws {
        var allowed = CharacterSet.alphanumerics
        allowed.insert("/")
        let query = changes.compactMap { $0.addingPercentEncoding(withAllowedCharacters: allowed) }
        let options = query.map { "&changes=\($0)" }.joined()
        try post("/commit?container=\(container)&repo=\(image)&tag=latest\(options)", json: "{}")
    }

    /// Names of all volumes.
    static func volumes() throws -> [String] {
        let list = try JSONSerialization.jsonObject(with: Data(try get("/volumes")))
        let volumes = (list as? [String: Any])?["Volumes"] as? [[String: Any]] ?? []
        return volumes.compactMap { $0["Name"] as? String }
    }

    static func start(_ container: String) throws {
        try post("/containers/\(container)/start", json: "{}")
    }

    /// Starts a command by the engine's own exec, and leaves it to itself.
    static func exec(_ words: [String], in container: String) throws {
        let body = String(decoding: try JSONEncoder().encode(["Cmd": words]), as: UTF8.self)
        let answer = try ask(sending(body), "/containers/\(container)/exec")
        let made = try JSONDecoder().decode([String: String].self, from: Data(answer))
        try post("/exec/\(made["Id"] ?? "")/start", json: #"{"Detach": true}"#)
    }

    static func stop(_ container: String) throws {
        try post("/containers/\(container)/stop?t=2", json: "{}")
    }

    static func remove(_ container: String) throws {
        try ask(["-X", "DELETE"], "/containers/\(container)?force=1")
    }

    /// Names of all images, with their tags.
    static func images() throws -> Set<String> {
        let list = try JSONSerialization.jsonObject(with: Data(try list("/images/json")))
        let tags = (list as? [[String: Any]] ?? []).compactMap { $0["RepoTags"] as? [String] }
        return Set(tags.joined())
    }

    /// What an engine lists; Podman's list fails when another test removes one of it meanwhile.
    static func list(_ path: String) throws -> [UInt8] {
        for _ in 0..<4 {
            do {
                return try get(path)
            } catch let problem as Problem where "\(problem)".contains(" not known") {
                continue
            }
        }
        return try get(path)
    }

    static func tag(_ image: String, as name: String) throws {
        let colon = name.lastIndex(of: ":") ?? name.endIndex
        try ask(
            ["-X", "POST"],
            "/images/\(image)/tag?repo=\(name[..<colon])&tag=\(name[colon...].dropFirst())"
        )
    }

    /// Gives an image to a registry that wants no login.
    static func push(_ image: String, as name: String) throws {
        if Lab.isPodman {
            let place = "/v4.0.0/libpod/images/\(image)/push?destination=\(name)&tlsVerify=false"
            try ask(["-X", "POST"], place)
        } else {
            try tag(image, as: name)
            let colon = name.lastIndex(of: ":") ?? name.endIndex
            let place = "/images/\(name[..<colon])/push?tag=\(name[colon...].dropFirst())"
            // No login: an object with nothing in it.
            try ask(["-X", "POST", "-H", "X-Registry-Auth: e30="], place)
        }
    }

    static func removeImage(_ name: String) throws {
        try ask(["-X", "DELETE"], "/images/\(name)?force=1")
    }

    static func get(_ path: String) throws -> [UInt8] {
        try ask([], path)
    }

    static func post(_ path: String, json: String) throws {
        try ask(sending(json), path)
    }

    private static func sending(_ json: String) -> [String] {
        ["-X", "POST", "-H", "Content-Type: application/json", "-d", json]
    }

    /// Sends a file as the body.
    static func upload(_ file: String, to path: String) throws {
        try ask(
            ["-X", "POST", "-H", "Content-Type: application/x-tar", "--data-binary", "@\(file)"],
            path
        )
    }

    @discardableResult
    private static func ask(_ options: [String], _ path: String) throws -> [UInt8] {
        let words = [
            "/usr/bin/curl", "--silent", "--show-error", "--fail-with-body", "--max-time", "120",
            "--unix-socket", Lab.socket,
        ]
        let capture = try Capture()
        let child = try Child(
            (words + options + ["http://engine\(path)"]).map { Array($0.utf8) },
            environment: [],
            directory: "/",
            streams: capture.childs.map { .descriptor($0) }
        )
        capture.handOver()
        let answer = try capture.collect(child, stdin: [], seconds: 130)
        guard answer.end == .exited(0) else {
            throw Problem("\(path): \(text(answer.stdout)) \(text(answer.stderr))")
        }
        return answer.stdout
    }
}
