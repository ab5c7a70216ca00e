/// Why a profile cannot be used.
package enum ProfileError: Error, Equatable {
    /// The file cannot be read.
    case unreadable(file: String, code: Int32)
    /// The file is no TOML: the line, and the parser's reason.
    case malformed(file: String, line: Int, reason: String)
    /// A key that must be there is not.
    case missingKey(file: String, key: String)
    /// A key says something that it cannot say.
    case badValue(file: String, line: Int, key: String)
    case unknownKey(file: String, line: Int, key: String)
    /// No profile has that name; these do.
    case unknownFamily(String, known: [String])

    /// Where it is: `FILE:LINE: KEY`, as far as that is known.
    package var place: String {
        switch self {
        case .unreadable(let file, _): file
        case .malformed(let file, let line, _): "\(file):\(line)"
        case .missingKey(let file, let key): "\(file): \(key)"
        case .badValue(let file, let line, let key), .unknownKey(let file, let line, let key):
            "\(file):\(line): \(key)"
        case .unknownFamily(let name, _): name
        }
    }
}
