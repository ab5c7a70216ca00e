extension BoxSpec {
    /// Refuses what cannot go together with the box's init.
    package func checkInit() throws(BoxError) {
        guard initSystem == .systemd else { return }
        // It is the first of its processes, or it does not run at all.
        if pid == .host { throw .conflict("--init systemd", "--pid host") }
        let own = ["/dev", "/run", "/sys", "/proc"]
        for volume in volumes where own.contains(volume.target) {
            throw .sameTarget(volume.target, "--init systemd", "--volume \(volume.source)")
        }
    }
}
