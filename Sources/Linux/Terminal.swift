import CLinux
import Glibc

/// A terminal by its descriptor: its settings and its size; see termios(3) and tty_ioctl(4).
package struct Terminal: Sendable {
    package let number: Int32

    /// Nil when the descriptor is no terminal.
    package init?(_ number: Int32) {
        guard cl_terminal_is_tty(number) == 1 else { return nil }
        self.number = number
    }

    /// The settings, as the bytes of the C library's `struct termios`; empty when the terminal is
    /// gone.
    package var settings: [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: 256) { buffer, count in
            count = max(0, Int(unsafe cl_termios_get(number, buffer.baseAddress, buffer.count)))
        }
    }

    package func apply(_ settings: [UInt8]) {
        // A terminal that is gone needs no settings.
        _ = unsafe settings.withUnsafeBytes { bytes in
            unsafe cl_termios_set(number, bytes.baseAddress, bytes.count)
        }
    }

    /// Settings like `settings` under which every key goes through as it is.
    ///
    /// With `output`, that goes through as it is, too: right where all that is written to the
    /// terminal has been through another one.
    package static func raw(_ settings: [UInt8], output: Bool) -> [UInt8] {
        guard settings.count == MemoryLayout<termios>.size else { return settings }
        var raw = settings
        unsafe raw.withUnsafeMutableBytes { bytes in
            unsafe cl_termios_raw(bytes.baseAddress, output ? 1 : 0)
        }
        return raw
    }

    /// Whether it gives whole lines: no program has taken it for its own keys.
    package var givesLines: Bool { cl_termios_by_lines(number) == 1 }

    package struct Window: Equatable, Sendable {
        package var rows: UInt16
        package var columns: UInt16

        package init(rows: UInt16, columns: UInt16) {
            self.rows = rows
            self.columns = columns
        }
    }

    /// Nil when the terminal does not know its size, or is gone.
    package var window: Window? {
        var window = cl_window()
        guard unsafe cl_window_get(number, &window) == 0, window.columns > 0 else { return nil }
        return Window(rows: window.rows, columns: window.columns)
    }

    package func resize(_ window: Window) {
        var size = cl_window(rows: window.rows, columns: window.columns, width: 0, height: 0)
        // A terminal that is gone needs no size.
        _ = unsafe cl_window_set(number, &size)
    }

    /// The foreground process group, or nil when this is not the caller's terminal.
    package var isInForeground: Bool { tcgetpgrp(number) == getpgrp() }

    /// Opens a pseudo-terminal of the devpts at `/dev/pts`.
    package static func open() throws(SystemError) -> Pair {
        var slave: Int32 = -1
        let answer = unsafe cl_open_terminal(&slave)
        let master = try descriptor("open", "/dev/pts/ptmx", answer)
        return Pair(master: FileDescriptor(owning: master), slave: FileDescriptor(owning: slave))
    }

    /// Both sides of a pseudo-terminal.
    package struct Pair: ~Copyable {
        package let master: FileDescriptor
        package let slave: FileDescriptor
    }
}
