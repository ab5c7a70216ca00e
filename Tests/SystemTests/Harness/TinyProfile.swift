import Foundation
import Testing

/// The profile of a family whose package manager is a script in the box: `/etc/upgrade` upgrades, and
/// `/etc/tiny` is the list of packages.
extension Host {
    private static let tiny = """
        managers = ["tiny"]
        [match]
        ids = ["busybox"]
        [manager.tiny]
        program = "/bin/busybox"
        refresh = ["true"]
        install = ["sh", "-c", "echo $0 1 >>/etc/tiny", "{packages}"]
        essentials = ["true", "{packages}"]
        uninstall = ["true", "{packages}"]
        search = ["true", "{words}"]
        upgrade = ["sh", "/etc/upgrade"]
        clean = ["true"]
        list = ["cat", "/etc/tiny"]
        list-fields = ["name", "version"]
        [essentials]
        busybox = "/bin/busybox"

        """

    /// Lays the profile; gives the environment of commands that are to know it.
    func tinyProfile() throws -> [String: String] {
        try write(Self.tiny, to: "profiles-of-tests/tiny.toml")
        var environment = environment
        environment["ALCOVE_PROFILES"] = home + "/profiles-of-tests"
        return environment
    }

    /// Writes what an upgrade of the box does.
    func write(upgrade script: String, in box: String) throws {
        let words = ["run", "--root", box, "--", "sh", "-c", "echo \"$0\" >/etc/upgrade", script]
        try alcove(words).expect()
    }
}
