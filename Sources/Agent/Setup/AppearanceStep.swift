import Linux
import Wire

/// Lets programs of the box find the host's fonts, themes, icons, cursors and sounds behind their own.
///
/// Nothing of a package's is covered: the themes are in a directory of ours that sessions have in
/// their `XDG_DATA_DIRS`, and fonts are a line of fontconfig's settings.
func setUpAppearance(_ context: inout SetupContext) throws(SetupFailure) {
    try attempt { () throws(SystemError) in
        let share = String(HostPlaces.share.dropFirst())
        try context.root.makeDirectories(share)
        for name in HostPlaces.themes {
            let target = "/run/host/usr/share/\(name)"
            if context.root.target("\(share)/\(name)") != target {
                try context.root.link("\(share)/\(name)", to: target)
            }
        }
        try context.root.makeDirectories(".alcove/bin")
        for name in ["alcove", GitCredentials.name]
        where context.root.target(".alcove/bin/\(name)") != "/.alcove/init" {
            try context.root.link(".alcove/bin/\(name)", to: "/.alcove/init")
        }
    }
    let file = "etc/fonts/conf.d/05-alcove.conf"
    guard context.state[file] == nil else { return }
    try attempt { () throws(SystemError) in
        // Also where there is no fontconfig yet: it comes with the first program that needs it.
        try context.root.makeDirectories("etc/fonts/conf.d")
        try context.root.replace(file, with: Array(fonts.utf8), mode: 0o644)
    }
    context.state[file] = "written"
}

private let fonts = """
    <?xml version="1.0"?>
    <!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
    <!-- Written by Alcove; change it as you like, it is not written again. -->
    <fontconfig>
      <description>Fonts of the host</description>
      <dir>/run/host/usr/share/fonts</dir>
      <dir>/run/host/usr/local/share/fonts</dir>
      <dir>/run/host/run/current-system/sw/share/X11/fonts</dir>
    </fontconfig>

    """
