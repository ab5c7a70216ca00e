import Boxes
import Glibc
import HostChannel
import Linux
import Serving
import Systemd
import Upkeep

/// The process that runs a box's commands on the host: this program, started by the user's service
/// manager when a box calls; where there is none, for the box at its start, and left alone.
enum HostServing {
    /// What it is called by; no command of the user's.
    static let word = Array("host-service".utf8)

    /// Sees to it that there is one for the box whose agent's socket this is.
    static func ensure(besides agent: String, program: String) {
        let place = HostPlace(besides: agent)
        place.ensureService {
            // Whoever misses it is told so when it is asked.
            try? begin(place, program)
        }
    }

    /// The same for a box that starts: what served it before ends.
    static func renew(besides agent: String, program: String) {
        HostPlace(besides: agent).endService()
        ensure(besides: agent, program: program)
    }

    private static func begin(_ place: HostPlace, _ program: String) throws(SystemError) {
        let none = try FileDescriptor(opening: "/dev/null", O_RDWR)
        _ = try Child.spawn(
            program,
            [word, Array(place.folder.utf8)],
            environment: Environment.all,
            directory: "/",
            streams: (none.number, none.number, none.number),
            newSession: true
        )
    }

    /// Is that process, for the box whose sockets are in the folder.
    ///
    /// - Returns: the exit status.
    static func run(_ folder: String) -> Int32 {
        let place = HostPlace(folder: folder)
        if listenedDescriptors() == 1 { return serve(place, FileDescriptor(owning: 3)) }
        return hasManagerListen(place) ? 0 : serve(place, nil)
    }

    private static func unit(of place: HostPlace) -> String {
        let name = place.folder.split(separator: "/").last.map(String.init) ?? ""
        return "alcove-host-\(name)"
    }

    /// Has the user's service manager listen for the box, so that nothing of ours waits meanwhile.
    private static func hasManagerListen(_ place: HostPlace) -> Bool {
        guard let lock = try? FileLock.wait(place.listening + ".lock", milliseconds: 12_000) else {
            return false
        }
        defer { extendLifetime(lock) }
        if place.isListenedFor { return true }
        let program = File.target("/proc/self/exe") ?? ""
        let name = unit(of: place)
        let unit = ListeningUnit(
            name: name,
            description: "Commands of an Alcove box on the host",
            path: place.socket,
            command: [Array(program.utf8), word, Array(place.folder.utf8)],
            environment: Environment.all
        )
        // What an earlier start has left listens where nobody calls any more.
        if File.kind(place.listening) != nil { ListeningUnit.stop(name) }
        guard let manager = try? unit.start() else { return false }
        do {
            try File.replace(place.listening, with: Array("\(manager)".utf8), mode: 0o600)
            return true
        } catch {
            ListeningUnit.stop(name)
            return false
        }
    }

    /// Has the service manager listen no longer for a box that is not there any more.
    static func end(_ place: HostPlace) {
        guard File.kind(place.listening) != nil else { return }
        // The next start begins with the same.
        try? File.remove(place.listening)
        ListeningUnit.stop(unit(of: place))
    }

    private static func serve(_ place: HostPlace, _ listener: consuming FileDescriptor?) -> Int32 {
        let folder = place.folder
        let host = Host()
        let id = folder.split(separator: "/").last?.prefix { $0 != "." } ?? ""
        let lookup = GuestLookup(host.store, host.places, id: String(id))
        let log = HostLog(file: host.places.state + "/host.log")
        let surroundings = HostSurroundings(
            environment: Environment.all,
            home: host.places.home,
            alcove: host.program,
            limits: Process.raiseDescriptorLimit().map {
                [SessionPlan.Limit(resource: $0.resource, soft: $0.soft, hard: $0.hard)]
            } ?? []
        )
        do {
            let service = try HostService(
                at: place,
                surroundings,
                listener: listener,
                guest: { lookup.guest },
                report: { log.write($0, box: $1) }
            )
            guard let service else { return 0 }
            tellReady()
            // The first call is not to wait for what can be done now.
            _ = lookup.guest
            forgetUsedCode()
            if try service.run() { end(place) }
            return 0
        } catch {
            log.write("the service of host commands ended: \(error)", box: String(id))
            return 1
        }
    }
}

/// Finds a box by its id, whatever it is called, and anew only when its record changed.
private final class GuestLookup {
    private let store: Store
    private let places: Places
    private let id: String
    private var known: Known?

    private struct Known {
        let path: String
        let status: FileStatus
        let guest: HostGuest
    }

    init(_ store: Store, _ places: Places, id: String) {
        self.store = store
        self.places = places
        self.id = id
    }

    /// The box as it is now; nil when there is none of that id.
    var guest: HostGuest? {
        if let known, FileStatus(known.path) == known.status { return known.guest }
        known = store.names().lazy.compactMap(self.find).first
        return known?.guest
    }

    private func find(_ name: BoxName) -> Known? {
        let path = store.recordPath(name)
        // Before it is read: what comes in its place meanwhile is seen the next time.
        // A record that cannot be read permits nothing.
        guard let status = FileStatus(path), let record = try? store.record(name),
            record.id.description == id
        else { return nil }
        var guest = HostGuest(
            name: name.description,
            permitted: record.spec.permittedHostCommands
        )
        guest.id = id
        guest.grants = HostGrants(file: places.grants(of: record.id))
        return Known(path: path, status: status, guest: guest)
    }
}
