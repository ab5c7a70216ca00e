/// Variables that a unit sets for its commands.
struct UnitVariables: Equatable {
    private(set) var names: [String] = []
    private var values: [String: String] = [:]

    subscript(name: String) -> String? { values[name] }

    /// Each with its value, in the order in which they were first set.
    var all: [(name: String, value: String)] { names.map { ($0, values[$0] ?? "") } }

    mutating func set(_ name: String, _ value: String) {
        guard Self.isName(name), !value.utf8.contains(0) else { return }
        if values.updateValue(value, forKey: name) == nil { names.append(name) }
    }

    mutating func unset(_ name: String) {
        values[name] = nil
        names.removeAll { $0 == name }
    }

    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 200 else { return false }
        return !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    /// Sets what a file of `EnvironmentFile=` says; see systemd.exec(5).
    mutating func add(file bytes: [UInt8]) {
        var rest = String(decoding: bytes, as: UTF8.self).unicodeScalars[...]
        while let first = rest.first {
            if first == "\n" || first == " " || first == "\t" || first == "\r" {
                rest = rest.dropFirst()
                continue
            }
            if first == "#" || first == ";" {
                rest = rest.drop { $0 != "\n" }
                continue
            }
            let name = rest.prefix { $0 != "=" && $0 != "\n" }
            rest = rest.dropFirst(name.count)
            guard rest.first == "=" else { continue }
            rest = rest.dropFirst()
            let value = Self.value(&rest)
            set(String(name).trimmed, value)
        }
    }

    /// A value to the end of its line, quotes and escapes undone.
    private static func value(_ rest: inout Substring.UnicodeScalarView) -> String {
        var value = String.UnicodeScalarView()
        /// How much of it is more than white space at its end.
        var kept = 0
        var quote: UnicodeScalar?
        while let scalar = rest.first {
            if scalar == "\n", quote == nil { break }
            rest = rest.dropFirst()
            if scalar == quote {
                quote = nil
                kept = value.count
            } else if quote == nil, scalar == "\"" || scalar == "'" {
                quote = scalar
            } else if scalar == "\\", quote != "'", let next = rest.first {
                rest = rest.dropFirst()
                if next == "\n" { continue }
                if quote != nil, !"\"\\`$".unicodeScalars.contains(next) { value.append("\\") }
                value.append(next)
                kept = value.count
            } else {
                let isSpace = scalar == " " || scalar == "\t" || scalar == "\r"
                if quote == nil, isSpace, value.isEmpty { continue }
                value.append(scalar)
                if quote != nil || !isSpace { kept = value.count }
            }
        }
        return String(String.UnicodeScalarView(value.prefix(kept)))
    }

    /// The words of a command with its variables replaced, as systemd does: `$NAME` alone is as many
    /// words as its value has, `${NAME}` is what it is, and `$$` a dollar sign.
    func replaced(in words: [String]) -> [String] {
        var result: [String] = []
        for (index, word) in words.enumerated() {
            let name = String(word.dropFirst())
            // The program is none of a variable's.
            if index > 0, word.hasPrefix("$"), Self.isName(name) {
                result += UnitWords.split(values[name] ?? "")?.map(\.text) ?? []
            } else {
                result.append(index > 0 ? replaced(in: word) : word)
            }
        }
        return result
    }

    private func replaced(in word: String) -> String {
        var text = ""
        var rest = word[...]
        while let dollar = rest.firstIndex(of: "$") {
            text += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            if rest.hasPrefix("$") {
                text += "$"
                rest = rest.dropFirst()
            } else if rest.hasPrefix("{"), let end = rest.firstIndex(of: "}") {
                text += values[String(rest[rest.index(after: rest.startIndex)..<end])] ?? ""
                rest = rest[rest.index(after: end)...]
            } else {
                text += "$"
            }
        }
        return text + rest
    }
}
