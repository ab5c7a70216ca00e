import Attach
import Boxes
import Glibc
import Linux
import TestSupport
import Wire

@testable import HostChannel

/// A service at work, in a process below that of an exit test: it takes that process's signals.
final class LiveService {
    let folder: ProgramFolder
    let place: HostPlace
    let pid: Int32
    /// What stands for the box's agent.
    private var agent: Int32?

    init(_ words: String = "all") throws {
        folder = try ProgramFolder("listed")
        place = HostPlace(folder: folder.path)
        agent = try UnixSocket.listen(at: place.folder + "/agent.sock", mode: 0o600).release()
        pid = try Self.begin(place, words, folder.path)
        try waitFor { File.kind(place.socket) == .socket }
    }

    deinit {
        Signals.send(SIGKILL, to: pid)
        // It was killed; how it ended is no matter.
        _ = try? Child.wait(pid)
        if let agent { close(agent) }
    }

    /// Another one at the same place.
    static func begin(_ place: HostPlace, _ words: String, _ path: String) throws -> Int32 {
        let permitted = try BoxSpec.HostCommands(words)
        let pid = fork()
        guard pid == 0 else { return pid }
        do {
            let service = try HostService(
                at: place,
                HostSurroundings(
                    environment: [Array("PATH=\(path):/usr/bin:/bin".utf8)],
                    home: path,
                    alcove: "/nonexistent/alcove"
                ),
                guest: {
                    // The record of a box that was removed is no more.
                    File.kind(path + "/removed") == nil
                        ? HostGuest(name: "web", permitted: permitted) : nil
                },
                report: { line, box in
                    HostLog(file: path + "/log", journal: "/none").write(line, box: box)
                }
            )
            guard let service else { _exit(7) }
            _ = try service.run()
            _exit(0)
        } catch {
            _exit(1)
        }
    }

    /// The box's agent is gone, with its socket or without.
    func endBox(leavingSocket: Bool = false) throws {
        if let agent { close(agent) }
        agent = nil
        if !leavingSocket { try File.remove(place.folder + "/agent.sock") }
    }

    func connect() throws -> AgentConnection {
        try AgentConnection(path: place.socket, uid: getuid())
    }

    /// Runs a command with these streams, as a box does.
    func run(
        _ words: [String],
        _ streams: [Int32] = [],
        _ change: (inout SessionRequest) -> Void = { _ in }
    ) throws -> [Answer] {
        let caller = Caller(try UnixSocket.connect(to: place.socket))
        var request = SessionRequest()
        request.arguments = words.map { Array($0.utf8) }
        change(&request)
        try caller.say(.hello(.ours))
        try caller.say(.open(request), with: streams)
        return try caller.answers().filter { $0 != .hello(.ours) }
    }

    var log: String { (try? File.read(folder.path + "/log"))?.text ?? "" }
}

/// Waits for what is to come true within some seconds.
func waitFor(_ isTrue: () throws -> Bool) throws {
    for _ in 0..<1000 {
        if try isTrue() { return }
        usleep(10_000)
    }
    throw WireError.truncated
}
