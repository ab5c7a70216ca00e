import Foundation

/// A registry on the loopback interface, with one image in it that no engine has.
///
/// It goes with the value, and so does what the engine has of it.
final class Registry {
    let port: UInt16
    /// The image's name without registry and tag.
    let name = "alcove-test/pulled-\(UUID().uuidString.prefix(8).lowercased())"
    private let folder: String
    private let child: Child

    static let program = "/usr/bin/docker-registry"
    /// `amy` and `secret`, by bcrypt.
    private static let users =
        "amy:$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW\n"

    init(on host: Host, wantsLogin: Bool = false) throws {
        port = try Loopback.freePort()
        folder = host.home + "/registry"
        let files = FileManager.default
        try files.createDirectory(atPath: folder, withIntermediateDirectories: false)
        var settings = """
            version: 0.1
            log: {accesslog: {disabled: true}, level: error}
            storage: {filesystem: {rootdirectory: \(folder)}}
            http: {addr: "127.0.0.1:\(port)"}

            """
        if wantsLogin {
            settings += "auth: {htpasswd: {realm: lab, path: \(folder)/users}}\n"
            try Data(Self.users.utf8).write(to: URL(filePath: folder + "/users"))
        }
        try Data(settings.utf8).write(to: URL(filePath: folder + "/settings.yml"))
        child = try Child(
            [Self.program, "serve", folder + "/settings.yml"].map { Array($0.utf8) },
            environment: [],
            directory: folder,
            streams: [.file("/dev/null"), .file("/dev/null"), .file("/dev/null")]
        )
        let port = port
        try eventually("the registry answers") {
            Loopback.connect(to: port).map { close($0) } != nil
        }
        try fill(on: host)
    }

    /// Gives the image's tag to another one, made of that archive and noise.
    func fill(on host: Host, from archive: String? = nil) throws {
        let archive = try archive ?? TestImage.archive("busybox.tar")
        let filled = try host.run(
            [Lab.scripts + "/fill", "127.0.0.1:\(port)", name, archive],
            stdin: [],
            environment: [Array("PATH=/usr/bin:/bin".utf8)]
        )
        guard filled.end == .exited(0) else { throw Problem("\(filled)") }
    }

    /// An image of the engine's, which others get here from now on.
    func image(of image: TestImage) throws -> String {
        let name = self.image(tag: image.rawValue)
        try EngineSocket.push(image.reference, as: name)
        return name
    }

    /// From now on nobody reaches it.
    func end() throws {
        child.send(SIGKILL)
        _ = try child.wait(seconds: 5)
    }

    deinit {
        // What a test left in the engine's store is not what it is about; often there is nothing.
        let names = (try? EngineSocket.images().filter { $0.contains(name) }) ?? []
        for name in names { try? EngineSocket.removeImage(name) }
        child.send(SIGKILL)
        _ = try? child.wait(seconds: 5)
    }

    /// The image's whole name, as it is reached at that port: the registry's own, or a relay's.
    func image(at port: UInt16? = nil, tag: String = "1") -> String {
        "127.0.0.1:\(port ?? self.port)/\(name):\(tag)"
    }
}
