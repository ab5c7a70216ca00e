/// Which of the caller's variables a session in a box gets.
///
/// All do, byte for byte, except those that say something of the host that is not so in the box:
///
/// * what the box sets itself: `PATH` (see ``callerPath(_:below:without:)``), `HOME`, `USER`, `LOGNAME`,
///   `SHELL`, `HOSTNAME`;
/// * what a shell keeps for itself: `_`, `SHLVL`, `PWD`, `OLDPWD`, `BASH`, `BASHOPTS`, `BASH_*`,
///   `SHELLOPTS`, `FPATH`, `HOSTTYPE`, `MACHTYPE`, `OSTYPE`, `PROFILEREAD`;
/// * what steers the loader and the C library by the host's files: `LD_*`, `GLIBC_TUNABLES`,
///   `GCONV_PATH`, `LOCPATH`, `LOCALE_ARCHIVE`, `NLSPATH`;
/// * the host's own directories: `XDG_DATA_DIRS`, `XDG_CONFIG_DIRS`, `MANPATH`, `INFOPATH`,
///   `TERMINFO` and `TERMINFO_DIRS` (but see ``HostTerminals``), `TMPDIR`, `TMP`, `TEMP` (`/tmp` is
///   shared, others may not be there), certificates, plug-ins of GTK, Qt and GStreamer, drivers of graphics;
/// * what belongs to one process of the service manager or the desktop: `NOTIFY_SOCKET`, `LISTEN_*`,
///   `INVOCATION_ID` and their kin, `WAYLAND_SOCKET`, `DBUS_STARTER_*`;
/// * what tells of another container: `container`, `CONTAINER_ID`, `ALCOVE_*`, `DISTROBOX_*`,
///   `DBX_*`, `TOOLBOX_*`, `FLATPAK_*`, `SNAP`, `SNAP_*`, `APPDIR`, `APPIMAGE`.
package struct EnvironmentFilter: Sendable {
    private let keep: NamePatterns
    private let drop: NamePatterns
    private let isClean: Bool

    /// - Parameters:
    ///   - keep: names and globs that pass in any case.
    ///   - drop: names and globs that never pass; these win.
    ///   - clean: whether nothing passes but what a session needs: the terminal, the language and
    ///     the way to the display, sound, bus and agents.
    package init(keep: [String] = [], drop: [String] = [], clean: Bool = false) {
        self.keep = NamePatterns(keep)
        self.drop = NamePatterns(drop)
        isClean = clean
    }

    /// Those that pass, in their order; each is `KEY=VALUE`.
    package func callAsFunction(_ environment: [[UInt8]]) -> [[UInt8]] {
        environment.filter { variable in
            guard let equals = variable.firstIndex(of: UInt8(ascii: "=")), equals > 0 else {
                return false
            }
            return passes(variable[..<equals])
        }
    }

    /// Whether a variable of that name passes.
    package func passes(_ name: ArraySlice<UInt8>) -> Bool {
        if drop.match(name) { return false }
        if keep.match(name) { return true }
        return isClean ? Self.needed.match(name) : !Self.hosts.match(name)
    }

    /// The caller's `PATH`, less all that is not below the home they share with the box.
    ///
    /// `shims` is where projects' commands are, which are those of boxes: one that the box lacks would
    /// come back to it without end.
    package static func callerPath(
        _ value: ArraySlice<UInt8>,
        below home: [UInt8],
        without shims: [UInt8]? = nil
    ) -> [UInt8] {
        let colon = UInt8(ascii: ":")
        func isBelow(_ folder: [UInt8], _ entry: ArraySlice<UInt8>) -> Bool {
            let slash = UInt8(ascii: "/")
            return entry.starts(with: folder)
                && (entry.dropFirst(folder.count).first ?? slash) == slash
        }
        let kept = value.split(separator: colon).filter { entry in
            isBelow(home, entry) && shims.map { !isBelow($0, entry) } ?? true
        }
        return Array(kept.joined(separator: [colon]))
    }

    private static let needed = NamePatterns([
        "COLORTERM", "DBUS_SESSION_BUS_ADDRESS", "DESKTOP_SESSION", "DISPLAY", "KRB5CCNAME", "LANG",
        "LANGUAGE", "LC_*", "NO_COLOR", "PIPEWIRE_REMOTE", "PULSE_SERVER", "SSH_AUTH_SOCK", "TERM",
        "TZ", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_CURRENT_DESKTOP", "XDG_RUNTIME_DIR",
        "XDG_SESSION_TYPE",
    ])

    private static let hosts = NamePatterns([
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "HOSTNAME",
        "_", "SHLVL", "PWD", "OLDPWD", "BASH", "BASHOPTS", "BASH_*", "SHELLOPTS", "FPATH",
        "HOSTTYPE", "MACHTYPE", "OSTYPE", "PROFILEREAD",
        "LD_*", "GLIBC_TUNABLES", "GCONV_PATH", "LOCPATH", "LOCALE_ARCHIVE", "NLSPATH",
        "XDG_DATA_DIRS", "XDG_CONFIG_DIRS", "MANPATH", "INFOPATH", "TERMINFO", "TERMINFO_DIRS",
        "TMPDIR", "TMP", "TEMP", "SSL_CERT_FILE", "SSL_CERT_DIR", "NIX_SSL_CERT_FILE",
        "GTK_PATH", "GTK_EXE_PREFIX", "GTK_DATA_PREFIX", "GTK_IM_MODULE_FILE", "GIO_EXTRA_MODULES",
        "GIO_MODULE_DIR", "GDK_PIXBUF_MODULE_FILE", "GDK_PIXBUF_MODULEDIR", "GI_TYPELIB_PATH",
        "GSETTINGS_SCHEMA_DIR", "GST_PLUGIN_*", "QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH",
        "QML2_IMPORT_PATH", "QML_IMPORT_PATH", "PYTHONHOME",
        "LIBGL_DRIVERS_PATH", "LIBVA_DRIVERS_PATH", "VDPAU_DRIVER_PATH", "VK_ICD_FILENAMES",
        "VK_DRIVER_FILES", "VK_LAYER_PATH", "OCL_ICD_VENDORS", "__EGL_VENDOR_LIBRARY_*",
        "NOTIFY_SOCKET", "LISTEN_*", "INVOCATION_ID", "JOURNAL_STREAM", "MAINPID", "MANAGERPID",
        "SYSTEMD_EXEC_PID", "WATCHDOG_*", "MEMORY_PRESSURE_*", "WAYLAND_SOCKET", "DBUS_STARTER_*",
        "container", "CONTAINER_ID", "ALCOVE_*", "DISTROBOX_*", "DBX_*", "TOOLBOX_*", "FLATPAK_*",
        "SNAP", "SNAP_*", "APPDIR", "APPIMAGE",
    ])
}
