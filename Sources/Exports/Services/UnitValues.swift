/// Values of a box's unit that may stand in one of the host as they are.
enum UnitValues {
    /// Keys of `[Service]` that say how the manager treats a service, and nothing of what it runs.
    static let kept = [
        "RemainAfterExit", "Restart", "RestartSec", "RestartSteps", "RestartMaxDelaySec",
        "RestartPreventExitStatus", "RestartForceExitStatus", "SuccessExitStatus",
        "TimeoutStartSec", "TimeoutStopSec", "TimeoutSec", "TimeoutAbortSec", "RuntimeMaxSec",
        "KillSignal", "RestartKillSignal", "UMask", "Nice", "OOMScoreAdjust",
        "LimitCPU", "LimitFSIZE", "LimitDATA", "LimitSTACK", "LimitCORE", "LimitRSS",
        "LimitNOFILE", "LimitAS", "LimitNPROC", "LimitMEMLOCK", "LimitLOCKS", "LimitSIGPENDING",
        "LimitMSGQUEUE", "LimitNICE", "LimitRTPRIO", "LimitRTTIME",
    ]
    /// The same of `[Unit]`.
    static let keptOfUnit = ["StartLimitIntervalSec", "StartLimitBurst"]

    /// Whether a value is words, numbers and times: nothing that a manager replaces or looks for.
    static func isPlain(_ value: String) -> Bool {
        !value.isEmpty && value.utf8.count <= 100
            && value.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: " "), UInt8(ascii: "."),
                    UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "_"), UInt8(ascii: ":"):
                    true
                default: false
                }
            }
    }

    /// A signal by its whole name; nil for what is none.
    static func signal(_ word: String) -> String? {
        let names = [
            1: "HUP", 2: "INT", 3: "QUIT", 9: "KILL", 10: "USR1", 12: "USR2", 15: "TERM",
            18: "CONT", 28: "WINCH",
        ]
        if let number = Int(word) { return names[number].map { "SIG" + $0 } }
        let name = word.hasPrefix("SIG") ? String(word.dropFirst(3)) : word
        return names.values.contains(name) ? "SIG" + name : nil
    }

    /// A directory's name as `RuntimeDirectory=` takes it; nil for one that leads elsewhere.
    static func folder(_ word: String) -> String? {
        // Behind a colon stands the name of a link to it.
        let name = String(word.prefix { $0 != ":" })
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isBelow = parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
        return isBelow && isPlain(name.replacing("/", with: "-").replacing("@", with: "-"))
            ? name : nil
    }
}
