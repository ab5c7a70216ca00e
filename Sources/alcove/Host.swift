import Accounts
import Boxes
import Engines
import Glibc
import Linux
import Upkeep

/// The caller: variables, user, places; and what is opened on the way, at its first use.
final class Host {
    let environment: [String: String]
    let uid: UInt32

    init() {
        var environment: [String: String] = [:]
        for entry in Environment.all {
            guard let sign = entry.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let name = String(decoding: entry[..<sign], as: UTF8.self)
            environment[name] = String(decoding: entry[(sign + 1)...], as: UTF8.self)
        }
        self.environment = environment
        uid = getuid()
    }

    /// The path of this program, without links.
    var program: String { File.target("/proc/self/exe") ?? "" }
}
