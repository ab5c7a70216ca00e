import Foundation
import Testing

/// What a box's programs show is on the host's screen.
@Suite(.lab, .desktop, .sharedBox(.desktop)) struct GraphicsTests {
    let box: SharedBox

    init() throws { box = try SharedBox.current }

    /// A program of GTK's, and one of Qt's.
    @Test(arguments: Desk.Display.allCases, ["galculator", "SpeedCrunch"])
    func aWindowIsShown(_ display: Desk.Display, _ title: String) throws {
        let desk = try Desk(of: box.host, display)
        #expect(try desk.drawn() < 100)
        let program = title.lowercased()
        let child = try box.host.start(
            ["run", box.name, "--", program],
            environment: desk.environment
        )
        let window = try desk.window { $0.application.lowercased().contains(program) }
        #expect(window.title == title)
        child.send(SIGTERM)
        _ = try child.wait(seconds: 10)
        try eventually("the window is gone") { try desk.windows().isEmpty }
    }

    /// One that draws without a toolkit.
    @Test(arguments: [(Desk.Display.x11, "xterm", "XTerm"), (.wayland, "foot", "foot")])
    func aPlainProgramDraws(_ display: Desk.Display, _ program: String, _ name: String) throws {
        let desk = try Desk(of: box.host, display)
        let words = ["run", box.name, "--", program, "-e", "sh", "-c", "echo words; sleep 1000"]
        let child = try box.host.start(words, environment: desk.environment)
        defer { child.send(SIGKILL) }
        try desk.window(of: name)
    }

    /// By the libraries that look for them: the image's own Adwaita has neither cursors nor icons.
    @Test func iconsAndCursorsOfTheHostAreFound() throws {
        let path = "/usr/share/icons/Adwaita/48x48/places/folder-documents.png"
        try #require(FileManager.default.fileExists(atPath: path), "needs adwaita-icon-theme")
        let program = """
            #include <dlfcn.h>
            #include <stdio.h>
            int main(void)
            {
                void *cursors = dlopen("libXcursor.so.1", RTLD_NOW);
                void *(*load)(const char *, const char *, int)
                    = dlsym(cursors, "XcursorLibraryLoadImage");
                void *gtk = dlopen("libgtk-3.so.0", RTLD_NOW);
                void *(*make)(void) = dlsym(gtk, "gtk_icon_theme_new");
                void (*choose)(void *, const char *) = dlsym(gtk, "gtk_icon_theme_set_custom_theme");
                void *(*find)(void *, const char *, int, int) = dlsym(gtk, "gtk_icon_theme_lookup_icon");
                const char *(*name)(void *) = dlsym(gtk, "gtk_icon_info_get_filename");
                void *theme = make(), *icon;
                puts(load("watch", "Adwaita", 24) ? "a cursor" : "no cursor");
                choose(theme, "Adwaita");
                icon = find(theme, "folder-documents", 48, 0);
                puts(icon ? name(icon) : "no icon");
                return 0;
            }

            """
        try box.host.write(program, to: "looks.c")
        try box.run("gcc", "-o", "looks", "looks.c").expect().expectSilence()
        let place = path.replacing("/usr/share", with: "/.alcove/share")
        try box.run("./looks").expect("a cursor\n\(place)\n")
        let without = "XDG_DATA_DIRS=/usr/share XCURSOR_PATH=/usr/share/icons ./looks"
        try box.run("sh", "-c", without).expect("no cursor\nno icon\n")
    }

    /// Which gives it a frame, and the keyboard.
    @Test func aWindowManagerOfTheHostHasTheWindow() throws {
        let desk = try Desk(of: box.host, isManaged: true)
        let child = try box.host.start(
            ["run", box.name, "--", "galculator"],
            environment: desk.environment
        )
        defer { child.send(SIGKILL) }
        try desk.window(of: "Galculator")
        try eventually("the window has the keyboard") {
            let active = try desk.managed("_NET_ACTIVE_WINDOW")
            let known = try desk.managed("_NET_CLIENT_LIST")
            return active != nil && active != "0x0" && active == known
        }
    }
}
