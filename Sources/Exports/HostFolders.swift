import Boxes
package import Linux

/// Where the host looks for what exports are made of, for one user.
package struct HostFolders: Equatable, Sendable {
    package let home: String
    /// `$XDG_DATA_HOME`: desktop entries, icons, MIME types, manual pages.
    package let data: String
    /// `$XDG_CONFIG_HOME`: autostart, user units.
    package let configuration: String
    /// `$XDG_DATA_DIRS`: what the host has for all users, the first that wins first.
    package let systemData: [String]
    /// `$XDG_CONFIG_DIRS`: what begins with everybody's session.
    package let systemConfiguration: [String]
    /// `$PATH`.
    package let programs: [String]

    package init(
        home: String,
        data: String,
        configuration: String,
        systemData: [String],
        systemConfiguration: [String] = ["/etc/xdg"],
        programs: [String]
    ) {
        self.home = home
        self.data = data
        self.configuration = configuration
        self.systemData = systemData
        self.systemConfiguration = systemConfiguration
        self.programs = programs
    }

    /// The folders that the caller's variables name; paths that are not absolute are passed over, as
    /// the specification of the XDG variables says.
    package init(environment: EnvironmentVariables, home: String) {
        func folder(_ name: String) -> String? {
            guard let path = environment[name], path.hasPrefix("/") else { return nil }
            return Bearings.normal(path)
        }
        func list(_ name: String, _ usual: String) -> [String] {
            let given = environment[name].flatMap { $0.isEmpty ? nil : $0 } ?? usual
            return given.split(separator: ":").filter { $0.hasPrefix("/") }
                .map { Bearings.normal(String($0)) }
        }
        self.init(
            home: home,
            data: folder("XDG_DATA_HOME") ?? home + "/.local/share",
            configuration: folder("XDG_CONFIG_HOME") ?? home + "/.config",
            systemData: list("XDG_DATA_DIRS", "/usr/local/share:/usr/share"),
            systemConfiguration: list("XDG_CONFIG_DIRS", "/etc/xdg"),
            programs: list("PATH", "/usr/local/bin:/usr/bin:/bin")
        )
    }

    package var applications: String { data + "/applications" }
    package var icons: String { data + "/icons" }
    package var mime: String { data + "/mime" }
    package var busServices: String { data + "/dbus-1/services" }
    package var manuals: String { data + "/man" }
    package var autostart: String { configuration + "/autostart" }
    package var units: String { configuration + "/systemd/user" }
    /// The usual place of wrappers.
    package var bins: String { home + "/.local/bin" }
}
