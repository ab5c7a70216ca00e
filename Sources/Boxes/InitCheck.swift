extension BoxSpec {
    /// Refuses what cannot go together with the box's init.
    package func checkInit() throws(BoxError) {
        guard initSystem.isSystem else { return }
        let option = "--init \(initSystem.rawValue)"
        // It is the first of its processes, or it does not run at all.
        if pid == .host { throw .conflict(option, "--pid host") }
        var own = ["/dev", "/run", "/sys", "/proc"]
        // Its scripts empty the directory when they begin, and ask nobody.
        if initSystem == .openrc { own.append("/tmp") }
        for volume in volumes where own.contains(volume.target) {
            throw .sameTarget(volume.target, option, "--volume \(volume.source)")
        }
    }
}
