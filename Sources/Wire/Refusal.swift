/// Why an agent did not start a command.
package struct Refusal: Error, Equatable, Sendable {
    package enum Reason: UInt8, Sendable {
        /// There is no such program.
        case notFound = 1
        /// It is there and cannot be run.
        case notExecutable
        /// The directory that was asked for is not there.
        case noDirectory
        /// The box has no shell.
        case noShell
        /// Root is not given away here: the engine is root's.
        case rootForbidden
        /// The caller may not ask this agent.
        case notPermitted
        /// The message was not understood.
        case badRequest
        /// The system failed; the code tells.
        case failed
        /// The box is ending: no session begins in it any more.
        case ending
        /// The box may not run that command on the host.
        case denied
    }

    package var reason: Reason
    /// The program, directory or call it is about.
    package var subject: [UInt8]
    /// The errno, or 0.
    package var code: Int32

    package init(_ reason: Reason, subject: [UInt8], code: Int32 = 0) {
        self.reason = reason
        self.subject = subject
        self.code = code
    }
}

extension Refusal {
    func write(to writer: inout WireWriter) {
        writer.write(reason.rawValue)
        writer.write(subject)
        writer.write(UInt32(bitPattern: code))
    }

    init(_ reader: inout WireReader) throws(WireError) {
        guard let reason = Reason(rawValue: try reader.u8()) else { throw .badValue }
        self.init(reason, subject: try reader.bytes(), code: try reader.i32())
    }
}
