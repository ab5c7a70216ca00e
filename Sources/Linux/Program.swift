import Glibc

/// A program of the host that is run to its end while somebody watches.
package struct Program: Sendable {
    package var name: String
    package var arguments: [String]
    package var environment: [[UInt8]]
    /// Milliseconds between SIGTERM and SIGKILL when it is told to end.
    package var grace = 10_000

    package init(_ name: String, _ arguments: [String], environment: [[UInt8]]) {
        self.name = name
        self.arguments = arguments
        self.environment = environment
    }

    /// Whether the name is that of a program in this process's `PATH`.
    package static func isInstalled(_ name: String) -> Bool { path(of: name) != nil }

    /// Where the program of that name is, as this process's `PATH` finds it.
    package static func path(of name: String) -> String? {
        if name.contains("/") { return unsafe access(name, X_OK) == 0 ? name : nil }
        let folders = (Environment.value("PATH") ?? "/usr/bin:/bin").split(separator: ":")
        return folders.lazy.map { "\($0)/\(name)" }.first { file in
            unsafe access(file, X_OK) == 0 && File.kindFollowed(file) == .file
        }
    }

    /// Runs it in a session of its own, without input.
    ///
    /// - Parameters:
    ///   - output: takes what it writes; nil gives its lines to `watch`.
    ///   - watch: is given each line, and nil four times a second; answers whether to go on.
    /// - Returns: nil when it was told to end.
    /// - Throws: when the program cannot be started or watched.
    package func run(
        output: Int32? = nil,
        watch: (String?) -> Bool
    ) throws(SystemError) -> Ending? {
        let pipe = try Pipe()
        let none = try FileDescriptor(opening: "/dev/null", O_RDWR)
        let pid = try Child.spawn(
            name,
            arguments.map { Array($0.utf8) },
            environment: environment,
            streams: (none.number, output ?? pipe.writer.number, pipe.writer.number),
            newSession: true
        )
        // Only the program's own end is left open, so that its end is seen.
        let lines = pipe.keepReader()
        switch try Self.drain(lines.number, pid, watch) {
        case .toldToEnd:
            try end(pid)
            return nil
        case .silent: return try Child.wait(pid)
        case .ended(let ending): return ending
        }
    }

    /// Why there is nothing more to read.
    private enum Drained {
        case toldToEnd, silent
        case ended(Ending)
    }

    /// Gives lines to `watch` until the program has no more, which it may leave to what it started.
    private static func drain(
        _ number: Int32,
        _ pid: Int32,
        _ watch: (String?) -> Bool
    ) throws(SystemError) -> Drained {
        var rest: [UInt8] = []
        while true {
            var waiting = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
            let count = unsafe poll(&waiting, 1, 250)
            guard watch(nil) else { return .toldToEnd }
            if count <= 0 {
                if let ending = try Child.poll(pid) { return .ended(ending) }
                continue
            }
            let chunk = try readSome(from: number, subject: "pipe")
            if chunk.isEmpty {
                return rest.isEmpty || watch(rest.text) ? .silent : .toldToEnd
            }
            rest.append(contentsOf: chunk)
            while let newline = rest.firstIndex(of: 10) {
                guard watch(Array(rest[..<newline]).text) else { return .toldToEnd }
                rest.removeSubrange(...newline)
            }
        }
    }

    /// Asks the program and all it started to end, and makes them.
    private func end(_ pid: Int32) throws(SystemError) {
        kill(-pid, SIGTERM)
        let begin = Moment()
        while begin.millisecondsAgo < grace {
            if try Child.poll(pid) != nil {
                kill(-pid, SIGKILL)
                return
            }
            usleep(20_000)
        }
        kill(-pid, SIGKILL)
        _ = try Child.wait(pid)
    }
}
