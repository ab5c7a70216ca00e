extension BoxSpec {
    /// Refuses what cannot go together with the box's init.
    package func checkInit() throws(BoxError) {
        guard initSystem.isSystem else { return }
        let option = "--init \(initSystem.rawValue)"
        // It is the first of its processes, or it does not run at all.
        if pid == .host { throw .conflict(option, "--pid host") }
        let own = ["/dev", "/run", "/sys", "/proc"]
        for volume in volumes {
            let target = volume.target
            if initSystem.empties(target) { throw .emptied(target, by: option) }
            guard own.contains(target) else { continue }
            throw .sameTarget(target, option, "--volume \(volume.source)")
        }
    }
}

extension BoxSpec.InitSystem {
    /// Whether its scripts remove all files there when they begin, whatever is mounted, and ask nobody.
    package func empties(_ path: String) -> Bool {
        guard self == .openrc else { return false }
        return ["/tmp", "/run", "/var/run", "/var/lock"].contains { Bearings.isPath(path, in: $0) }
    }
}
