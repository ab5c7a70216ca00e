import Boxes
import Linux

extension ConfigurationIssue {
    /// Where, and what is wrong there.
    var words: String {
        let place = origin.line > 0 ? "\(origin.file):\(origin.line)" : origin.file
        return switch fault {
        case .unreadable(let code):
            "\(SystemError(call: "read", subject: origin.file, code: code))"
        case .malformed(let reason): "\(place): passed over, it is no TOML: \(reason)"
        case .unknownKey(let key):
            "\(place): no key '\(key)' is known; there are "
                + Configuration.keys.map { "'\($0)'" }.joined(separator: ", ")
        case .badValue(let key, let allowed):
            "\(place): '\(key)' cannot be that; it takes " + allowed.joined(separator: ", ")
        }
    }
}
