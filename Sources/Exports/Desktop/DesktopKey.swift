/// What becomes of a key when its entry leaves the box.
///
/// Whatever the specification does not know is kept. What makes a desktop run, load or read something
/// of the host, or give the program more than any other has, is not: it was written for the box.
enum DesktopKey {
    enum Fate: Equatable {
        case keep
        case drop
        /// A name that is told from the host's.
        case name
        case command
        case icon
        /// Set by us.
        case own
    }

    static func fate(of key: String, locale: String?) -> Fate {
        switch key {
        case "Name", "X-GNOME-FullName": return .name
        case "Exec": return locale == nil ? .command : .drop
        case "Icon": return .icon
        case "TryExec", "DBusActivatable", "X-Alcove-Box", "X-Alcove-Source":
            return locale == nil ? .own : .drop
        default: break
        }
        // KDE reads any key in the user's language, those that are no text as well.
        if locale != nil, standard.contains(key), !texts.contains(key) { return .drop }
        if dropped.contains(key) || droppedFamilies.contains(where: key.hasPrefix) { return .drop }
        let isInstruction = instructing.contains(where: key.hasPrefix)
        return isInstruction && !describing.contains(key) ? .drop : .keep
    }

    /// The keys of the specification that have a value in each language.
    private static let texts: Set<String> = ["Name", "GenericName", "Comment", "Keywords"]

    private static let standard: Set<String> = [
        "Type", "Version", "Name", "GenericName", "NoDisplay", "Comment", "Icon", "Hidden",
        "OnlyShowIn", "NotShowIn", "DBusActivatable", "TryExec", "Exec", "Path", "Terminal",
        "Actions", "MimeType", "Categories", "Implements", "Keywords", "StartupNotify",
        "StartupWMClass", "URL", "PrefersNonDefaultGPU", "SingleMainWindow",
    ]

    private static let dropped: Set<String> = [
        // A directory of the box's: the command goes there.
        "Path",
        // Of other kinds of entries: a link, a device.
        "URL", "Dev", "FSType", "MountPoint", "ReadOnly", "UnmountIcon", "MiniIcon",
        // Further commands, and words for the host's terminal, which takes a command among them.
        "SwallowExec", "SwallowTitle", "TerminalOptions", "X-XFCE-Binaries", "X-XFCE-Commands",
        "X-XFCE-CommandsWithParameter", "X-GNOME-Bugzilla-ExtraInfoScript",
        // Units and interfaces that the host does not have of it.
        "SystemdService", "ServiceTypes", "X-DocPath", "DocPath",
        // Its preference over others: what opens a file is the user's to say.
        "InitialPreference",
        // When it begins with a session, by files and settings of the box.
        "AutostartCondition",
        // Other bytes than UTF-8.
        "Encoding",
        // Translations by the host's catalogues, without the label.
        "X-Ubuntu-Gettext-Domain",
    ]

    /// Of other tools, which take an entry with them for their own.
    private static let droppedFamilies = [
        "X-Flatpak", "X-Snap", "X-AppImage", "X-DBUS-", "X-systemd-", "X-Ubuntu-Gettext",
    ]

    /// What a desktop is told to do: run a condition, load a library, give an interface, register a
    /// key; only what describes the application is of use elsewhere.
    private static let instructing = ["X-KDE-", "X-GNOME-", "X-Plasma-"]
    private static let describing: Set<String> = [
        "X-GNOME-Keywords", "X-GNOME-UsesNotifications", "X-GNOME-SingleWindow",
        "X-GNOME-Autostart-Delay", "X-KDE-Keywords", "X-KDE-FormFactor", "X-KDE-Protocols",
        "X-KDE-StartupNotify",
    ]
}
