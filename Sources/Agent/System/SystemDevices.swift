import Glibc
import Linux

/// Takes the host's screen, keyboards, disks and memory out of a box's own `/dev`.
///
/// An engine gives a privileged container all devices. A system that found these would take them for
/// its own: a login on the host's screen, a seat, a disk to check.
struct SystemDevices {
    /// Paths that the user gave to the box by name.
    let wanted: Set<String>

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

    /// Removes them; the directory must be no other's.
    func remove(below folder: String = "/dev") throws(SystemError) {
        for name in File.names(in: folder) {
            let path = "\(folder)/\(name)"
            if ["/dev/pts", "/dev/shm", "/dev/mqueue"].contains(path) { continue }
            var status = stat()
            guard unsafe lstat(path, &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: try remove(below: path)
            case S_IFBLK where !wanted.contains(path): try take(path)
            case S_IFCHR where !wanted.contains(path) && Self.isTaken(name, UInt64(status.st_rdev)):
                try take(path)
            default: continue
            }
        }
    }

    static func isTaken(_ name: String, _ device: UInt64) -> Bool {
        let major = (device >> 8) & 0xfff | (device >> 32) & ~0xfff
        let minor = device & 0xff | (device >> 12) & ~0xff
        if let staying = taken[major] { return !staying.contains(minor) }
        if major == 10 { return takenMiscellaneous.contains(minor) }
        return takenNames.contains { name.hasPrefix($0) }
    }

    /// A rootless engine has mounted the host's device over a file; a rootful one has made it.
    private func take(_ path: String) throws(SystemError) {
        _ = unsafe umount2(path, Int32(MNT_DETACH))
        try File.remove(path)
    }
}
