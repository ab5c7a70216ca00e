import Glibc

/// A point of the clock that nobody sets.
package struct Moment: Sendable {
    private let nanoseconds: Int64

    /// Now.
    package init() {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        nanoseconds = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    package var millisecondsAgo: Int { Int((Moment().nanoseconds - nanoseconds) / 1_000_000) }
}
