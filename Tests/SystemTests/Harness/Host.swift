import Foundation
import Synchronization

/// A person at a computer: a home, settings and boxes of their own, and the `alcove` that is tested.
///
/// All of it goes with the value; only the runtime directory and the engine are those of the lab.
final class Host: Sendable {
    let home: String
    /// Where `alcove` is.
    let programs: String
    private let boxes = Mutex<[String]>([])

    init(programs: String = Lab.programs) throws {
        var template = Array("\(Lab.home)/alcove-test.XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw Problem("mkdtemp", errno) }
        home = text(template.dropLast().map { UInt8(bitPattern: $0) })
        self.programs = programs
    }

    deinit {
        let names = boxes.withLock { $0 }
        // What the tests left is not what they are about; a box that is gone already is no failure.
        if !names.isEmpty { _ = try? alcove(["rm", "--force", "--yes"] + names) }
        try? FileManager.default.removeItem(atPath: home)
    }

    /// The environment of each command: built, never inherited.
    var environment: [String: String] {
        var built = [
            "HOME": home, "USER": Lab.user, "LOGNAME": Lab.user, "SHELL": "/bin/bash",
            "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LANG": "C.UTF-8",
            "XDG_RUNTIME_DIR": Lab.runtime,
        ]
        for name in ["DBUS_SESSION_BUS_ADDRESS", "ALCOVE_ENGINE"] {
            built[name] = Lab.variable(name)
        }
        return built
    }

    /// A name that no other test uses.
    func name(_ topic: String = "box") -> String {
        let name = "\(topic)-\(UUID().uuidString.prefix(8).lowercased())"
        boxes.withLock { $0.append(name) }
        return name
    }

    /// Makes a box.
    func box(from image: TestImage = .busybox, _ options: String...) throws -> String {
        let name = name()
        let made = try alcove(
            ["create", name, "--bare", "-i", try image.reference] + options,
            seconds: 180
        )
        guard made.end == .exited(0) else { throw Problem("cannot make a box:\n\(made)") }
        return name
    }

    /// Runs `alcove` and waits for its end.
    func alcove(
        _ words: String...,
        stdin: String? = "",
        environment: [String: String]? = nil,
        directory: String? = nil,
        seconds: Double = 180
    ) throws -> Outcome {
        try alcove(
            words,
            stdin: stdin,
            environment: environment,
            directory: directory,
            seconds: seconds
        )
    }

    /// Runs `alcove` and waits for its end.
    func alcove(
        _ words: [String],
        stdin: String? = "",
        environment: [String: String]? = nil,
        directory: String? = nil,
        seconds: Double = 180
    ) throws -> Outcome {
        try run(
            ["\(programs)/alcove"] + words,
            stdin: stdin.map { Array($0.utf8) },
            environment: (environment ?? self.environment).map { Array("\($0)=\($1)".utf8) },
            directory: directory,
            seconds: seconds
        )
    }

    /// Runs a shell's words with `alcove` in its path: for pipes and redirections.
    func shell(_ script: String, _ arguments: String..., seconds: Double = 180) throws -> Outcome {
        var environment = environment
        environment["PATH", default: ""] = "\(programs):" + environment["PATH", default: ""]
        return try run(
            ["/bin/bash", "-c", script, "bash"] + arguments,
            stdin: [],
            environment: environment.map { Array("\($0)=\($1)".utf8) },
            seconds: seconds
        )
    }

    /// Runs any program, arguments and variables given as bytes.
    func run(
        _ words: [String],
        more: [[UInt8]] = [],
        stdin: [UInt8]?,
        environment: [[UInt8]],
        directory: String? = nil,
        seconds: Double = 180
    ) throws -> Outcome {
        let capture = try Capture()
        let child = try Child(
            words.map { Array($0.utf8) } + more,
            environment: environment,
            directory: directory ?? home,
            streams: capture.childs.map { .descriptor($0) }
        )
        capture.handOver()
        let left = try capture.collect(child, stdin: stdin, seconds: seconds)
        return Outcome(
            words: words.map { $0.replacing(programs + "/", with: "") } + more.map(text),
            stdout: left.stdout,
            stderr: left.stderr,
            end: left.end
        )
    }

    /// Starts `alcove` and does not wait for it; its streams are `/dev/null` or the given descriptors.
    func start(
        _ words: [String],
        streams: [Child.Stream]? = nil,
        environment: [String: String]? = nil
    ) throws -> Child {
        try Child(
            (["\(programs)/alcove"] + words).map { Array($0.utf8) },
            environment: (environment ?? self.environment).map { Array("\($0)=\($1)".utf8) },
            directory: home,
            streams: streams ?? [.file("/dev/null"), .file("/dev/null"), .file("/dev/null")]
        )
    }

    /// Names of the boxes that `alcove list` knows.
    func listed() throws -> Set<String> {
        let outcome = try alcove("list", "--json")
        guard outcome.end == .exited(0) else { throw Problem("\(outcome)") }
        let json = try JSONSerialization.jsonObject(with: Data(outcome.stdout))
        return names(in: json)
    }

    private func names(in json: Any) -> Set<String> {
        switch json {
        case let list as [Any]: list.reduce(into: []) { $0.formUnion(names(in: $1)) }
        case let object as [String: Any]:
            if let name = object["name"] as? String {
                [name]
            } else {
                object.values.reduce(into: []) { $0.formUnion(names(in: $1)) }
            }
        default: []
        }
    }
}
