import Boxes
import Manifests
import Upkeep

extension BoxApplying {
    /// Removes boxes that are not declared any more, stopped ones and running ones alike; their homes
    /// stay.
    func remove(_ names: [BoxName]) throws(Failure) {
        try forEach(names, on: host) { name throws(Failure) in
            let household = try host.household(of: try host.record(name))
            if !isUrgent { try host.requireIdle(name) }
            let isRemoved: Bool
            do throws(UpkeepError) {
                isRemoved = try household.remove(name, force: true) { record in
                    record.declared?.manifest == manifest.file
                }
            } catch {
                throw Failure(error)
            }
            if isRemoved { return host.console.note("Box '\(name)' is removed") }
            host.console.warn("box '\(name)' is not this manifest's any more, and stays")
        }
    }
}
