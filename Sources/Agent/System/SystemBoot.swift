import Glibc
package import Linux
package import Wire

/// The beginning of a box that runs its image's systemd.
///
/// The first process sets the box up, as it does everywhere. Then a child of it becomes the agent,
/// and itself it becomes systemd. So the box can be entered while services are still being started,
/// and its sessions are nobody's unit: they need none, and do not end with one.
package enum SystemBoot {
    /// Where systemd may be; the second is for distributions that have not merged `/usr`.
    private static let programs = ["usr/lib/systemd/systemd", "lib/systemd/systemd"]

    /// Comes back in the agent, when it is done, and where there is nothing to become.
    ///
    /// - Returns: whether all went well.
    package static func run(_ setup: BoxSetup, version: String) throws(SystemError) -> Bool {
        guard getpid() == 1 else {
            say("error: systemd must be the first process of its box")
            return false
        }
        guard let begin = try begin(setup) else { return false }
        let news = try SystemNews()
        let agent = fork()
        if agent < 0 { throw SystemError(call: "fork", subject: "agent", code: errno) }
        if agent == 0 {
            setsid()
            let agent = try Agent(setup: setup, version: version)
            return try agent.run(besides: news, begin.steps, isBooted: false)
        }
        do {
            try Capabilities.dropThoseOfHosts(keepsNetwork: !setup.followsHostNetwork)
            let code = replaceProcess(begin.program, arguments(begin.program), environment(setup))
            let error = SystemError(call: "", subject: "", code: code)
            say("error: systemd cannot be executed: \(error)")
        } catch {
            say("error: systemd would have power over the host, and is not started: \(error)")
        }
        Signals.send(SIGKILL, to: agent)
        return false
    }

    /// Is the agent of a box whose systemd runs already, or tells the one that there is to open its
    /// socket anew.
    package static func wake(_ setup: BoxSetup, version: String) throws(SystemError) -> Bool {
        if FileLock.isHeld(Agent.lock), let agent = FileLock.holder(of: Agent.lock) {
            return Signals.send(SIGUSR1, to: agent)
        }
        let agent = fork()
        if agent < 0 { throw SystemError(call: "fork", subject: "agent", code: errno) }
        guard agent == 0 else { return true }
        setsid()
        let null = try FileDescriptor(opening: "/dev/null", O_RDWR)
        for stream in 0...2 as ClosedRange<Int32> { dup2(null.number, stream) }
        var context = try SetupContext(root: "/", setup: setup)
        // That an agent was there before proves that the essential ones were done.
        let steps = (try? Setup.run(&context)) ?? []
        let news = try SystemNews()
        return try Agent(setup: setup, version: version).run(besides: news, steps, isBooted: true)
    }

    private struct Begin {
        var steps: [BoxStatus.Step]
        var program: [UInt8]
    }

    private static func begin(_ setup: BoxSetup) throws(SystemError) -> Begin? {
        var context = try SetupContext(root: "/", setup: setup)
        let steps: [BoxStatus.Step]
        do {
            steps = try Setup.run(&context)
        } catch {
            say("error: set-up step '\(error.step)' failed: \(error.reason)")
            return nil
        }
        guard let program = programs.first(where: { context.root.hasProgram($0) }) else {
            say("error: there is no systemd in the box")
            return nil
        }
        for step in steps {
            if let warning = step.warning { say("warning: \(step.name): \(warning)") }
        }
        return Begin(steps: steps, program: Array("/\(program)".utf8))
    }

    /// A system that would show itself on the host's screen has no business in a box.
    private static func arguments(_ program: [UInt8]) -> [[UInt8]] {
        [program, Array("--system".utf8), Array("--unit=multi-user.target".utf8)]
    }

    /// By `container` a system knows that it is no machine's.
    private static func environment(_ setup: BoxSetup) -> [[UInt8]] {
        let own = ["container=\(setup.engine)", "NOTIFY_SOCKET=\(SystemNews.path)"]
        let path = Environment.initial.filter { $0.starts(with: Array("PATH=".utf8)) }
        return path + own.map { Array($0.utf8) }
    }

    private static func say(_ line: String) {
        // A log that nobody takes is no reason to stop.
        try? writeAll(Array("alcove-init: \(line)\n".utf8)[...], to: 2, subject: "log")
    }
}
