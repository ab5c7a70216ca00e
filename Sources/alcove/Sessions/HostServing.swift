import Boxes
import Glibc
import HostChannel
import Linux
import Serving
import Upkeep

/// The process that runs a box's commands on the host: this program, started for it and left alone.
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
                at: HostPlace(folder: folder),
                surroundings,
                guest: { lookup.guest },
                report: { log.write($0, box: $1) }
            )
            guard let service else { return 0 }
            // The first call is not to wait for what can be done now.
            _ = lookup.guest
            forgetUsedCode()
            try service.run()
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
