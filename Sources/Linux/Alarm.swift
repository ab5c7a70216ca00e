import CLinux
import Glibc

/// A moment to come, as something to be waited for: timerfd_create(2).
package struct Alarm: ~Copyable {
    private let timer: FileDescriptor

    package init() throws(SystemError) {
        timer = FileDescriptor(owning: try descriptor("timerfd_create", "timer", cl_timer()))
    }

    package var number: Int32 { timer.number }

    /// Rings once after so many milliseconds; 0 takes it back.
    package func set(milliseconds: Int32) {
        // A timer that exists takes any time that is not negative.
        _ = cl_timer_arm(timer.number, max(milliseconds, 0))
    }

    /// Takes note that it rang.
    package func acknowledge() {
        var count: UInt64 = 0
        _ = unsafe read(timer.number, &count, MemoryLayout<UInt64>.size)
    }
}
