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
    static let word = Array(HostPlace.word.utf8)

    /// Sees to it that there is one for the box whose agent's socket this is.
    static func ensure(besides agent: String, program: String) {
        let place = HostPlace(besides: agent)
        CallerDesk(at: place).lay(Environment.all)
        place.ensureService {
            // Whoever misses it is told so when it is asked.
            try? begin(place, program)
        }
    }

    /// Whether this process was started for a box by such a service, and ends with the box.
    static var isAncestor: Bool {
        let parents = Dictionary(
            ProcessTree().entries.map { ($0.pid, $0.parent) },
            uniquingKeysWith: { one, _ in one }
        )
        var pid = getpid()
        // A list that was read while processes came and went may lead in a circle.
        for _ in 0..<100 {
            guard let parent = parents[pid], parent > 1 else { return false }
            // One that has ended is not it.
            let bytes = (try? File.read("/proc/\(parent)/cmdline", limit: 1 << 16)) ?? []
            let words = bytes.split(separator: 0, maxSplits: 2)
            if words.count > 1, words[1].elementsEqual(word) { return true }
            pid = parent
        }
        return false
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

    private static func unit(of place: HostPlace, _ number: Int) -> String {
        let name = place.folder.split(separator: "/").last.map(String.init) ?? ""
        return "alcove-host-\(name)" + (number == 0 ? "" : "-\(number)")
    }

    /// Has the user's service manager listen for the box, so that nothing of ours waits meanwhile.
    private static func hasManagerListen(_ place: HostPlace) -> Bool {
        guard let lock = try? FileLock.wait(place.listening + ".lock", milliseconds: 12_000) else {
            return false
        }
        defer { extendLifetime(lock) }
        if place.isListenedFor { return true }
        // What an earlier start has left listens where nobody calls any more.
        if let last = place.listener {
            ListeningUnit.stop(unit(of: place, last.number), waits: true)
        }
        guard let listener = listen(at: place) else { return false }
        do {
            try place.note(listener)
            return true
        } catch {
            ListeningUnit.stop(unit(of: place, listener.number), waits: true)
            return false
        }
    }

    /// Gives the units a name that is free: what a command has left on the host, as a browser may be, is of
    /// the service that it came by, and keeps that one's.
    private static func listen(at place: HostPlace) -> HostPlace.Listener? {
        let program = File.target("/proc/self/exe") ?? ""
        for number in 0..<100 {
            let unit = ListeningUnit(
                name: unit(of: place, number),
                description: "Commands of an Alcove box on the host",
                path: place.socket,
                command: [Array(program.utf8), word, Array(place.folder.utf8)],
                environment: Environment.all
            )
            do {
                return HostPlace.Listener(manager: try unit.start(), number: number)
            } catch {
                guard error == .nameTaken else { return nil }
            }
        }
        return nil
    }

    /// Has the service manager listen no longer for a box that is not there any more.
    static func end(_ place: HostPlace) {
        guard let listener = place.listener else { return }
        // The next start begins with the same.
        try? File.remove(place.listening)
        ListeningUnit.stop(unit(of: place, listener.number), waits: false)
    }

    private static func serve(_ place: HostPlace, _ listener: consuming FileDescriptor?) -> Int32 {
        let folder = place.folder
        let host = Host()
        let id = folder.split(separator: "/").last?.prefix { $0 != "." } ?? ""
        let lookup = GuestLookup(host.store, host.places, id: String(id))
        let log = HostLog(file: host.places.state + "/host.log")
        var surroundings = HostSurroundings(
            environment: Environment.all,
            home: host.places.home,
            alcove: host.program,
            limits: Process.raiseDescriptorLimit().map {
                [SessionPlan.Limit(resource: $0.resource, soft: $0.soft, hard: $0.hard)]
            } ?? []
        )
        surroundings.desk = { CallerDesk(at: place).variables }
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
