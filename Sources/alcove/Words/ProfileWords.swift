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
        case .badValue(let file, let line, let key):
            self.init("\(file):\(line): '\(key)' cannot be that", hint: Self.mendProfile)
        case .unknownKey(let file, let line, let key):
            self.init("\(file):\(line): no key '\(key)' is known", hint: Self.mendProfile)
        case .unknownFamily(let name, let known):
            self.init(
                "no profile is named '\(name)'",
                hint: known.isEmpty
                    ? "No profiles were found; see 'alcove doctor'."
                    : "There are \(known.map { "'\($0)'" }.joined(separator: ", "))."
            )
        }
    }

    private static let mendProfile = "Mend the file, or move it away: the next one of its name serves."
}
