import Boxes
import Glibc
import HostChannel
import Linux
import Upkeep
import Wire

/// The process that stands for a command of a box until the user has said whether it may run.
///
/// It has the command's streams, directory and variables already, and becomes the command.
enum HostAsking {
    /// What it is called by; no command of the user's.
    static let word = Array("host-question".utf8)

    /// - Parameter words: the box's id and name, the program, and the command's words.
    /// - Returns: the exit status, when the command does not run.
    static func run(_ words: [[UInt8]]) -> Int32 {
        guard words.count >= 4, let id = BoxID(words[0].text) else { return 126 }
        // The box's mask is for its command, not for files of ours.
        let mask = umask(0o077)
        // Stopped by a key in the box, it would keep every other question from being asked.
        Signals.ignore(SIGTSTP)
        let host = Host()
        let box = words[1].text
        let program = words[2]
        let arguments = Array(words[3...])
        let grants = HostGrants(file: host.places.grants(of: id))
        do {
            try host.places.prepareRuntime()
        } catch {
            let failure = Failure(error)
            return refuse(failure.message, hint: failure.hint)
        }
        let log = HostLog(file: host.places.state + "/host.log")
        switch answer(host, box, program, arguments, grants) {
        case .once: break
        case .always: keep(program, grants, log, box)
        case .no:
            log.write("denied on the host, by you: \(line(arguments))", box: box)
            return refuse("you did not permit box '\(box)' to run '\(program.text)' on the host")
        case .tooLong:
            log.write("denied on the host, too long to be shown: \(line(arguments))", box: box)
            return refuse(
                "the command is too long to ask you whether box '\(box)' may run it on the host",
                hint: "Put it into a script, and call that."
            )
        case .busy:
            log.write("denied on the host, another question is open: \(line(arguments))", box: box)
            return refuse("another question about a command on the host is open")
        case .nobody:
            log.write("denied on the host, nobody to ask: \(line(arguments))", box: box)
            return refuse(
                "nobody could be asked whether box '\(box)' may run '\(program.text)' on the host",
                hint: "It takes zenity or kdialog on the desktop that the box was started from."
            )
        }
        _ = umask(mask)
        Signals.ignore(SIGTSTP, false)
        if arguments.first == Array(OpenerWord.program.utf8) {
            return HostOpening.run(programs: [program], Array(arguments.dropFirst()))
        }
        let code = replaceProcess(program, arguments, Environment.all)
        let isMissing = code == ENOENT
        _ = refuse("'\(program.text)' \(isMissing ? "was not found" : "cannot be executed")")
        return isMissing ? 127 : 126
    }

    /// One question at a time, so that nobody is buried under them.
    private static func answer(
        _ host: Host,
        _ box: String,
        _ program: [UInt8],
        _ arguments: [[UInt8]],
        _ grants: HostGrants
    ) -> HostQuestion.Answer {
        let path = host.places.runtime + "/question.lock"
        guard let lock = try? FileLock.wait(path, milliseconds: 120_000) else { return .busy }
        defer { extendLifetime(lock) }
        // It may have been permitted while this one waited.
        if grants.has(program) { return .once }
        let denied = host.places.runtime + "/question.denied"
        holdBack(denied)
        let question = HostQuestion(box: box, program: program, arguments: arguments)
        let answer = question.ask(host.environment)
        // Without the mark the next question comes at once, which is no worse than a nuisance.
        if answer == .no { try? File.replace(denied, with: [], mode: 0o600) }
        return answer
    }

    /// Waits a moment after a no, so that whoever asks again and again leaves time for other things.
    private static func holdBack(_ denied: String) {
        guard let last = FileStatus(denied)?.modified else { return }
        let left = last / 1_000_000_000 + pause - Clock.now
        if left > 0 { usleep(UInt32(min(left, pause)) * 1_000_000) }
    }

    /// Seconds between a no and the next question.
    private static let pause: Int64 = 3

    private static func keep(
        _ program: [UInt8],
        _ grants: HostGrants,
        _ log: HostLog,
        _ box: String
    ) {
        do {
            try grants.add(program)
            log.write("permitted for good on the host: \(program.text)", box: box)
        } catch {
            Console.warn("the answer could not be kept: \(error)")
        }
    }

    private static func line(_ words: [[UInt8]]) -> String {
        words.map(\.text).joined(separator: " ")
    }

    private static func refuse(_ message: String, hint: String? = nil) -> Int32 {
        Console.error("error: \(message)")
        if let hint { Console.error("hint: \(hint)") }
        return 126
    }
}
