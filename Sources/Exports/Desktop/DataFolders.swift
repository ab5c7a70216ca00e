import Boxes

/// Where a box keeps what desktops look for: entries, icons, types.
package struct DataFolders: Equatable, Sendable {
    /// Such as `/usr/share`; what is in an earlier one hides the same in a later one.
    package let data: [String]
    /// Icons that belong to no theme, and those of older programs.
    package let icons: [String]
    /// Entries that begin with a session, the user's own before everybody's.
    let autostart: [String]

    /// The folders that the box's own variables name, those of Flatpak in any case.
    package init(of files: some BoxFiles) throws(BoxFilesError) {
        let home = try files.variable("HOME").flatMap(Self.path)
        let own = try files.variable("XDG_DATA_HOME").flatMap(Self.path)
        let given = try files.variable("XDG_DATA_DIRS").flatMap { $0.isEmpty ? nil : $0 }
        var data = [own ?? home.map { $0 + "/.local/share" }].compactMap(\.self)
        data += home.map { [$0 + "/.local/share/flatpak/exports/share"] } ?? []
        data += (given ?? "/usr/local/share:/usr/share").split(separator: ":").prefix(20)
            .compactMap { Self.path(String($0)) }
        data.append("/var/lib/flatpak/exports/share")
        self.data = data.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        let themes = self.data.map { $0 + "/icons" }
        icons = (home.map { [$0 + "/.icons"] } ?? []) + themes
        let settings = try files.variable("XDG_CONFIG_HOME").flatMap(Self.path)
        let allSettings = try files.variable("XDG_CONFIG_DIRS").flatMap { $0.isEmpty ? nil : $0 }
        let places = (allSettings ?? "/etc/xdg").split(separator: ":").prefix(20)
            .compactMap { Self.path(String($0)) }
        autostart = ([settings ?? home.map { $0 + "/.config" }].compactMap(\.self) + places)
            .map { $0 + "/autostart" }
    }

    /// Nil for what is no absolute path, or none that could be shown.
    private static func path(_ words: String) -> String? {
        guard words.hasPrefix("/"), DesktopValue.isPlain(Array(words.utf8)) else { return nil }
        return Bearings.normal(words)
    }
}
