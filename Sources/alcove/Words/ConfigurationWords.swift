import Boxes
import Linux

extension ConfigurationIssue {
    /// Where, and what is wrong there.
    var words: String {
        let place = origin.line > 0 ? "\(origin.file):\(origin.line)" : origin.file
        return switch fault {
        case .unreadable(let code):
            "\(SystemError(call: "read", subject: origin.file, code: code))"
        case .malformed(let reason):
            "\(place): no setting of this file holds, as this line is no TOML "
                + "(texts stand in quotes): \(reason.prefix(1).lowercased())\(reason.dropFirst())"
        case .unknownKey(let key):
            "\(place): there is no setting '\(key)'; "
                + (nearest(to: key, among: Configuration.keys).map { "did you mean '\($0)'?" }
                    ?? "'alcove config' lists all")
        case .badValue(let key, let allowed):
            "\(place): '\(key)' cannot be that; it takes " + allowed.joined(separator: ", ")
        }
    }
}
