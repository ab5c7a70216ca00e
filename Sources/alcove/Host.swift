import Accounts
import Attach
import Boxes
import Engines
import Exports
import Glibc
import HostChannel
import Linux
import Profiles
import Upkeep

/// The caller: variables, user, places; and what is opened on the way, at its first use.
final class Host {
    /// The version of this tool.
    static let version = "0.1.0"

    /// The caller's variables.
    let environment: EnvironmentVariables
    let uid: UInt32
    var console: Console
    /// What stands behind `--engine`.
    var engineWords: String?
    var door = EngineDoor()
    /// Runs a command in a box as the user, its output on error output; gives its status.
    var runInBox: RunInBox = Relaunch.run
    /// The same as the box's root.
    var runInBoxAsRoot: RunInBox = Relaunch.runAsRoot
    /// The same without a terminal, while somebody watches what it says.
    var runUnattended: RunUnattended = Relaunch.runUnattended
    /// Runs a command in a generation that is not the live one.
    lazy var runInTrial: RunInTrial = { [unowned self] call, watch throws(Failure) in
        try call.run(on: self, watch)
    }
    /// Whether an agent answers at a socket, and is this user's.
    var agentAnswers: (String, UInt32) -> Bool = Host.agentAnswers
    /// Sees to it that commands of the box with that agent's socket can be run on the host.
    lazy var serveHost: (_ agent: String) -> Void = { [program] agent in
        HostServing.ensure(besides: agent, program: program)
    }
    /// The same for a box that starts.
    lazy var renewHost: (_ agent: String) -> Void = { [program] agent in
        HostServing.renew(besides: agent, program: program)
    }
    /// Sees to it that nobody waits for commands of a box that is taken away.
    var endHost: (_ agent: String) -> Void = { HostServing.end(HostPlace(besides: $0)) }
    /// Begins to have the exports of a box that starts follow it.
    lazy var beginFollowing: (BoxName, BoxID) -> Void = { [unowned self] name, box in
        ExportFollowing(host: self).begin(name, box)
    }
    /// Opens a session in a box, as `enter` and `run` do; gives its status.
    lazy var openSession: OpenSession = { [unowned self] options, name throws(Failure) in
        try SessionLauncher(host: self).launch(options, in: name)
    }

    /// Fetches the bytes of a manifest of the web.
    var fetchManifest: (String) throws(Failure) -> [UInt8] = WebManifest.fetch

    /// How many boxes may be worked on at once, by processes of their own.
    var partsAtOnce = 4

    /// Opens the files of a box, which is started for it if need be.
    lazy var openFiles: OpenFiles = { [unowned self] name throws(Failure) in
        try BoxFileSession.open(name, on: self)
    }

    typealias OpenFiles = (BoxName) throws(Failure) -> any BoxFiles
    typealias RunInBox = (BoxName, [[UInt8]], Interruption) throws(Failure) -> Int32
    typealias RunUnattended = (BoxName, [[UInt8]], (String?) -> Bool) throws(Failure) -> Int32?
    typealias RunInTrial = (TrialCall, (String?) -> Bool) throws(Failure) -> Int32?
    typealias OpenSession = (SessionOptions, BoxName) throws(Failure) -> Int32

    private(set) lazy var account = Account.current()
    private(set) lazy var places = Places(
        environment: environment,
        uid: uid,
        home: fallbackHome,
        program: program
    )
    /// The home of the user database, which may be far away, is asked for only if it is needed.
    private var fallbackHome: String {
        environment["HOME"]?.hasPrefix("/") == true ? "/" : account.home
    }
    private(set) lazy var store = Store(places)
    private(set) lazy var shelf = readProfiles()
    private(set) lazy var configuration = readConfiguration()
    private var engines: [EngineAddress: any Engine] = [:]

    init() {
        environment = .own
        uid = getuid()
        console = .own(environment)
    }

    /// A host as tests make it.
    init(environment: EnvironmentVariables, console: Console) {
        self.environment = environment
        self.console = console
        uid = getuid()
        serveHost = { _ in }
        renewHost = { _ in }
        endHost = { _ in }
        partsAtOnce = 1
        beginFollowing = { _, _ in }
    }

    /// The path of this program, without links.
    var program: String { File.target("/proc/self/exe") ?? "" }

    /// What words for paths are relative to.
    var bearings: Bearings {
        Bearings(directory: File.target("/proc/self/cwd") ?? "/", home: places.home)
    }

    /// Reads the profiles; one that cannot be used is told once, and disables no other.
    private func readProfiles() -> ProfileShelf {
        let shelf = ProfileShelf(places.profiles)
        for fault in shelf.faults { console.warn(Failure(fault).message) }
        return shelf
    }

    /// Reads the settings; a bad line is told once, and disables nothing.
    private func readConfiguration() -> Configuration {
        let (settings, issues) = Configuration.read(places)
        for issue in issues { console.warn(issue.words) }
        return settings
    }
}

extension Host {
    /// The engine that new boxes are made on.
    func engine() throws(Failure) -> any Engine {
        let setting = engineWords == nil ? configuration.engine : nil
        do {
            return try opened { [door, engineWords] () throws(EngineError) in
                try door.find(engineWords, setting?.value)
            }
        } catch {
            guard error.status == 64, engineWords == nil else { throw error }
            // Words that nobody typed are found only by where they stand.
            let place = shownEngine.source.words
            throw Failure("\(place): \(error.message)", hint: error.hint, details: error.details)
        }
    }

    /// The engine that a manifest names for a box, unless the command line names one.
    func engine(named words: String?) throws(Failure) -> any Engine {
        guard let words, engineWords == nil else { return try engine() }
        return try opened { [door] () throws(EngineError) in try door.find(words, nil) }
    }

    /// The engine at an address, as a box remembers it.
    func engine(at address: EngineAddress) throws(Failure) -> any Engine {
        if let engine = engines[address] { return engine }
        let engine = try opened { [door] () throws(EngineError) in try door.open(address) }
        engines[address] = engine
        return engine
    }

    private func opened(
        _ open: () throws(EngineError) -> any Engine
    ) throws(Failure) -> any Engine {
        do {
            let engine = try open()
            engines[engine.address] = engine
            console.detail("engine: \(engine.address.kind.rawValue) at \(engine.address.socket)")
            return engine
        } catch {
            throw Failure(error)
        }
    }

    func household(on engine: any Engine) -> Household {
        var household = Household(
            places: places,
            engine: engine,
            user: account,
            hostname: hostName(),
            version: Self.version
        )
        household.isWithin = { [environment] in
            environment["ALCOVE_BOX"] == $0.description && HostServing.isAncestor
        }
        household.serveHost = serveHost
        household.renewHost = renewHost
        household.endHost = endHost
        household.generationsKept = { [self] in configuration.generations?.value ?? 2 }
        household.hostFolders = exportFolders
        household.finishFollowing = { [self] in ExportFollowing(host: self).finish() }
        household.beginFollowing = { [self] in beginFollowing($0, $1) }
        household.onExport = { [console] news in console.warn(news.words) }
        return household
    }

    /// The record of a box.
    func record(_ name: BoxName) throws(Failure) -> BoxRecord {
        do throws(UpkeepError) {
            if let record = try store.record(name) { return record }
            // A killed rename may have left the box between two names.
            guard !File.names(in: places.state + "/journal").isEmpty,
                let engine = try? engine()  // without one nothing can be settled now
            else { throw .missing(name) }
            household(on: engine).recover()
            guard let record = try store.record(name) else { throw .missing(name) }
            return record
        } catch {
            guard case .missing = error else { throw Failure(error) }
            let names = store.names().map(\.description)
            let near = nearest(to: name.description, among: names).map { "Did you mean '\($0)'?" }
            let first = names.isEmpty ? "There is none yet; make one with 'alcove create'." : nil
            let failure = Failure(error)
            throw Failure(failure.message, hint: near ?? first ?? failure.hint)
        }
    }

    /// The boxes on the engine that this box is on.
    func household(of record: BoxRecord) throws(Failure) -> Household {
        try check(record)
        return household(on: try engine(at: record.engine.address))
    }

    /// Whoever names an engine means a box that is on it.
    func check(_ record: BoxRecord) throws(Failure) {
        let address = record.engine.address
        guard let words = engineWords else { return }
        let wish: EngineWish
        do { wish = try EngineWish(words) } catch { throw Failure(error) }
        guard address.isMeant(by: wish) else {
            throw Failure(UpkeepError.otherEngine(record.name, address))
        }
    }

    /// The files of a box: one session in it for as long as the value is kept.
    func files(of name: BoxName) throws(Failure) -> any BoxFiles { try openFiles(name) }

    /// Whether the box's agent answers.
    func isUp(_ name: BoxName) -> Bool { isUp(at: store.socketLink(name)) }

    /// Whether an agent answers at that socket, or link to one.
    func isUp(at socket: String) -> Bool { agentAnswers(socket, uid) }

    private static func agentAnswers(_ socket: String, uid: UInt32) -> Bool {
        // Why it does not is told by what comes of the start.
        (try? AgentConnection(path: socket, uid: uid))?.answers(milliseconds: 1000) == true
    }
}
