import Linux
import Profiles

extension Failure {
    init(_ error: ProfileError) {
        switch error {
        case .unreadable(let file, let code):
            self.init(SystemError(call: "read", subject: file, code: code))
        case .malformed(let file, let line, let reason):
            self.init(
                "\(file):\(line): the profile is no TOML",
                hint: Self.mendProfile,
                details: [reason]
            )
        case .missingKey(let file, let key):
            self.init("\(file): there is no key '\(key)'", hint: Self.mendProfile)
        case .badValue(let file, let line, let key, let allowed):
            self.init("\(file):\(line): '\(key)' cannot be that", hint: "It is \(allowed).")
        case .unknownKey(let file, let line, let key, let nearest):
            self.init(
                "\(file):\(line): no key '\(key)' is known",
                hint: nearest.map { "The nearest one is '\($0)'." } ?? Self.mendProfile
            )
        case .badParent(let file, let line, let name):
            self.init(
                "\(file):\(line): the profile cannot extend '\(name)'",
                hint: Self.mendProfile
            )
        case .badRelease(let release, let alias, let forms):
            self.init(
                "'\(release)' is no release of '\(alias)'",
                hint: Self.grammar(forms, alias)
            )
        case .unknownFamily(let name, let known):
            self.init(
                "no profile is named '\(name)'",
                hint: known.isEmpty
                    ? "No profiles were found; see 'alcove doctor'."
                    : "There are \(known.map { "'\($0)'" }.joined(separator: ", "))."
            )
        }
    }

    private static let mendProfile =
        "Mend the file, or move it away: the next one of its name serves."

    /// How a release is written, by examples: a word as it is, N for a number.
    private static func grammar(_ forms: [String], _ alias: String) -> String {
        let written = forms.map { "\(alias):\($0)" }.joined(separator: ", ")
        let numbers = forms.contains { $0.contains("N") } ? "; N is a number" : ""
        let names = forms.contains { $0.contains("NAME") } ? ", NAME a code name" : ""
        return "Write \(alias) alone, or \(written)\(numbers)\(names)."
    }
}
