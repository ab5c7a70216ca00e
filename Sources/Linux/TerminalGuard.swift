import CLinux
import Glibc

/// Has the last word on a terminal when this process is killed and cannot say it.
///
/// A process of its own, for as long as the value: it ends in silence with the value, and says the
/// word when this process is gone.
package struct TerminalGuard: ~Copyable {
    private let line: Int32
    private let pid: Int32

    package init(_ terminal: Int32, saying bytes: [UInt8]) throws(SystemError) {
        var (line, pid): (Int32, Int32) = (-1, 0)
        try checkCode("fork", "guard") {
            unsafe bytes.withUnsafeBytes { bytes in
                unsafe cl_guard_terminal(terminal, bytes.baseAddress, bytes.count, &line, &pid)
            }
        }
        self.line = line
        self.pid = pid
    }

    deinit { cl_dismiss_guard(line, pid) }
}
