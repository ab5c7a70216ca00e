/// How a running box is: what its set-up did, and who is in it.
package struct BoxStatus: Equatable, Sendable {
    /// The version of the agent.
    package var version: String
    package var boxID: String
    package var steps: [Step]
    package var sessions: [Session]

    package init(version: String, boxID: String, steps: [Step], sessions: [Session]) {
        self.version = version
        self.boxID = boxID
        self.steps = steps
        self.sessions = sessions
    }

    /// One step of the set-up that did not go as it should.
    package struct Step: Equatable, Sendable {
        package var name: String
        /// What went wrong; nil when nothing did.
        package var warning: String?

        package init(name: String, warning: String? = nil) {
            self.name = name
            self.warning = warning
        }
    }

    package struct Session: Equatable, Sendable {
        package var pid: Int32
        package var command: [UInt8]
        package var hasTerminal: Bool
        /// Seconds since 1970.
        package var since: UInt64

        package init(pid: Int32, command: [UInt8], hasTerminal: Bool, since: UInt64) {
            self.pid = pid
            self.command = command
            self.hasTerminal = hasTerminal
            self.since = since
        }
    }
}

/// Of a box that runs services of its own.
extension BoxStatus {
    /// Whether all that was to be started was, or failed.
    package var systemIsUp: Bool { steps.contains(where: \.isOfSystem) }
    /// Whether some of it failed.
    package var systemIsDegraded: Bool { steps.contains { $0.isOfSystem && $0.warning != nil } }
}

extension BoxStatus.Step {
    /// Whether the agent tells by it how the box's system came up; before that there is none.
    package var isOfSystem: Bool { BoxSetup.System(rawValue: name) != nil }
}

extension BoxStatus {
    func write(to writer: inout WireWriter) {
        writer.write(version)
        writer.write(boxID)
        writer.write(list: steps) {
            $0.write($1.name)
            $0.write($1.warning.map { Array($0.utf8) })
        }
        writer.write(list: sessions) {
            $0.write(UInt32(bitPattern: $1.pid))
            $0.write($1.command)
            $0.write($1.hasTerminal)
            $0.write($1.since)
        }
    }

    init(_ reader: inout WireReader) throws(WireError) {
        version = try reader.text()
        boxID = try reader.text()
        steps = try reader.list { reader throws(WireError) in
            Step(
                name: try reader.text(),
                warning: try reader.optionalBytes().map { String(decoding: $0, as: UTF8.self) }
            )
        }
        sessions = try reader.list { reader throws(WireError) in
            Session(
                pid: try reader.i32(),
                command: try reader.bytes(),
                hasTerminal: try reader.flag(),
                since: try reader.u64()
            )
        }
    }
}
