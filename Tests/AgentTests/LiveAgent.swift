import Glibc
import Linux
import TestSupport
import Wire

@testable import Agent

/// An agent at work, in a process below that of an exit test, and without its set-up.
///
/// Not in the tests' own process: an agent takes its signals, and reaps every child.
final class LiveAgent {
    private let box: BoxRoot
    private let pid: Int32
    let setup: BoxSetup

    /// Begins; it may have so many descriptors open, or as many as the test may.
    init(descriptors: UInt? = nil) throws {
        box = try BoxRoot()
        var setup = BoxSetup.ofAmy
        setup.user.uid = getuid()
        setup.user.gid = getgid()
        setup.allowsRoot = false
        setup.socket = "/agent/socket"
        setup.workdir = Array("/".utf8)
        self.setup = setup
        pid = fork()
        if pid == 0 { Self.serve(setup, box.path, descriptors) }
        for _ in 0..<500 where File.kind(socket) == nil { usleep(10_000) }
    }

    deinit {
        Signals.send(SIGTERM, to: pid)
        // It ends by itself in less than a second; how is no matter any more.
        _ = try? Child.wait(pid)
    }

    private var socket: String { "\(box.path)/run/host/agent/socket" }

    private static func serve(_ setup: BoxSetup, _ root: String, _ descriptors: UInt?) -> Never {
        do {
            if let descriptors {
                var limit = rlimit(rlim_cur: descriptors, rlim_max: descriptors)
                _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            }
            let agent = try Agent(setup: setup, version: "1.0", root: root)
            try agent.publish()
            try agent.serve()
            _exit(0)
        } catch {
            _exit(1)
        }
    }

    func connect() throws -> Caller { Caller(try UnixSocket.connect(to: socket)) }

    /// A connection that said hello and was answered.
    func greet() throws -> Caller {
        let caller = try connect()
        try caller.say(.hello(.ours))
        guard try caller.answer() == .hello(.ours) else { throw WireError.badValue }
        return caller
    }

    /// What runs in the box, as another caller is told.
    func sessions() throws -> [[UInt8]] {
        let caller = try greet()
        try caller.say(.status)
        guard case .status(let status) = try caller.answer() else { throw WireError.badValue }
        return status.sessions.map(\.command)
    }
}
