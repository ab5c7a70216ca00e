import ArgumentParser
import Boxes
import Engines
import Glibc
import Linux
import TestSupport
import Testing
import Upkeep
import Wire

import class Foundation.Thread

@testable import alcove

/// A home of a test's own, an engine in memory, and a console that remembers.
final class Sandbox {
    let home: String
    let engine: FakeEngine
    /// What is in every box.
    let files = FakeBoxFiles()
    /// Whether the streams are terminals, and what is typed.
    var isTerminal = false
    var answers: [String] = []
    var variables: [String: String] = [:]
    /// How much the user wants to hear.
    var level = Console.Level.normal
    /// Manifests of the web, by their addresses.
    var web: [String: String] = [:]
    /// What came already when a command looks for it.
    var signal: Int32?
    /// What a session in a box ends with, and what ran in them.
    var sessionStatus: Int32 = 0
    private(set) var sessions: [String] = []
    /// What ran in next generations, what it printed, and what of it fails.
    private(set) var trials: [String] = []
    var trialOutput: ([String]) -> [String] = { _ in [] }
    var trialFailing: [String] = []
    /// What cannot be opened, and why.
    var closed: EngineError?
    /// Whether agents take calls and answer none, as paused ones do.
    var areAgentsSilent = false
    private(set) var output = ""
    private(set) var error = ""
    private var sockets: [AgentSocket] = []

    init(engine: FakeEngine = FakeEngine()) throws {
        home = "/tmp/alcove-commands-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        self.engine = engine
        for folder in ["run", "bin", "profiles", "work", ".config/alcove"] {
            try File.makeDirectories("\(home)/\(folder)", mode: 0o700)
        }
        try write("bin/alcove-init", "agent")
        engine.images["debian"] = FakeEngine.image("sha256:1")
    }

    deinit { try? File.removeTree(home) }

    func write(_ path: String, _ text: String) throws {
        try File.replace("\(home)/\(path)", with: Array(text.utf8), mode: 0o755)
    }

    var host: Host {
        var environment = [
            "HOME": home, "XDG_RUNTIME_DIR": home + "/run", "ALCOVE_PROFILES": home + "/profiles",
            "ALCOVE_INIT": home + "/bin/alcove-init",
        ]
        environment.merge(variables) { $1 }
        let host = Host(environment: EnvironmentVariables(environment), console: console)
        host.door = EngineDoor(
            find: { [self] _, _ throws(EngineError) in try open() },
            open: { [self] _ throws(EngineError) in try open() }
        )
        host.agentAnswers = { socket, _ in (try? UnixSocket.connect(to: socket)) != nil }
        host.runInBox = { [self] name, command, _ throws(Failure) in
            run(name, command)
        }
        host.runUnattended = { [self] name, command, _ throws(Failure) in
            run(name, command)
        }
        host.fetchManifest = { [self] address throws(Failure) in
            guard let text = web[address] else { throw Failure("'\(address)' cannot be had") }
            return Array(text.utf8)
        }
        host.runInBoxAsRoot = { [self] name, command, _ throws(Failure) in
            run(name, ["as-root".utf8].map { Array($0) } + command)
        }
        host.runInTrial = { [self] call, watch throws(Failure) in
            trials.append(call.command.joined(separator: " "))
            if call.command == trialFailing { return 7 }
            for line in trialOutput(call.command) where !watch(line) { return nil }
            return 0
        }
        host.openFiles = { [files] _ throws(Failure) in files }
        host.openSession = { [self] options, name throws(Failure) in
            run(name, options.command)
        }
        return host
    }

    private func run(_ name: BoxName, _ command: [[UInt8]]) -> Int32 {
        sessions.append(([name.description] + command.map(\.text)).joined(separator: " "))
        return sessionStatus
    }

    private func open() throws(EngineError) -> any Engine {
        if let closed { throw closed }
        return engine
    }

    private var console: Console {
        Console(
            level: level,
            inputIsTerminal: isTerminal,
            outputIsTerminal: isTerminal,
            errorIsTerminal: isTerminal,
            writeBytes: { [self] stream, bytes in
                if stream == .output { output += bytes.text } else { error += bytes.text }
            },
            readLine: { [self] in answers.isEmpty ? nil : answers.removeFirst() }
        )
    }

    /// Runs a command and gives all that came of it: output, error output, status.
    func alcove(_ words: String...) -> String { alcove(words) }

    func alcove(_ words: [String]) -> String {
        output = ""
        error = ""
        var status: Int32 = 0
        do {
            status = try perform(try Alcove.parseAsRoot(words))
        } catch let failure as Failure {
            failure.report(on: console)
            status = failure.status
        } catch {
            let failure = Usage.failure(error)
            failure.report(on: console)
            status = failure.status
        }
        return (output + error + "[\(status)]").replacing(home, with: "~")
    }

    private func perform(_ command: any ParsableCommand) throws -> Int32 {
        let host = host
        let interruption = Interruption(signal: signal)
        switch command {
        case let command as Create:
            host.adopt(command.global.engine, quiet: command.global.quiet)
            try command.run(on: host, interruption)
        case let command as Try:
            let words = command.command.map { Array($0.utf8) }
            return try command.run(words, on: host, interruption)
        case let command as Start: try command.run(on: host)
        case let command as Stop:
            host.adopt(command.global.engine, quiet: false)
            try command.run(on: host)
        case let command as Restart: try command.run(on: host)
        case let command as Install: return try command.run(on: host)
        case let command as Uninstall: return try command.run(on: host)
        case let command as Search: return try command.run(on: host, interruption)
        case let command as Edit: try command.run(on: host, interruption)
        case let command as History: try command.run(on: host, now: Clock.now + 7200)
        case let command as Rollback: try command.run(on: host)
        case let command as Pin: try command.run(on: host)
        case let command as Unpin: try command.run(on: host)
        case let command as Snapshot: try command.run(on: host, interruption)
        case let command as Upgrade: return try command.run(on: host, interruption)
        case let command as Rebase: try command.run(on: host, interruption)
        case let command as Diff: try command.run(on: host)
        case let command as Clone: try command.run(on: host, interruption)
        case let command as Rename: try command.run(on: host)
        case let command as ExportApp: try command.run(on: host)
        case let command as ExportBin: try command.run(on: host)
        case let command as ExportService: try command.run(on: host)
        case let command as ExportBox: try command.run(on: host)
        case let command as Apps: try command.run(on: host)
        case let command as Unexport: try command.run(on: host)
        case let command as ExportList: try command.run(on: host)
        case let command as Remove: try command.run(on: host)
        case let command as List:
            host.adopt(command.global.engine, quiet: false)
            try command.run(on: host, now: Clock.now + 7200)
        case let command as Show:
            host.adopt(command.global.engine, quiet: false)
            try command.run(on: host, now: Clock.now + 7200)
        case let command as Prune: try command.run(on: host, interruption)
        case let command as DiskUsage: try command.run(on: host, interruption)
        case let command as Logs: try command.run(on: host)
        case let command as Config:
            host.adopt(command.global.engine, quiet: command.global.quiet)
            command.run(on: host)
        case let command as Plan: try command.run(on: host, interruption)
        case let command as Apply: try command.run(on: host, interruption)
        case let command as Publish: try command.run(on: host, interruption)
        case let command as Save: try command.run(on: host, interruption)
        case let command as Load: try command.run(on: host, interruption)
        case let command as Init: try command.run(on: host)
        case let command as Hook: try command.run(on: host)
        case let command as Allow: try command.run(on: host)
        case let command as Deny: try command.run(on: host)
        case let command as Lock: try command.run(on: host, interruption)
        case is Run:
            // Its words are read by a parser of its own; those that come here are wrong.
            var command = command
            try command.run()
        default:
            // By itself it would run on the host of the tests.
            Issue.record("the sandbox has no '\(type(of: command))'")
        }
        return 0
    }

    /// Has agents answer in boxes that the engine starts.
    func letAgentsAnswer() {
        // Held by its engine, a sandbox would never go, and neither would its folder.
        engine.onStart = { [unowned self] id in
            guard let labels = engine.containers.first(where: { $0.id == id })?.labels,
                let generation = labels[Label.generation].flatMap(Int.init),
                let name = labels[Label.name],
                let record = try? host.store.record(.named(name)),
                let socket = try? UnixSocket.listen(
                    at: host.places.socket(of: record.id, generation: generation),
                    mode: 0o600
                )
            else { return }
            sockets.append(AgentSocket(socket, isSilent: areAgentsSilent))
        }
    }

    /// As SIGKILL does: their sockets stay.
    func killAgents() { sockets = [] }

    func record(_ name: String) throws -> BoxRecord? { try host.store.record(.named(name)) }
}

/// The socket of an agent that says hello to whoever does, and that nobody is in the box, as long as the
/// sandbox is there.
private final class AgentSocket {
    private let socket: FileDescriptor

    init(_ socket: consuming FileDescriptor, isSilent: Bool) {
        // A number of its own: that of a closed socket may be another one's the next moment.
        self.socket = socket
        if isSilent { return }
        let number = dup(self.socket.number)
        Thread.detachNewThread {
            defer { close(number) }
            while Self.wait(for: number), let caller = try? UnixSocket.accept(from: number) {
                let caller = caller.release()
                Thread.detachNewThread { Self.answer(FileDescriptor(owning: caller)) }
            }
        }
    }

    private static func answer(_ caller: consuming FileDescriptor) {
        var buffer = FrameBuffer()
        while wait(for: caller.number),
            let heard = try? UnixSocket.receive(from: caller.number).bytes, !heard.isEmpty
        {
            buffer.append(heard)
            while let frame = try? buffer.next() {
                guard let call = try? Call(frame) else { return }
                let answer: Answer
                switch call {
                case .hello: answer = .hello(.ours)
                case .status, .endIfIdle:
                    answer = .status(
                        BoxStatus(version: "1.0", boxID: "", steps: [], sessions: [])
                    )
                default: continue
                }
                try? UnixSocket.send(answer.frame.bytes, on: caller.number)
            }
        }
    }

    private static func wait(for number: Int32) -> Bool {
        var waiting = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&waiting, 1, -1) == 1
    }

    // Closing alone would not wake up who waits for callers.
    deinit { shutdown(socket.number, Int32(SHUT_RDWR)) }
}

extension Host {
    fileprivate func adopt(_ engine: String?, quiet: Bool) {
        engineWords = engine
        if quiet { console.level = .quiet }
    }
}

extension BoxName {
    static func named(_ text: String) -> BoxName {
        guard let name = try? BoxName(text) else { preconditionFailure(text) }
        return name
    }
}
