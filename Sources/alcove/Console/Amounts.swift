/// Amounts as people read them.
enum Amount {
    /// `0 B`, `1.5 MB`, `12 GB`: powers of 1000, as registries and disks count.
    static func bytes(_ count: Int64) -> String {
        let units = ["B", "kB", "MB", "GB", "TB"]
        var value = Double(max(count, 0))
        var unit = 0
        while value >= 999.5, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        return "\(unit == 0 ? String(max(count, 0)) : figure(value)) \(units[unit])"
    }

    /// One decimal below 100, none above.
    private static func figure(_ value: Double) -> String {
        guard value < 99.95 else { return String(Int(value.rounded())) }
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// `12 seconds`, `1 minute`, `3 days`: the largest unit that fits.
    static func duration(_ seconds: Int64) -> String {
        let units: [(name: String, seconds: Int64)] = [
            ("year", 31_536_000), ("month", 2_592_000), ("week", 604_800), ("day", 86400),
            ("hour", 3600), ("minute", 60), ("second", 1),
        ]
        let seconds = max(seconds, 0)
        let unit = units.first { seconds >= $0.seconds } ?? ("second", 1)
        let count = seconds / unit.seconds
        return "\(count) \(unit.name)\(count == 1 ? "" : "s")"
    }

    /// How long ago, `3 days ago`; what is to come counts as now.
    static func age(since moment: Int64, now: Int64) -> String {
        duration(now - moment) + " ago"
    }
}
