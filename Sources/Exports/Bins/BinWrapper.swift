import Boxes

/// The file on the host that stands for a program of a box.
///
/// A POSIX shell reads it, and nothing in it starts a process: all that a call costs is that shell
/// and `alcove run`. The shell becomes what it calls, so streams, signals and statuses are that
/// program's own.
struct BinWrapper: Equatable {
    let name: String
    /// The program's path in the box.
    let program: String
    let box: BoxID
    let options: ExportOptions
    let command: HostCommand

    /// By which wrappers are known.
    static let beginning = "#!/bin/sh\n# alcove-export: "

    var text: String {
        """
        \(Self.beginning)'\(name)' of box '\(command.box)'; 'alcove unexport bin \(name)' takes it back
        \(Self.search(for: box))
        if [ -n "$__alcove" ]; then
            unset __alcove
        \(inBox.map { "    " + $0 }.joined(separator: "\n"))
        fi
        set -- \(call.map(\.inShellQuotes).joined(separator: " ")) "$@"
        command -v alcove >/dev/null 2>&1 && exec alcove "$@"
        [ ! -e /run/.alcoveenv ] && [ -x \(fallback) ] && exec \(fallback) "$@"
        echo \(lost.inShellQuotes) >&2
        exit 125

        """
    }

    /// Sets `__alcove` when this runs in the box itself.
    ///
    /// A variable of the environment would tell it, too, but one that `sudo`, `env -i` or a service
    /// may lose, and that goes along from one box to the next.
    static func search(for box: BoxID) -> String {
        let line = "id=\(box)".inShellQuotes
        return """
            __alcove=
            if [ -r /run/.alcoveenv ]; then
                while IFS= read -r __alcove && [ "$__alcove" != \(line) ]; do :; done </run/.alcoveenv
            fi
            """
    }

    /// In the box itself: the program, by its path, as the wrapper may be in the box's PATH.
    private var inBox: [String] {
        var lines: [String] = []
        if let workdir = options.workdir {
            lines.append("cd \(workdir.inShellQuotes) || exit 125")
        }
        let variables = options.environment.compactMap { variable in
            variable.value.map { "\(variable.name)=\($0)" }
        }
        var words = [program] + options.arguments
        if options.asRoot {
            // Who becomes root gets none of the caller's variables but those that are told.
            words = ["sudo"] + (variables.isEmpty ? [] : ["env"] + variables) + words
        } else {
            lines += variables.map { "export \($0.inShellQuotes)" }
        }
        let line = words.map(\.inShellQuotes).joined(separator: " ")
        return lines + ["exec \(line) \"$@\""]
    }

    /// The words behind `alcove`.
    private var call: [String] {
        var words = ["run"]
        if options.asRoot { words.append("--root") }
        if let workdir = options.workdir { words += ["--workdir", workdir] }
        for variable in options.environment {
            words += ["--env", variable.value.map { "\(variable.name)=\($0)" } ?? variable.name]
        }
        return words + [command.box.description, "--", program] + options.arguments
    }

    private var fallback: String { command.program.inShellQuotes }

    private var lost: String {
        "error: '\(name)' is in box '\(command.box)', and there is no 'alcove' here to call it"
    }
}
