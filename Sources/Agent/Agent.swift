import Glibc
package import Linux
import Serving
package import Wire

/// The first process of a box: sets it up, starts sessions, reaps, and ends them all.
package final class Agent {
    let setup: BoxSetup
    let version: String
    /// Where the box's file system begins.
    let root: String
    let server: SessionServer
    /// The variables this process was started with: the image's and the engine's.
    let imageEnvironment = Environment.initial
    var context: SetupContext
    var steps: [BoxStatus.Step] = []
    /// How many of the steps callers were told of.
    var toldSteps = 0
    /// The systemd that this is beside; nil where the agent is all there is.
    var system: System?
    /// The process that begins or ends the box's services, in a box with OpenRC; nil when none does.
    var services: Int32?
    /// Of the host's `/etc`.
    var watch: DirectoryWatch?
    /// What the box has of the host's gpg-agent; nil where that is all of it, and before it is known.
    var gpgAgent: GPGAgentPlace?
    /// The spec's commands of every start that still run, by the leader's process id.
    var onStart: [Int32: String] = [:]
    /// The process that makes the box's store of certificates anew; nil when none does.
    var trustUpdate: Int32?
    /// When the box must be down, in milliseconds of the clock; nil while it runs.
    var deadline: Int64?
    /// When the code of the last session need no longer be in memory; nil while there is one, and
    /// when it is not.
    var quietFrom: Int64?

    /// Of a box; the version is this program's, for those who ask.
    package convenience init(setup: BoxSetup, version: String) throws(SystemError) {
        try self.init(setup: setup, version: version, root: "/")
    }

    init(setup: BoxSetup, version: String, root: String) throws(SystemError) {
        self.setup = setup
        self.version = version
        self.root = root
        server = try SessionServer(heeding: Self.signals)
        context = try SetupContext(root: root, setup: setup)
        try Child.adoptOrphans()
        server.keeper = self
    }

    /// Sets the box up and serves it until it is told to stop.
    ///
    /// - Returns: false when an essential step of the set-up failed; the log says which.
    package func run() throws(SystemError) -> Bool {
        if setup.isRescue {
            log("box '\(setup.boxName)' is up for its rescue, without its set-up")
        } else {
            guard setUp() else { return false }
            watchHostFiles()
            try publish()
            if setup.system == .openrc, !setup.isTrial {
                startServices()
            } else {
                startOnStartCommands()
                log("box '\(setup.boxName)' is ready")
            }
            updateTrust()
        }
        // The set-up ran once; a box that waits need not hold its code in memory.
        forgetUsedCode()
        try serve()
        return true
    }

    /// Does what callers and signals ask, until the box is to be down.
    func serve() throws(SystemError) {
        while true {
            for number in try server.serveOnce() {
                hear(number)
            }
            if let deadline, server.sessions.isEmpty || Clock.monotonic >= deadline { break }
        }
        server.endEverything()
    }

    /// Something came on a descriptor that is neither a caller's nor a session's.
    private func hear(_ number: Int32) {
        switch number {
        case watch?.number: hostFilesChanged()
        case gpgAgent?.watchNumber: followGPGAgent()
        default: hearSystem(number)
        }
    }

    private func setUp() -> Bool {
        do {
            steps = try Setup.run(&context)
        } catch {
            log("error: set-up step '\(error.step)' failed: \(error.reason)")
            return false
        }
        for step in steps {
            if let warning = step.warning { log("warning: \(step.name): \(warning)") }
        }
        return true
    }

    package func log(_ line: String) {
        // A log that nobody takes is no reason to stop.
        try? writeAll(Array("alcove-init: \(line)\n".utf8)[...], to: 2, subject: "log")
    }
}
