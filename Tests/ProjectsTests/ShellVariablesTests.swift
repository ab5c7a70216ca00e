import Testing

@testable import Projects

/// What a program of the host would take a command or another engine from is the box's alone.
@Suite struct ShellVariablesTests {
    @Test(arguments: [
        "XDG_CONFIG_HOME", "GIT_SSH_COMMAND", "DOCKER_HOST", "LD_PRELOAD", "PAGER", "PATH", "path",
        "BASH_ENV", "ZDOTDIR", "precmd_functions", "fish_function_path", "_x", "a-b", "ALCOVE_BOX",
        "TAR_OPTIONS", "RSYNC_RSH", "VIMINIT", "EXINIT", "SYSTEMD_EDITOR", "SYSTEMD_PAGER",
        "BAT_PAGER", "DELTA_PAGER", "SUDO_ASKPASS", "DIRENV_CONFIG", "STARSHIP_CONFIG",
        "RIPGREP_CONFIG_PATH", "WGETRC", "CURL_HOME", "CURL_CA_BUNDLE", "HTTPS_PROXY", "KUBECONFIG",
        "MAKEFLAGS", "GOFLAGS", "JAVA_TOOL_OPTIONS", "EMACSLOADPATH", "FZF_DEFAULT_COMMAND", "TMUX",
        "https_proxy", "npm_config_script_shell", "NODE_OPTIONS", "NODE_PATH", "PYTHONPATH", "CC",
        "RUSTC_WRAPPER", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "TERMINAL", "DISPLAY",
        "FUNCNEST", "NULLCMD", "USERNAME", "umask", "COPROC", "LEX", "YACC", "M4", "AUTOM4TE",
        "CARGO",
        "NODE", "BISON_PKGDATADIR", "RM", "F77",
    ])
    func whatSteersProgramsStaysInTheBox(name: String) { #expect(!ShellVariables.has(name)) }

    @Test(arguments: [
        "NODE_ENV", "RAILS_ENV", "APP_ENV", "DATABASE_URL", "REDIS_URL", "DEBUG", "PORT", "HOST",
        "RUST_LOG", "RUST_BACKTRACE", "SECRET_KEY_BASE", "API_TOKEN", "LC_ALL", "TZ", "WAS", "a1",
    ])
    func whatIsOfTheProjectIsInTheShell(name: String) { #expect(ShellVariables.has(name)) }
}
