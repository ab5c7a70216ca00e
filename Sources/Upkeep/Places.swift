package import Boxes
package import Linux

/// Where everything of ours is on the host, for one user.
package struct Places: Equatable, Sendable {
    /// The user's home, as they call it.
    package let home: String
    /// Files of settings, the one that wins first; they need not be there.
    package let configurations: [String]
    /// `$XDG_CONFIG_HOME/alcove/boxes`: the person's own manifests.
    package let manifests: String
    /// `$XDG_STATE_HOME/alcove`: records, locks and journals.
    package let state: String
    /// `$XDG_DATA_HOME/alcove/homes`: the homes that boxes have of their own.
    package let homes: String
    /// `$XDG_CACHE_HOME/alcove`: what may be thrown away at any time.
    package let cache: String
    /// The user's runtime directory, where there is one: `/run/user/UID`.
    package let session: String?
    /// Seconds that a box may take until it is ready: `ALCOVE_START_TIMEOUT`, or 60.
    package let startTimeout: Int

    private let uid: UInt32
    /// The path of this program, without links.
    let program: String
    private let ownProfiles: [String]
    /// The only places for these that count, where variables name them.
    private let givenProfiles: String?
    private let givenAgent: String?

    /// Finds the places from the caller's variables and the path of this program, without links.
    ///
    /// A path that is not absolute is passed over, as the specification of the XDG variables says;
    /// `home`, which the user database has, is asked for only where `HOME` does not say.
    package init(
        environment: EnvironmentVariables,
        uid: UInt32,
        home: @autoclosure () -> String,
        program: String
    ) {
        func folder(_ name: String) -> String? {
            guard let path = environment[name], path.hasPrefix("/") else { return nil }
            return Bearings.normal(path)
        }
        let home = folder("HOME") ?? home()
        let configuration = (folder("XDG_CONFIG_HOME") ?? home + "/.config") + "/alcove"
        self.uid = uid
        self.home = home
        configurations = [configuration + "/config.toml", "/etc/alcove/config.toml"]
        manifests = configuration + "/boxes"
        state = (folder("XDG_STATE_HOME") ?? home + "/.local/state") + "/alcove"
        homes = (folder("XDG_DATA_HOME") ?? home + "/.local/share") + "/alcove/homes"
        cache = (folder("XDG_CACHE_HOME") ?? home + "/.cache") + "/alcove"
        session = Self.sessionDirectory(folder("XDG_RUNTIME_DIR"), uid: uid)
        self.program = program
        ownProfiles = [configuration + "/profiles", "/etc/alcove/profiles"]
        givenProfiles = folder("ALCOVE_PROFILES")
        givenAgent = folder("ALCOVE_INIT")
        let seconds = environment["ALCOVE_START_TIMEOUT"].flatMap { Int($0) } ?? 60
        startTimeout = (1...3600).contains(seconds) ? seconds : 60
    }

    /// Directories of profiles; a file hides those of its name in later ones.
    package var profiles: [String] {
        givenProfiles.map { [$0] } ?? ownProfiles + Installation(program: program).profiles
    }

    /// Where the agent's program may be, the best place first.
    package var agents: [String] {
        givenAgent.map { [$0] } ?? Installation(program: program).agents
    }

    /// Directories of the shells' hooks.
    package var hooks: [String] { Installation(program: program).hooks }

    /// What was said about projects.
    package var projects: String { state + "/projects" }

    /// Folders of projects' commands.
    package var shims: String { cache + "/shims" }

    /// Directories of CDI specifications, the one that wins last: the machine's, and the user's own.
    package var cdi: [String] {
        let own = String(configurations[0].dropLast("/alcove/config.toml".count)) + "/cdi"
        return ["/etc/cdi", "/var/run/cdi", own] + (session.map { [$0 + "/cdi"] } ?? [])
    }

    /// `$XDG_RUNTIME_DIR` when it is a directory of the user's, else `/run/user/UID` likewise.
    private static func sessionDirectory(_ given: String?, uid: UInt32) -> String? {
        [given, "/run/user/\(uid)"].compactMap { $0 }.first { path in
            let status = FileStatus(following: path)
            return status?.kind == .directory && status?.owner == uid
        }
    }

    /// The directory of sockets: below the runtime directory, else one in `/tmp` of the user's own.
    package var runtime: String {
        session.map { $0 + "/alcove" } ?? "/tmp/alcove-\(uid)"
    }

    /// What the user has permitted a box on the host for good, when asked.
    package func grants(of id: BoxID) -> String { "\(state)/host-commands/\(id)" }

    /// Where the agent of a box's generation has its socket while it runs; two may run at once.
    package func socket(of id: BoxID, generation: Int = 1) -> String {
        let folder = generation == 1 ? "\(id)" : "\(id).g\(generation)"
        return "\(runtime)/boxes/\(folder)/agent.sock"
    }

    func socket(of record: BoxRecord) -> String {
        socket(of: record.id, generation: record.generation)
    }

    /// Makes the directory that this socket is in; it is the user's alone.
    package func prepare(socket: String) throws(UpkeepError) {
        try prepare(String(socket.dropLast("/agent.sock".count)))
    }

    /// Makes the directory of sockets, locks and copies; it is the user's alone.
    package func prepareRuntime() throws(UpkeepError) { try prepare(runtime) }

    private func prepare(_ folder: String) throws(UpkeepError) {
        let shared = "/tmp/alcove-\(uid)"
        if Bearings.isPath(folder, in: shared) {
            _ = try onSystem { () throws(SystemError) in
                try File.makeDirectory(shared, mode: 0o700)
            }
            // Anybody may make names in /tmp: it must be ours, closed, and no link.
            let status = FileStatus(shared)
            guard status?.kind == .directory, status?.owner == uid, status?.mode == 0o700 else {
                throw .unsafeDirectory(shared)
            }
        }
        try onSystem { () throws(SystemError) in try File.makeDirectories(folder, mode: 0o700) }
    }
}
