import Glibc
import Linux
package import Wire

/// The host's side of a command that the engine itself started: its streams are all on one
/// connection, framed when there is no terminal.
///
/// The slow way into a box, for when its agent cannot serve.
package final class ExecAttachment {
    private let connection: Int32
    private let streams: CallerStreams
    private let hasTerminal: Bool
    private let resize: (WindowSize) -> Void
    private var frames = ExecFrames()
    private var input: Int32? = 0
    private let signals: SignalQueue

    /// The connection stays the caller's; `hasTerminal` is whether the command was given a terminal,
    /// and `resize` tells the engine that it has another size.
    package init(
        connection: Int32,
        streams: CallerStreams,
        hasTerminal: Bool,
        resize: @escaping (WindowSize) -> Void
    ) throws(AttachError) {
        self.connection = connection
        self.streams = streams
        self.hasTerminal = hasTerminal
        self.resize = resize
        do {
            signals = try SignalQueue([SIGWINCH])
        } catch {
            throw .system(error)
        }
    }

    /// Copies both ways until the engine ends the connection: the command is over then.
    package func run(early: [UInt8]) {
        let raw = hasTerminal ? streams.terminal.map { RawMode($0, ownsOutput: true) } : nil
        raw?.enter()
        defer { raw?.leave() }
        show(early)
        while true {
            var waiting = [
                pollfd(fd: connection, events: Int16(POLLIN), revents: 0),
                pollfd(fd: signals.number, events: Int16(POLLIN), revents: 0),
            ]
            if let input { waiting.append(pollfd(fd: input, events: Int16(POLLIN), revents: 0)) }
            if unsafe poll(&waiting, UInt(waiting.count), -1) < 0 { continue }
            if waiting[1].revents != 0 { passResize() }
            if waiting.count > 2, waiting[2].revents != 0 { copyInput() }
            if waiting[0].revents != 0, !copyOutput() { return }
        }
    }

    private func passResize() {
        while signals.next() != nil {}
        guard let window = streams.terminal?.window else { return }
        resize(WindowSize(rows: window.rows, columns: window.columns))
    }

    private func copyInput() {
        guard let input else { return }
        // Input that cannot be read has come to its end.
        let bytes = (try? readSome(from: input, subject: "input")) ?? []
        if bytes.isEmpty {
            self.input = nil
            shutdown(connection, Int32(SHUT_WR))
            return
        }
        // A command that is gone takes no input; its end is told by the connection's. As a message,
        // so that no SIGPIPE ends this process with the terminal raw.
        try? UnixSocket.send(bytes, on: connection)
    }

    /// - Returns: false when the connection came to its end.
    private func copyOutput() -> Bool {
        guard let bytes = try? readSome(from: connection, subject: "engine"), !bytes.isEmpty
        else { return false }  // reset is an end like another here
        show(bytes)
        return true
    }

    private func show(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        // A stream that is gone shows nothing.
        if hasTerminal {
            try? writeAll(bytes[...], to: streams.screen, subject: "terminal")
            return
        }
        frames.append(bytes)
        while let (stream, payload) = frames.next() {
            try? writeAll(payload[...], to: stream == 2 ? 2 : 1, subject: "output")
        }
    }
}

/// Takes the frames of an engine's stream apart: a byte of stream, three zeros, a big-endian
/// length, the bytes.
struct ExecFrames {
    private var bytes: [UInt8] = []

    mutating func append(_ more: [UInt8]) { bytes += more }

    mutating func next() -> (UInt8, [UInt8])? {
        guard bytes.count >= 8 else { return nil }
        let length = bytes[4..<8].reduce(0) { $0 << 8 | Int($1) }
        guard bytes.count >= 8 + length else { return nil }
        let frame = (bytes[0], Array(bytes[8..<(8 + length)]))
        bytes.removeFirst(8 + length)
        return frame
    }
}
