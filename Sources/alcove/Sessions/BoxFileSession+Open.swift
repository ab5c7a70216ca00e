import Attach
import Boxes
import Exports
import Upkeep
import Wire

extension BoxFileSession {
    /// Begins to read in a box, which is started for it if need be.
    static func open(_ name: BoxName, on host: Host) throws(Failure) -> BoxFileSession {
        let record = try host.record(name)
        _ = try host.check(record)
        var options = SessionOptions(.run)
        options.name = name.description
        options.isSetOff = true
        let launcher = SessionLauncher(host: host)
        if let files = try open(record, launcher, options) { return files }
        // Its agent was met at its end.
        try launcher.start(name, options)
        if let files = try open(record, launcher, options) { return files }
        throw Failure(AttachError.refused(Refusal(.ending, subject: [])))
    }

    /// - Returns: nil when the box is ending.
    private static func open(
        _ record: BoxRecord,
        _ launcher: SessionLauncher,
        _ options: SessionOptions
    ) throws(Failure) -> BoxFileSession? {
        let name = record.name
        let connection = try launcher.connect(to: name, options)
        let session: PipedSession
        do {
            session = try PipedSession(
                connection,
                request(for: record),
                isHopeless: { launcher.pause(of: name) != nil }
            )
        } catch .refused(let refusal) where refusal.reason == .ending {
            return nil
        } catch .silent(let seconds) {
            throw launcher.pause(of: name) ?? Failure(AttachError.silent(seconds: seconds))
        } catch {
            throw Failure(error)
        }
        do {
            return try BoxFileSession(
                Line(
                    send: { bytes throws(AttachError) in try session.send(bytes) },
                    receive: { time throws(AttachError) in
                        try session.receive(milliseconds: time)
                    }
                )
            )
        } catch {
            // One that does not know the word says nothing that is understood, and ends.
            throw Failure(
                "the files of box '\(name)' cannot be read: \(error.reason)",
                hint: "If it was started by an earlier version: 'alcove restart \(name)'."
            )
        }
    }

    /// The reader, with nothing of the caller's: what it tells of variables is the box's.
    private static func request(for record: BoxRecord) -> SessionRequest {
        var request = SessionRequest()
        request.boxName = record.name.description
        request.arguments = ["/.alcove/init", "files"].map { Array($0.utf8) }
        // A shared home is the host's, whose files are none of the box's.
        if record.spec.home != .shared { request.arguments.append(Array(record.home.utf8)) }
        request.workdir = [UInt8(ascii: "/")]
        request.umask = 0o077
        return request
    }
}
