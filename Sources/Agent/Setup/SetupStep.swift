import Linux
import Wire

/// What the steps work on: the box's file system, and what the host says of the box.
struct SetupContext: ~Copyable {
    let root: Folder
    var setup: BoxSetup
    var state: SetupState

    init(root path: String, setup: BoxSetup) throws(SystemError) {
        // The engine mounts it anew at each start of a box that runs a system.
        root = try Folder(path, with: setup.system != nil ? "run" : nil)
        self.setup = setup
        state = SetupState(in: root)
    }

    /// Keeps what was done for the next start.
    mutating func saveState() throws(SetupFailure) {
        do {
            try state.save(in: root)
        } catch {
            throw SetupFailure(error)
        }
    }
}

/// One thing that makes a container a box; done again at every start, it changes nothing twice.
struct SetupStep: Sendable {
    let name: String
    /// Whether a box is of no use without it.
    let isEssential: Bool
    let run: @Sendable (inout SetupContext) throws(SetupFailure) -> Void
}

/// Why a step could not be done, in words for the log and for `alcove show`.
struct SetupFailure: Error, Equatable {
    let reason: String

    init(_ reason: String) { self.reason = reason }

    init(_ error: SystemError) {
        reason =
            switch error.code {
            // `Folder` goes nowhere but below the box's own root.
            case Errno.crossDevice, Errno.tooManyLinks:
                "'\(error.subject)' of the image leads to what the host shares with the box; "
                    + "it must be a directory of the image's own"
            default: "\(error.call): \(error)"
            }
    }
}

/// Runs calls of the system in a step.
func attempt<Result: ~Copyable>(
    _ body: () throws(SystemError) -> Result
) throws(SetupFailure) -> Result {
    do {
        return try body()
    } catch {
        throw SetupFailure(error)
    }
}
