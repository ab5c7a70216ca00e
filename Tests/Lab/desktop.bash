# shellcheck shell=bash
# An image with a dozen real graphical applications and a compiler, for the file `images`.
#
# What real entries show: a terminal whose icon has a name like a file's (xterm) and one of Wayland alone (foot), an
# editor with an action (mousepad), activation by D-Bus and a symbolic icon (dconf-editor), TryExec (viewnior), seventy
# MIME types (xarchiver), MIME types of its own (pcmanfm), icons of the theme alone (pcmanfm), icons in pixmaps (dillo,
# mtpaint), a program for terminals (htop), Qt (speedcrunch), and names in many languages (galculator). What no small
# package shows is modelled on real entries: a browser, an entry with all quoting there is, one whose icon is a path.
# Their programs keep the words they are called with in ~/words.

applications=xterm,foot,galculator,mousepad,l3afpad,dillo,xarchiver,gpicview,viewnior,mtpaint,pcmanfm,dconf-editor,htop,x11-apps,speedcrunch,qtwayland5
# What asks the host's sound, buses, agents, fonts, certificates and tickets.
clients=pulseaudio-utils,pipewire-bin,dbus-bin,libnotify-bin,openssh-client,gpg,fontconfig,ca-certificates,curl,krb5-user
compiler=gcc,libc6-dev,make

desktop.tar() {
    local unread options=()
    modelled_applications "$2/files"
    # What nobody reads here; the manuals of programs are exported with them.
    for unread in '/usr/share/doc/*' '/usr/share/locale/*' '/usr/share/help/*' '/usr/share/info/*' '/usr/share/man/??/*' \
        '/usr/share/man/??_*/*' '/usr/share/icons/Adwaita/*/*' '/usr/share/icons/*/cursors/*' '/usr/lib/gcc/*/*/lto1' \
        '/usr/bin/*lto-dump*' '*/libasan*' '*/libtsan*' '*/liblsan*' '*/libubsan*'; do
        options+=("--dpkgopt=path-exclude=$unread")
    done
    mmdebstrap --quiet --variant=essential --format=tar --include="$applications,$clients,$compiler,fonts-dejavu-core" \
        "${options[@]}" --customize-hook="rm -rf \"\$1\"/var/lib/apt \"\$1\"/var/cache/apt" \
        --customize-hook="rm \"\$1\"/etc/dpkg/dpkg.cfg.d/*" --customize-hook="sync-in '$2/files' /" \
        --customize-hook="cp \"\$1\"/usr/share/icons/hicolor/48x48/apps/galculator.png \"\$1\"/opt/notes/notes.png" \
        bookworm "$1" ${ALCOVE_LAB_MIRROR:+"$ALCOVE_LAB_MIRROR"} >&2
}

# A program that keeps its words and shows a window of that class.
modelled_program() { # FILE CLASS
    mkdir -p "$(dirname "$1")"
    cat >"$1" <<END_OF_PROGRAM
#!/bin/sh
printf '<%s>\n' "\$@" >"\$HOME/words"
exec xterm -class '$2' -e sleep 1000
END_OF_PROGRAM
    chmod 755 "$1"
}

modelled_applications() { # FILES
    local entries=$1/usr/share/applications
    mkdir -p "$entries" "$1/usr/share/mime/packages" "$1/opt/notes"
    modelled_program "$1/opt/browser/browser" Browser
    modelled_program "$1/opt/Two Words/it's \"quoted\"" Quoted
    modelled_program "$1/opt/notes/notes" Notes

    # After Firefox's and Chromium's.
    cat >"$entries/browser.desktop" <<'END_OF_ENTRY'
[Desktop Entry]
Version=1.0
Name=Browser
Name[ar]=متصفح
Name[de]=Netzbetrachter
Name[pt_BR]=Navegador
Name[sr@latin]=Pregledač
GenericName=Web Browser
GenericName[de]=Webbrowser
X-GNOME-FullName=Browser Web Browser
X-GNOME-FullName[de]=Webbrowser für alle
Comment=Browse the World Wide Web
Comment[de]=Im Internet surfen
Exec=/opt/browser/browser %u
Terminal=false
X-MultipleArgs=false
Type=Application
Icon=browser
Categories=Network;WebBrowser;
MimeType=text/html;text/xml;application/xhtml+xml;application/xml;application/vnd.mozilla.xul+xml;application/rss+xml;application/rdf+xml;image/gif;image/jpeg;image/png;x-scheme-handler/http;x-scheme-handler/https;
StartupWMClass=Browser
StartupNotify=true
X-GNOME-SingleWindow=true
X-Desktop-File-Install-Version=0.26
Actions=new-window;new-private-window;

[Desktop Action new-window]
Name=Open a New Window
Name[de]=Neues Fenster öffnen
Exec=/opt/browser/browser --new-window %u

[Desktop Action new-private-window]
Name=Open a New Private Window
Name[de]=Neues privates Fenster öffnen
Exec=/opt/browser/browser --private "two words" %u

[X-Something Private]
Name=Nothing of the menu's
Exec=nothing %u that; anybody "runs
END_OF_ENTRY

    # After Wine's and those of games.
    cat >"$entries/quoted.desktop" <<'END_OF_ENTRY'
# Above all groups
[Desktop Entry]
Type=Application
Name=Quoted
Exec=env "FACE=round and \\"flat\\"" "/opt/Two Words/it's \\"quoted\\"" "--title=a b" plain "it's" "\\$HOME" "back\\\\\\\\slash" "semi;colon" 100%% "" %F
Path=/opt/Two Words
Icon=/opt/notes/nothing there.png
Categories=Utility;
StartupWMClass=Quoted
END_OF_ENTRY

    # After those of third parties below /opt.
    cat >"$entries/com.example.Notes.desktop" <<'END_OF_ENTRY'
[Desktop Entry]
Type=Application
Name=Notes
TryExec=/opt/notes/notes
Exec=/opt/notes/notes --icon %i --name %c --entry %k -- %U
Icon=/opt/notes/notes.png
Categories=Utility;
MimeType=application/x-notes-of-the-lab;
StartupWMClass=Notes
END_OF_ENTRY
    cat >"$1/usr/share/mime/packages/notes.xml" <<'END_OF_TYPES'
<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="application/x-notes-of-the-lab">
    <comment>Notes</comment>
    <glob pattern="*.labnotes"/>
  </mime-type>
</mime-info>
END_OF_TYPES
}
