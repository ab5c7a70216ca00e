package import Boxes
import Linux

extension Configuration {
    /// Reads the user's settings over the system's; costs a look at two paths when there are none.
    package static func read(
        _ places: Places
    ) -> (settings: Configuration, issues: [ConfigurationIssue]) {
        var merged = Configuration()
        var issues: [ConfigurationIssue] = []
        for path in places.configurations {
            do {
                guard let bytes = try File.readIfThere(path) else { continue }
                let text = String(decoding: bytes, as: UTF8.self)
                merged = merged.over(
                    Configuration(text, file: path, home: places.home, issues: &issues)
                )
            } catch {
                let origin = SettingOrigin(file: path, line: 0)
                issues.append(ConfigurationIssue(origin, .unreadable(error.code)))
            }
        }
        return (merged, issues)
    }
}
