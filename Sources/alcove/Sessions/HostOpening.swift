import Glibc
import HostChannel
import Linux
import Upkeep
import Wire

/// The process that stands for the host's `xdg-open` when a box calls it.
///
/// It asks the desktop's portal, which knows what the user wants things to be opened with, and becomes
/// the host's program where there is no portal, and for words that only that program knows.
enum HostOpening {
    /// What it is called by; no command of the user's.
    static let word = Array("host-open".utf8)

    /// - Parameter words: paths where the program may be, `--`, and the words for it.
    /// - Returns: the exit status, when the program does not run.
    static func run(_ words: [[UInt8]]) -> Int32 {
        let programs = words.prefix { $0 != Array("--".utf8) }
        return run(programs: Array(programs), Array(words.dropFirst(programs.count + 1)))
    }

    static func run(programs: [[UInt8]], _ words: [[UInt8]]) -> Int32 {
        // The box's mask is for the program, not for files of ours.
        let mask = umask(0o077)
        // Stopped by a key in the box, it would keep others from having their files opened.
        Signals.ignore(SIGTSTP)
        guard words.count == 1, OpenerWord(words[0]) != .option else {
            return become(programs, words, mask) ?? refuse("there is no '\(name)' on the host", 127)
        }
        let host = Host()
        do {
            try host.places.prepareRuntime()
        } catch {
            let failure = Failure(error)
            return refuse(failure.message, 4, hint: failure.hint)
        }
        let desktop = HostDesktop(copies: HostCopies(folder: host.places.runtime + "/opened"))
        let token = Environment.value("XDG_ACTIVATION_TOKEN")
        let outcome = desktop.open(words[0], token: token) { path in
            Console.error(
                "note: the host opens a copy of '\(path.printable)', which only the box has"
            )
        }
        switch outcome {
        case .opened: return 0
        case .left(let word, let said): return leave(word, to: programs, said, mask)
        case .cancelled: return refuse("nothing was chosen to open it with", 4)
        case .timedOut(let seconds): return refuse("the portal did not answer for \(seconds) s", 4)
        case .impossible(.system(let error)): return refuse("\(error)", 2)
        case .impossible(.notOnHost): return refuse("the host has no such file to open", 2)
        case .impossible(.tooSlow(let seconds)):
            return refuse("the file could not be read within \(seconds) s", 2)
        case .impossible(.noRoom):
            return refuse("too many files are being opened for boxes at once", 2)
        case .impossible(.tooLarge):
            let most = HostCopies.most >> 20
            return refuse(
                "the file is not on the host, and too large for a copy: \(most) MB at most",
                2,
                hint: "Copy it to a directory that the box shares with the host."
            )
        }
    }

    private static func leave(
        _ word: [UInt8],
        to programs: [[UInt8]],
        _ said: String?,
        _ mask: mode_t
    ) -> Int32 {
        if let status = become(programs, [word], mask) { return status }
        if let said { return refuse("the desktop's portal did not open it: \(said)", 4) }
        return refuse(
            "the host has nothing to open it with",
            127,
            hint: "On the host, install the package 'xdg-utils', or a portal of your desktop."
        )
    }

    /// The program has that mask.
    ///
    /// - Returns: nil when there is no program, else its status, if it cannot be executed.
    private static func become(
        _ programs: [[UInt8]],
        _ words: [[UInt8]],
        _ mask: mode_t
    ) -> Int32? {
        let slash = UInt8(ascii: "/")
        let program = programs.first { $0.first == slash && File.isExecutable($0.text) }
        guard let program else { return nil }
        _ = umask(mask)
        Signals.ignore(SIGTSTP, false)
        _ = replaceProcess(program, [Array(name.utf8)] + words, Environment.all)
        return refuse("'\(program.text)' cannot be executed", 126)
    }

    private static var name: String { OpenerWord.program }

    private static func refuse(_ message: String, _ status: Int32, hint: String? = nil) -> Int32 {
        Console.error("error: \(message.printable)")
        if let hint { Console.error("hint: \(hint)") }
        return status
    }
}
