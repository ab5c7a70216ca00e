import Glibc
import Linux

/// A look at files of a container of Docker's that runs, by commands in it.
///
/// The engine's own calls for files would mount all that the container has once more: Docker 20.10
/// does so where the container sees it. One that has the whole host got four times the mounts by
/// each call, and could not be used after a few.
struct DockerLook {
    let socket: EngineSocket
    let id: String

    /// Milliseconds that a command may take; what a box has for programs is its own affair.
    private static let patience = 10_000

    /// What a command told.
    private struct Report {
        let output: [UInt8]
        let status: Int32?
    }

    /// What is at a path; none of both when the container has not the programs to tell it.
    func entry(_ path: String) throws(EngineError) -> ContainerEntry?? {
        let report = try run(Self.lookScript, [path], limit: 8 << 10)
        let lines = report.output.text.split(separator: "\n", omittingEmptySubsequences: false)
        guard report.status == 0, lines.count >= 2 else { return nil }
        if lines[0] == "none" { return .some(nil) }
        guard lines.count >= 4, let mode = UInt32(lines[1], radix: 8) else { return nil }
        let kind: ContainerEntry.Kind
        switch lines[0] {
        case "link": kind = .link(to: lines[2...].dropLast().joined(separator: "\n"))
        case "folder": kind = .folder
        case "file":
            guard let size = Int64(lines[2]) else { return nil }
            kind = .file(size: size)
        default: kind = .other
        }
        return ContainerEntry(kind: kind, mode: mode & 0o777)
    }

    /// The first bytes of a file; none of both as above.
    func read(_ path: String, limit: Int) throws(EngineError) -> [UInt8]?? {
        let report = try run(Self.readScript, [path, "\(limit)"], limit: limit)
        switch report.status {
        case 0: return report.output
        case 3: return .some(nil)
        default: return nil
        }
    }

    private static let lookScript = """
        if [ -L "$1" ]; then kind=link
        elif [ -f "$1" ]; then kind=file
        elif [ -d "$1" ]; then kind=folder
        elif [ -e "$1" ]; then kind=other
        else echo none; exit 0; fi
        echo "$kind" && stat -c %a "$1" || exit 1
        case $kind in
            link) readlink -f "$1" || echo ;;
            file) stat -c %s "$1" ;;
            *) echo ;;
        esac
        """
    private static let readScript = """
        [ -f "$1" ] || exit 3
        exec head -c "$2" "$1"
        """

    private func run(
        _ script: String,
        _ words: [String],
        limit: Int
    ) throws(EngineError) -> Report {
        var request = ExecRequest(
            command: ["/bin/sh", "-c", script, "sh"] + words,
            terminal: false
        )
        request.user = "0:0"
        request.workdir = "/"
        let stream = try socket.exec(request, in: id)
        var frames = LogFrames()
        var output: [UInt8] = []
        let start = Moment()
        var chunk = stream.early
        while true {
            guard let pieces = frames.take(chunk) else { break }
            for piece in pieces where piece.stream == .output { output += piece.bytes }
            guard output.count <= limit else { return Report(output: [], status: nil) }
            let left = Self.patience - start.millisecondsAgo
            guard left > 0, wait(for: stream.connection.number, left) else {
                return Report(output: [], status: nil)
            }
            // Whatever ends the connection, the command's status tells whether all of it came.
            guard let next = try? readSome(from: stream.connection.number, subject: "exec"),
                !next.isEmpty
            else { break }
            chunk = next
        }
        return Report(output: output, status: try socket.exitCode(ofExec: stream.id))
    }

    private func wait(for descriptor: Int32, _ milliseconds: Int) -> Bool {
        var one = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&one, 1, Int32(milliseconds)) > 0
    }
}
