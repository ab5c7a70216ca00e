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
        let ends = try Self.pipe()
        let lines = FileDescriptor(owning: ends.reading)
        let writing = FileDescriptor(owning: ends.writing)
        let none = try FileDescriptor(opening: "/dev/null", O_RDWR)
        let pid = try Child.spawn(
            name,
            arguments.map { Array($0.utf8) },
            environment: environment,
            streams: (none.number, output ?? writing.number, writing.number),
            newSession: true
        )
        // Only the program's own end is left open, so that its end is seen.
        _ = consume writing
        guard Self.drain(lines.number, watch) else {
            try end(pid)
            return nil
        }
        return try Child.wait(pid)
    }

    /// Gives lines to `watch` until the program closes its end; false when it is to end.
    private static func drain(_ number: Int32, _ watch: (String?) -> Bool) -> Bool {
        var rest: [UInt8] = []
        while true {
            var waiting = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
            let count = unsafe poll(&waiting, 1, 250)
            guard watch(nil) else { return false }
            if count <= 0 { continue }
            // Whatever ends the reading, the program's own ending tells what happened.
            guard let chunk = try? readSome(from: number, subject: "pipe"), !chunk.isEmpty else {
                return rest.isEmpty || watch(rest.text)
            }
            rest.append(contentsOf: chunk)
            while let newline = rest.firstIndex(of: 10) {
                guard watch(Array(rest[..<newline]).text) else { return false }
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

    private static func pipe() throws(SystemError) -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        try check("pipe", "pipe") { unsafe Glibc.pipe(&ends) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}
