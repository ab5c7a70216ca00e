/// What the specifiers of a box's unit stand for; see systemd.unit(5).
struct UnitSpecifiers: Equatable {
    /// The unit's name, with its ending.
    var unit: String
    var user: String
    var home: String
    /// Whether it is one of a system's manager, and not of a user's.
    var isSystems: Bool

    /// The text with all of them replaced; nil when there is one that means nothing for a box.
    func replaced(in text: String) -> String? {
        var result = ""
        var rest = text[...]
        while let sign = rest.firstIndex(of: "%") {
            result += rest[..<sign]
            rest = rest[rest.index(after: sign)...]
            guard let letter = rest.popFirst(), let meant = meaning(of: letter) else { return nil }
            result += meant
        }
        return result + rest
    }

    private var stem: String { String(unit.dropLast(".service".count)) }
    private var prefix: String { String(stem.prefix { $0 != "@" }) }
    private var instance: String {
        stem.firstIndex(of: "@").map { String(stem[stem.index(after: $0)...]) } ?? ""
    }

    private func meaning(of letter: Character) -> String? {
        switch letter {
        case "%": "%"
        case "n": unit
        case "N": stem
        case "p", "P": prefix
        case "i", "I": instance
        case "u": isSystems ? "root" : user
        case "h": isSystems ? "/root" : home
        case "t" where isSystems: "/run"
        case "S": isSystems ? "/var/lib" : home + "/.local/state"
        case "C": isSystems ? "/var/cache" : home + "/.cache"
        case "L": isSystems ? "/var/log" : home + "/.local/state/log"
        case "E": isSystems ? "/etc" : home + "/.config"
        case "T": "/tmp"
        case "V": "/var/tmp"
        default: nil
        }
    }
}
