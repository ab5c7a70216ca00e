extension BoxSpec {
    /// Refuses what cannot go together with the box's init.
    package func checkInit() throws(BoxError) {
        guard initSystem.isSystem else { return }
        let option = "--init \(initSystem.rawValue)"
        // It is the first of its processes, or it does not run at all.
        if pid == .host { throw .conflict(option, "--pid host") }
        let own = ["/dev", "/run", "/sys", "/proc"]
        // Its scripts empty these when they begin, whatever is mounted there, and ask nobody.
        let emptied = initSystem == .openrc ? ["/tmp", "/run", "/var/run", "/var/lock"] : []
        for volume in volumes {
            let target = volume.target
            guard
                own.contains(target) || emptied.contains(where: { Bearings.isPath(target, in: $0) })
            else { continue }
            throw .sameTarget(target, option, "--volume \(volume.source)")
        }
    }
}
