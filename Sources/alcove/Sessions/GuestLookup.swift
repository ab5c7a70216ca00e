import Boxes
import HostChannel
import Linux
import Upkeep

/// Finds a box by its id, whatever it is called, and anew only when its record changed.
final class GuestLookup {
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
