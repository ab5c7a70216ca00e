import Engines

/// What `enter` and `run` were asked.
struct SessionOptions: Equatable {
    enum Verb: String {
        case enter, run
    }

    var verb: Verb
    /// Nil stands for the default box.
    var name: String?
    var root = false
    var workdir: [UInt8]?
    /// `KEY=VALUE`, or `KEY` for the caller's own value.
    var env: [[UInt8]] = []
    var envFiles: [[UInt8]] = []
    var noTTY = false
    var detach = false
    /// Pass on to the service manager what the command tells of itself.
    var notify = false
    var login = false
    var shell: [UInt8]?
    var cleanEnv = false
    var rescue = false
    var yes = false
    var quiet = false
    var verbose = false
    var engine: String?
    /// Which words of the command are files of the host, to be found in the box.
    var files: FileWords?
    var command: [[UInt8]] = []
    /// Whether the command was set off by `--`: the word before that is a box's name for certain.
    var isSetOff = false

    init(_ verb: Verb) { self.verb = verb }
}

extension SessionOptions {
    /// Does what was asked.
    ///
    /// - Returns: what the program is to exit with.
    func run() throws(Failure) -> Int32 {
        if let engine {
            do { _ = try EngineWish(engine) } catch { throw Failure(error) }
        }
        let host = Host(engine: engine, verbose: verbose, quiet: quiet)
        let name = try DefaultBox(host: host).name(for: self)
        return try SessionLauncher(host: host).launch(self, in: name)
    }
}
