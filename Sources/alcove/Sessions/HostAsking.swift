import Boxes
import Glibc
import HostChannel
import Linux
import Upkeep
import Wire

/// The process that stands for a command of a box until the user has said whether it may run.
///
/// It has the command's streams, directory and variables already, and becomes the command.
struct HostAsking {
    /// What it is called by; no command of the user's.
    static let word = Array("host-question".utf8)

    private let host: Host
    private let id: BoxID
    /// How the box was called when the command was.
    private let box: String
    private let program: [UInt8]
    private let arguments: [[UInt8]]
    private let log: HostLog
    private let lookup: GuestLookup

    /// - Parameter words: the box's id and name, the program, and the command's words.
    /// - Returns: the exit status, when the command does not run.
    static func run(_ words: [[UInt8]]) -> Int32 {
        guard words.count >= 4, let id = BoxID(words[0].text) else { return 126 }
        // The box's mask is for its command, not for files of ours.
        let mask = umask(0o077)
        // Stopped by a key in the box, it would keep every other question from being asked.
        Signals.ignore(SIGTSTP)
        let asking = HostAsking(id, words)
        do {
            try asking.host.places.prepareRuntime()
        } catch {
            let failure = Failure(error)
            return refuse(failure.message, hint: failure.hint)
        }
        if let status = asking.refusal(asking.answer()) { return status }
        _ = umask(mask)
        Signals.ignore(SIGTSTP, false)
        return asking.become()
    }

    private init(_ id: BoxID, _ words: [[UInt8]]) {
        host = Host()
        self.id = id
        box = words[1].text
        program = words[2]
        arguments = Array(words[3...])
        log = HostLog(file: host.places.state + "/host.log")
        lookup = GuestLookup(host.store, host.places, id: id.description)
    }

    private enum Answer {
        case user(HostQuestion.Answer)
        /// The box may not run it any more, or is no more.
        case withdrawn
    }

    /// How it stands now: the record is read again whenever that is asked.
    private var standing: HostStanding {
        lookup.guest?.standing(
            of: program,
            called: arguments[0],
            path: Array((host.environment["PATH"] ?? "").utf8),
            alcove: Array(host.program.utf8)
        ) ?? .denied
    }

    /// One question at a time, so that nobody is buried under them.
    private func answer() -> Answer {
        guard let turn = turn() else { return .user(.busy) }
        defer {
            // Whoever comes next makes it anew.
            try? File.remove(turn.path)
            extendLifetime(turn)
        }
        let path = host.places.runtime + "/question.lock"
        // A lock that cannot be had is as one that others hold.
        guard let lock = try? FileLock.wait(path, milliseconds: 120_000) else {
            return .user(.busy)
        }
        defer { extendLifetime(lock) }
        // It may have been permitted or forbidden while this one waited.
        switch standing {
        case .permitted: return .user(.once)
        case .denied: return .withdrawn
        case .asked: break
        }
        let denied = host.places.runtime + "/question.denied"
        holdBack(denied)
        let question = HostQuestion(
            box: box,
            program: program,
            arguments: arguments,
            directory: Process.directory
        )
        // Who ends its own call while it is asked waits like one that got a no. Without the mark the
        // next question comes at once, which is no worse than a nuisance.
        try? File.replace(denied, with: [], mode: 0o600)
        let answer = question.ask(host.environment)
        // Nor does the answer hang on the mark: it is given whether that can be written or not.
        if answer == .no {
            try? File.replace(denied, with: [], mode: 0o600)
        } else {
            try? File.remove(denied)
        }
        guard [.once, .always].contains(answer) else { return .user(answer) }
        // What the user has said of the box while the question was open is the newer word.
        return standing == .denied ? .withdrawn : .user(answer)
    }

    /// So many of a box's questions may wait for their turn; each is a process that looks for it.
    private static let mostWaiting = 8

    private func turn() -> FileLock? {
        for number in 0..<Self.mostWaiting {
            let path = "\(host.places.runtime)/question.\(id).\(number)"
            // One that cannot be had is as one that another has.
            if let lock = try? FileLock.attempt(path) { return lock }
        }
        return nil
    }

    /// Waits a moment after a no, so that whoever asks again and again leaves time for other things.
    private func holdBack(_ denied: String) {
        guard let last = FileStatus(denied)?.modified else { return }
        let left = last / 1_000_000_000 + Self.pause - Clock.now
        if left > 0 { usleep(UInt32(min(left, Self.pause)) * 1_000_000) }
    }

    /// Seconds between a no and the next question.
    private static let pause: Int64 = 3

    /// Keeps a permission for good, unless the box is changed, or removed, at this very moment.
    private func keep() {
        // One that is gone by now is answered no more.
        guard let name = try? BoxName(lookup.guest?.name ?? "") else { return }
        do throws(UpkeepError) {
            try host.store.whileLocked(name) { () throws(UpkeepError) in
                guard standing == .asked, lookup.guest?.name == name.description else { return }
                do throws(SystemError) {
                    try HostGrants(file: host.places.grants(of: id)).add(program)
                } catch {
                    throw .system(error)
                }
                log.write("permitted for good on the host: \(program.text)", box: box)
            }
        } catch {
            Console.warn("the answer could not be kept: \(Failure(error).message)")
        }
    }

    /// - Returns: nil when the command may run.
    private func refusal(_ answer: Answer) -> Int32? {
        let called = arguments.map(\.text).joined(separator: " ")
        func log(_ why: String) {
            self.log.write("denied on the host, \(why): \(called)", box: box)
        }
        switch answer {
        case .user(.once): return nil
        case .user(.always):
            keep()
            return nil
        case .user(.no):
            log("by you")
            return refuse("you did not permit box '\(box)' to run '\(program.text)' on the host")
        case .user(.tooLong):
            log("too long to be shown")
            return refuse(
                "the command is too long to ask you whether box '\(box)' may run it on the host",
                hint: "Put it into a script, and call that."
            )
        case .user(.busy):
            log("another question is open")
            return refuse("another question about a command on the host is open")
        case .user(.nobody):
            log("nobody to ask")
            return refuse(
                "nobody could be asked whether box '\(box)' may run '\(program.text)' on the host",
                hint: "It takes zenity or kdialog on the desktop that the box was started from."
            )
        case .withdrawn:
            log("its box was changed meanwhile")
            return refuse(
                "box '\(box)' may not run '\(program.text)' on the host: it was changed meanwhile"
            )
        }
    }

    private func become() -> Int32 {
        if arguments.first == Array(OpenerWord.program.utf8) {
            return HostOpening.run(programs: [program], Array(arguments.dropFirst()))
        }
        let code = replaceProcess(program, arguments, Environment.all)
        let isMissing = code == ENOENT
        _ = refuse("'\(program.text)' \(isMissing ? "was not found" : "cannot be executed")")
        return isMissing ? 127 : 126
    }
}

private func refuse(_ message: String, hint: String? = nil) -> Int32 {
    Console.error("error: \(message)")
    if let hint { Console.error("hint: \(hint)") }
    return 126
}
