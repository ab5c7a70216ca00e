import Glibc
import Linux

/// A `/dev` for a system: that of the engine without the host's screens, keyboards, disks and memory.
///
/// An engine gives a privileged container all devices. A system that found these would take them for
/// its own: a login on the host's screen, a seat, a disk to check. A rootless engine mounts them, and
/// these mounts cannot be taken away in the box; so what may stay is gathered in another directory,
/// which then takes the place of the engine's.
struct SystemDevices {
    /// Paths that the user gave to the box by name.
    let wanted: Set<String>

    private static let gathering = "/run/.alcove-dev"
    /// Directories that are mounts: terminals, shared memory, message queues.
    private static let whole = ["pts", "shm", "mqueue"]

    /// Major numbers of character devices, and the minors that stay; see devices.txt of the kernel.
    private static let taken: [UInt64: Set<UInt64>] = [
        1: [3, 5, 7, 8, 9],  // of memory: null, zero, full, random, urandom
        4: [],  // screens and serial lines
        5: [0, 2],  // tty and ptmx are the caller's own; the console is the host's
        7: [],  // what screens show
        13: [],  // keyboards, mice
        29: [],  // frame buffers
        204: [],  // serial lines of boards
    ]
    /// Of major 10: memory of the machine, its state, input of programs', watch dogs.
    private static let takenMiscellaneous: Set<UInt64> = [130, 144, 223, 231, 235, 237, 239]
    private static let takenNames = ["rtc", "watchdog", "hidraw", "ttyS", "vcs", "nvme", "hwrng"]

    /// Puts the new directory in the place of the other.
    func replace() throws(SystemError) {
        let place = Self.gathering
        try File.makeDirectories(place, mode: 0o755)
        try check("mount", place) {
            unsafe mount("tmpfs", place, "tmpfs", UInt(MS_NOSUID | MS_NOEXEC), "mode=755,size=64k")
        }
        try gather("/dev", in: place)
        for name in Self.whole where File.kind("/dev/\(name)") == .directory {
            try File.makeDirectories("\(place)/\(name)", mode: 0o755)
            try bind("/dev/\(name)", to: "\(place)/\(name)")
        }
        try check("mount", "/dev") { unsafe mount(place, "/dev", nil, UInt(MS_MOVE), nil) }
        _ = try File.removeEmptyDirectory(place)
    }

    private func gather(_ folder: String, in place: String) throws(SystemError) {
        for name in File.names(in: folder) {
            let (path, target) = ("\(folder)/\(name)", "\(place)/\(name)")
            var status = stat()
            guard unsafe lstat(path, &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFDIR:
                if folder == "/dev", Self.whole.contains(name) { continue }
                try gather(path, in: target)
            case S_IFLNK:
                guard folder == "/dev", let leads = File.target(path) else { continue }
                try check("symlink", target) { unsafe symlink(leads, target) }
            case S_IFBLK where wanted.contains(path): try take(path, as: target)
            case S_IFCHR
            where wanted.contains(path) || !Self.isTaken(name, UInt64(status.st_rdev)):
                try take(path, as: target)
            default: continue
            }
        }
    }

    private func take(_ path: String, as target: String) throws(SystemError) {
        if let slash = target.lastIndex(of: "/") {
            try File.makeDirectories(String(target[..<slash]), mode: 0o755)
        }
        _ = try FileDescriptor(opening: target, O_WRONLY | O_CREAT | O_EXCL, mode: 0o666)
        try bind(path, to: target)
    }

    private func bind(_ path: String, to target: String) throws(SystemError) {
        try check("mount", path) { unsafe mount(path, target, nil, UInt(MS_BIND | MS_REC), nil) }
    }

    static func isTaken(_ name: String, _ device: UInt64) -> Bool {
        let major = (device >> 8) & 0xfff | (device >> 32) & ~0xfff
        let minor = device & 0xff | (device >> 12) & ~0xff
        if let staying = taken[major] { return !staying.contains(minor) }
        if major == 10 { return takenMiscellaneous.contains(minor) }
        return takenNames.contains { name.hasPrefix($0) }
    }
}
