import Linux
import Wire

/// Tells a box's OpenRC that it is in a container, which has a network.
func setUpRunlevels(_ context: inout SetupContext) throws(SetupFailure) {
    guard context.setup.system == .openrc else { return }
    try writeOnce("etc/rc.conf.d/alcove.conf", settings, &context)
    let link = "etc/runlevels/sysinit/alcove"
    if context.state[link] == nil {
        try writeOnce("etc/init.d/alcove", service, mode: 0o755, &context)
        try attempt { () throws(SystemError) in
            try context.root.makeDirectories("etc/runlevels/sysinit")
            try context.root.link(link, to: "/etc/init.d/alcove")
        }
        context.state[link] = "made"
    }
    try attempt { () throws(SystemError) in
        try linkDisplays(in: context.root)
        // Debian's scripts that clear /run, and what is mounted in it, pass one by that has this.
        try context.root.replace("run/.tmpfs", with: [], mode: 0o644)
    }
}

/// Has the displays of the host be where programs look for them, though `/tmp` is the box's own.
func linkDisplays(in root: borrowing Folder) throws(SystemError) {
    let (place, target) = ("tmp/.X11-unix", "/run/host/tmp/.X11-unix")
    if root.target(place) == target { return }
    try root.makeDirectories("tmp", mode: 0o1777)
    // A script made it; one that has displays of its own in it stays.
    if root.statusOfLink(place)?.isDirectory == true { try root.remove(place, directory: true) }
    try root.link(place, to: target)
}

/// All versions and distributions know containers by this name, whatever the engine.
private let settings = """
    # Written by Alcove, once. Scripts that are about a machine's devices, disks, clock and
    # consoles are passed over in a container.
    rc_sys="docker"

    """

private let service = """
    #!/sbin/openrc-run
    # Written by Alcove, once. The network is there when the box is.

    description="What a box has of its host"

    depend()
    {
        provide net
    }

    start() { return 0; }
    stop() { return 0; }

    """
