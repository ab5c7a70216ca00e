import Boxes
import Linux

/// The key to the caller's X display, in a file that a box can read and whatever its host name is.
///
/// It lies beside the agent's socket, one for each display that boxes are entered from, and is
/// looked at anew at each entry: a new login has another key under the same display's name.
struct DisplayKey {
    let environment: EnvironmentVariables
    let home: String
    let hostname: String

    /// More are no keys.
    private static let limit = 1 << 20

    /// Puts the key into a folder of the host.
    ///
    /// - Returns: the file's path on the host; nil when the caller has no display, or no key to it.
    func lay(in folder: String) -> String? {
        guard let words = environment["DISPLAY"], let display = XDisplay(words) else { return nil }
        let path = environment["XAUTHORITY"] ?? home + "/.Xauthority"
        // A display without keys needs none; one whose keys cannot be read is as before.
        guard FileStatus(following: path)?.kind == .file,
            let bytes = try? File.read(path, limit: Self.limit)
        else { return nil }
        let opened = XAuthority(bytes).opening(display, hostname: hostname)
        guard !opened.entries.isEmpty else { return nil }
        let place = "\(folder)/display-\(Fingerprint(of: Array(words.utf8)).digits)"
        let wanted = opened.bytes
        if (try? File.read(place, limit: Self.limit)) == wanted { return place }
        do {
            try File.replace(place, with: wanted, mode: 0o600)
        } catch {
            return nil
        }
        return place
    }
}
