import Glibc

/// Moments, as the kernel's clocks give them.
package enum Clock {
    /// Milliseconds that only grow.
    package static var monotonic: Int64 {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Nanoseconds since 1970.
    package static var nanoseconds: Int64 {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Seconds since 1970.
    package static var now: Int64 { Int64(time(nil)) }

    /// A moment in seconds since 1970, as ISO 8601 writes it: `2026-11-22T09:40:00Z`.
    package static func text(_ seconds: Int64) -> String {
        var moment = time_t(seconds)
        var parts = unsafe tm()
        guard unsafe gmtime_r(&moment, &parts) != nil else { return "\(seconds)" }
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let date = unsafe [parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday].map(two)
        let time = unsafe [parts.tm_hour, parts.tm_min, parts.tm_sec].map(two)
        return "\(date.joined(separator: "-"))T\(time.joined(separator: ":"))Z"
    }
}
