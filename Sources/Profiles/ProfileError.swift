/// Why a profile cannot be used.
package enum ProfileError: Error, Equatable {
    /// The file cannot be read.
    case unreadable(file: String, code: Int32)
    /// The file is no TOML: the line, and the parser's reason.
    case malformed(file: String, line: Int, reason: String)
    /// A key that must be there is not.
    case missingKey(file: String, key: String)
    /// A key says something that it cannot say: what it may be.
    case badValue(file: String, line: Int, key: String, allowed: String)
    /// The key that was most likely meant, if one is near.
    case unknownKey(file: String, line: Int, key: String, nearest: String?)
    /// The profile extends one that there is not, or that extends it.
    case badParent(file: String, line: Int, name: String)
    /// No profile has that name; these do.
    case unknownFamily(String, known: [String])
    /// No release of that image is written so: the forms in which one can be.
    case badRelease(String, of: String, forms: [String])

    /// Where it is: `FILE:LINE: KEY`, as far as that is known.
    package var place: String {
        switch self {
        case .unreadable(let file, _): file
        case .malformed(let file, let line, _): "\(file):\(line)"
        case .missingKey(let file, let key): "\(file): \(key)"
        case .badValue(let file, let line, let key, _), .unknownKey(let file, let line, let key, _):
            "\(file):\(line): \(key)"
        case .badParent(let file, let line, _): "\(file):\(line): extends"
        case .unknownFamily(let name, _): name
        case .badRelease(let release, let alias, _): "\(alias):\(release)"
        }
    }
}
