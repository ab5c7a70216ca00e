/// What the host says to an agent.
package enum Call: Equatable, Sendable {
    case hello(Hello)
    /// Start a session; all later messages of the connection are about it.
    case open(SessionRequest)
    /// Send the session's process group a signal.
    case signal(UInt8)
    /// The caller's terminal is the session's now: the command may read it.
    case foreground
    /// How the box is, and what runs in it.
    case status
    /// End the box and all sessions in it; the connection ends when they have.
    case end
    /// The same, if nobody is in the box: the answer tells who is, as that of `status` does. Nobody comes in
    /// between the look and the end.
    case endIfIdle
}

/// What an agent says to the host.
package enum Answer: Equatable, Sendable {
    case hello(Hello)
    /// The session's process is there; with a terminal its master comes with the frame.
    case started(Started)
    /// The command could not be started.
    case refused(Refusal)
    /// The command stopped by that signal and waits to be continued.
    case stopped(UInt8)
    /// The command wants the terminal that it was not given yet.
    case wantsTerminal
    case exited(Exit)
    case status(BoxStatus)
}

/// How a command ended.
package enum Exit: Equatable, Sendable {
    case code(UInt8)
    case signal(UInt8)

    /// What a shell makes of it.
    package var status: Int32 {
        switch self {
        case .code(let code): Int32(code)
        case .signal(let signal): 128 + Int32(signal)
        }
    }
}

extension Call {
    package var frame: Frame {
        var writer = WireWriter()
        switch self {
        case .hello(let hello): return hello.frame(kind: 1)
        case .open(let request): return Frame(kind: 2, payload: request.payload)
        case .signal(let signal):
            writer.write(signal)
            return Frame(kind: 3, payload: writer.bytes)
        case .foreground: return Frame(kind: 4, payload: [])
        case .status: return Frame(kind: 5, payload: [])
        case .end: return Frame(kind: 6, payload: [])
        case .endIfIdle: return Frame(kind: 7, payload: [])
        }
    }

    package init(_ frame: Frame) throws(WireError) {
        var reader = WireReader(frame.payload)
        switch frame.kind {
        case 1:
            self = .hello(try Hello(&reader))
            return
        case 2:
            self = .open(try SessionRequest(payload: frame.payload))
            return
        case 3: self = .signal(try reader.u8())
        case 4: self = .foreground
        case 5: self = .status
        case 6: self = .end
        case 7: self = .endIfIdle
        default: throw .badValue
        }
        try reader.end()
    }
}

extension Answer {
    package var frame: Frame {
        var writer = WireWriter()
        switch self {
        case .hello(let hello): return hello.frame(kind: 0x41)
        case .started(let started):
            started.write(to: &writer)
            return Frame(kind: 0x42, payload: writer.bytes)
        case .refused(let refusal):
            refusal.write(to: &writer)
            return Frame(kind: 0x43, payload: writer.bytes)
        case .stopped(let signal):
            writer.write(signal)
            return Frame(kind: 0x44, payload: writer.bytes)
        case .wantsTerminal: return Frame(kind: 0x45, payload: [])
        case .exited(.code(let code)):
            writer.write(UInt8(0))
            writer.write(code)
            return Frame(kind: 0x46, payload: writer.bytes)
        case .exited(.signal(let signal)):
            writer.write(UInt8(1))
            writer.write(signal)
            return Frame(kind: 0x46, payload: writer.bytes)
        case .status(let status):
            status.write(to: &writer)
            return Frame(kind: 0x47, payload: writer.bytes)
        }
    }

    package init(_ frame: Frame) throws(WireError) {
        var reader = WireReader(frame.payload)
        switch frame.kind {
        case 0x41:
            self = .hello(try Hello(&reader))
            return
        case 0x42: self = .started(try Started(&reader))
        case 0x43: self = .refused(try Refusal(&reader))
        case 0x44: self = .stopped(try reader.u8())
        case 0x45: self = .wantsTerminal
        case 0x46:
            switch try reader.u8() {
            case 0: self = .exited(.code(try reader.u8()))
            case 1: self = .exited(.signal(try reader.u8()))
            default: throw .badValue
            }
        case 0x47: self = .status(try BoxStatus(&reader))
        default: throw .badValue
        }
        try reader.end()
    }
}

extension Hello {
    /// A later version may say more behind these fields; what is not known is passed over.
    fileprivate init(_ reader: inout WireReader) throws(WireError) {
        self.init(
            version: try reader.u16(),
            oldest: try reader.u16(),
            capabilities: try reader.u32()
        )
    }

    fileprivate func frame(kind: UInt16) -> Frame {
        var writer = WireWriter()
        writer.write(version)
        writer.write(oldest)
        writer.write(capabilities)
        return Frame(kind: kind, payload: writer.bytes)
    }
}
