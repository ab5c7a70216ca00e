import Boxes
import Linux

/// Starts sessions for commands that are about something else: this program once more, as
/// `alcove run` or `alcove enter`, with the streams of this process.
enum Relaunch {
    /// Runs a command in the box as the user.
    static func run(_ box: BoxName, _ command: [[UInt8]]) throws(Failure) -> Int32 {
        try start("run", box, command)
    }

    /// A login shell in the box when there is no command.
    static func enter(_ box: BoxName, _ command: [[UInt8]]) throws(Failure) -> Int32 {
        try start(command.isEmpty ? "enter" : "run", box, command)
    }

    private static func start(
        _ verb: String,
        _ box: BoxName,
        _ command: [[UInt8]]
    ) throws(Failure) -> Int32 {
        var words = [verb, box.description].map { Array($0.utf8) }
        if !command.isEmpty { words += [Array("--".utf8)] + command }
        do {
            let child = try Child.spawn(
                "/proc/self/exe", words, environment: Environment.all, streams: (0, 1, 2))
            switch try Child.wait(child) {
            case .code(let code): return Int32(code)
            case .signal(let signal): return 128 + Int32(signal)
            }
        } catch {
            throw Failure(error)
        }
    }
}
