import Glibc
import Linux

/// A service of Podman that is run from here, on machines whose users have no service manager.
///
/// It goes on without its caller and ends by itself when nobody has asked for a minute.
struct OwnPodman {
    /// A directory of the user alone.
    let directory: String
    let surroundings: Surroundings

    struct Failure: Error {
        let reason: String
    }

    private var socket: String { directory + "/podman.sock" }
    private var log: String { directory + "/podman.log" }

    /// Starts it, once for all who ask at the same time, and waits until it answers.
    func start(answers: () -> Bool) throws(Failure) {
        do {
            try File.makeDirectories(directory, mode: 0o700)
            let lock = try FileDescriptor(
                opening: directory + "/lock",
                O_RDWR | O_CREAT,
                mode: 0o600
            )
            try wait(seconds: 20, "another caller's start of it did not end") {
                flock(lock.number, LOCK_EX | LOCK_NB) == 0
            }
            if answers() { return }
            let child = try spawn()
            try wait(seconds: 20, "it did not answer") {
                if answers() { return true }
                guard let ending = try Child.poll(child) else { return false }
                throw Failure(reason: "it ended at once (\(ending)): \(lastWords)")
            }
        } catch let failure as Failure {
            throw failure
        } catch let error as SystemError {
            throw Failure(reason: error.description)
        } catch {
            throw Failure(reason: "\(error)")
        }
    }

    private func spawn() throws -> Int32 {
        _ = unsafe unlink(socket)  // one that nobody listens at keeps Podman from making its own
        var variables = surroundings.variables
        variables["PATH"] = surroundings.searchPath
        variables["XDG_RUNTIME_DIR"] = surroundings.runtimeDirectory
        let null = try FileDescriptor(opening: "/dev/null", O_RDWR)
        let log = try FileDescriptor(opening: log, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
        let words = ["system", "service", "--time=60", "unix://\(socket)"]
        return try Child.spawn(
            "podman",
            words.map { Array($0.utf8) },
            environment: variables.map { Array("\($0.key)=\($0.value)".utf8) },
            directory: "/",
            streams: (null.number, null.number, log.number),
            newSession: true
        )
    }

    private func wait(
        seconds: Int,
        _ reason: String,
        until isSo: () throws -> Bool
    ) throws {
        let end = ContinuousClock.now + .seconds(seconds)
        while try !isSo() {
            if ContinuousClock.now > end {
                throw Failure(reason: "\(reason) within \(seconds) s")
            }
            usleep(10_000)
        }
    }

    /// The last line that the service wrote before it ended.
    private var lastWords: String {
        // Without the log there is only less to tell.
        let bytes = (try? File.read(log)) ?? []
        return bytes.split(separator: UInt8(ascii: "\n")).last.map { Array($0).text } ?? ""
    }
}
