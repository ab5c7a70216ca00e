import Boxes
import Linux

/// Which variables of a box a shell of the host may have, too.
///
/// Programs of the host would take commands, engines or settings from some, and so would the shell: to
/// set those is to run on the host what a project likes. Nobody knows all names that programs heed. So
/// these are families, rather too wide than too narrow, as the box has each variable in any case; the
/// rest is shown before it is allowed.
enum ShellVariables {
    /// Whether a variable of that name may be set.
    static func has(_ name: String) -> Bool {
        let isWord = name.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "_") }
        guard isWord, EnvironmentFilter().passes(Array(name.utf8)[...]) else { return false }
        // `http_proxy` and `npm_config_…` are heeded as they are in capitals.
        let capitals = Array(name.uppercased().utf8)[...]
        return ![shells, kinds, programs].contains { $0.match(capitals) }
    }

    /// What steers the shell itself.
    private static let shells = NamePatterns([
        "ALIASES", "ARGV*", "AUTO_RESUME", "BASH*", "BAUD", "CHILD_MAX", "COLUMNS", "COMMANDS",
        "COMP_*", "COPROC*", "CORRECT_*", "CPUTYPE", "DIRSTACK*", "EGID", "ENV", "EPOCH*", "ERRNO",
        "EUID", "*IGNORE", "FISH_*", "FUNC*", "*FUNCTIONS", "GID", "GLOBSORT", "GROUPS", "HIST*",
        "HOSTTYPE", "IFS", "IGNOREEOF", "KEYBOARD_HACK", "KEYTIMEOUT", "LINENO", "LINES", "LISTMAX",
        "LOGCHECK", "LOGNAME", "MACHTYPE", "MAIL*", "MAPFILE", "MATCH", "MBEGIN", "MEND", "NULLCMD",
        "OPT*", "OSTYPE", "PARAMETERS", "PIPESTATUS", "POSIXLY_CORRECT", "PPID", "PROMPT*", "PS0",
        "PS1", "PS2", "PS3", "PS4", "PSVAR", "RANDOM", "READLINE_*", "READNULLCMD", "REPLY",
        "REPORTMEMORY", "REPORTTIME", "RPROMPT*", "RPS*", "SAVEHIST", "SECONDS", "SHLVL", "SPROMPT",
        "SRANDOM", "STATUS*", "STTY", "TERM*", "TIMEFMT", "TIMEFORMAT", "TMOUT", "TMPPREFIX",
        "TMPSUFFIX", "TRY_BLOCK_*", "TTY*", "UID", "UMASK", "USERNAME", "WATCH*", "WORDCHARS",
        "ZBEEP", "ZDOTDIR", "ZLE_*", "ZSH*", "_*",
    ])

    /// What names of many programs end with, or have in them.
    private static let kinds = NamePatterns([
        // Words of a command line, and what is run.
        "*ARGS", "*FLAGS", "*OPT", "*OPTS", "*OPTIONS", "*ASKPASS", "*BROWSER", "*CMD", "*COMMAND*",
        "*EDIT", "*EDITOR", "*EXEC*", "*HOOK*", "*LAUNCHER", "*LINKER", "*PAGER", "*PROGRAM",
        "*RSH", "*RUNNER", "*SHELL", "*SSH", "*VIEWER", "*VISUAL", "*WRAPPER",
        // Files that are read, and where programs and parts of them are looked for.
        "*CNF", "*CONF", "*CONFIG*", "*FILE", "*FILES", "*HOME", "*INIT", "*LIB", "*LIBS",
        "*PATH", "*PATHS", "*PLUGIN*", "*PREFIX", "*PRELOAD*", "*RC", "*ROOT", "*STARTUP*",
        // Whom it talks to, and whom it trusts.
        "*AGENT*", "*CERT*", "*CONTEXT", "*DISPLAY", "*PROXY", "*SOCK", "*SOCKET", "*SSL*", "*_CA",
        "*_CA_*", "*CA_BUNDLE*",
    ])

    /// What single programs heed; Alcove's own grants are below one of `XDG_*`.
    private static let programs = NamePatterns([
        // Engines, and other machines.
        "AWS_*", "AZURE_*", "BUILDAH_*", "BUILDKIT_*", "BUILDX_*", "CLOUDSDK_*", "COMPOSE_*",
        "CONTAINER_*", "CONTAINERS_*", "DOCKER_*", "GOOGLE_*", "HELM_*", "HOSTALIASES", "KUBE*",
        "LOCALDOMAIN", "PODMAN_*", "TF_*", "VAGRANT_*", "VAULT_*", "ANSIBLE_*",
        // Languages, and what builds.
        "AR", "AS", "AUTOCONF", "AUTOHEADER", "AUTOM4TE*", "AUTOMAKE", "ACLOCAL*", "BISON*", "CC",
        "CO", "CPP", "CTANGLE", "CWEAVE", "CXX", "F77", "F90", "FC", "FLEX", "GCC_*", "GET", "LD",
        "LEX", "LIBTOOL*", "LINT", "M2C", "M4", "NM", "OBJC", "OBJCOPY", "OBJDUMP", "PC", "RANLIB",
        "READELF", "RM", "STRIP", "TANGLE", "TEX", "TEXI2DVI", "WEAVE", "WINDRES", "YACC",
        "CARGO", "CARGO_*", "CCACHE_*", "CMAKE_*",
        "DEB_*", "DEBCONF_*", "DEBUGINFOD_*", "DPKG_*", "GEM_*", "GO*", "GRADLE_*", "JAVA_*",
        "JDK_*", "LUA_*", "M2_*", "MAKE*", "MAVEN_*", "NIX_*", "NODE", "NODE_EXTRA*", "NODE_REPL_*",
        "NODE_TLS_*", "NPM_*", "PERL*", "PIP_*", "PIPENV_*", "PNPM_*", "POETRY_*", "PYENV_*",
        "PYTHON*", "RBENV_*", "RUBY*", "RUSTC*", "RUSTUP_*", "SCCACHE_*", "UV_*", "YARN_*",
        "ASDF_*", "BUNDLE_*", "BUNDLER_*", "CONDA_*", "COREPACK_*", "MISE_*", "NVM_*",
        // What is used in a terminal.
        "APT_*", "BAT_*", "CURL*", "CVS*", "DELTA_*", "DIRENV_*", "EMACS*", "FZF_*", "GDB*",
        "GIT_*",
        "GNUPG*", "GPG_*", "GREP_*", "HG*", "LESS*", "LS_*", "MAN*", "MYSQL*", "NVIM*", "PG*",
        "PSQL*", "RIPGREP_*", "RSYNC_*", "SCREEN*", "SSH_*", "STARSHIP_*", "STY", "SUDO_*", "SVN_*",
        "SYSTEMD_*", "TAR_*", "TMUX*", "VIM*", "WGET*",
        // The desktop.
        "ALSA_*", "CHROME_*", "DBUS_*", "DESKTOP_*", "ELECTRON_*", "GDK_*", "GIO_*", "GST_*",
        "GTK_*", "KDE*", "KRB5*", "LIBGL*", "MESA_*", "MOZ_*", "PIPEWIRE_*", "PULSE_*", "QML*",
        "QT_*", "SESSION_MANAGER", "VK_*", "WAYLAND_*", "WINDOWID", "XAUTHORITY", "XDG_*",
    ])
}
