import Boxes

/// How the host's shells complete the words of an exported program.
///
/// A completion is a script that the user's own shell runs, so none of a box's comes to the host:
/// these ask the box, where its bash runs its completion, and what it answers is words. Bash takes
/// those of them that are letters, digits and a few marks; zsh and fish quote what they insert.
struct BinCompletion {
    let name: String
    let wrapper: BinWrapper

    private static let loader = "/usr/share/bash-completion/bash_completion"
    private static let folders = [
        "/usr/share/bash-completion/completions", "/usr/local/share/bash-completion/completions",
    ]

    /// Whether the box can complete the program's words.
    static func isThere(
        for program: String,
        in files: some BoxFiles
    ) throws(BoxFilesError) -> Bool {
        let name = program.split(separator: "/").last ?? ""
        guard try files.realPath("/bin/bash") != nil, try files.realPath(loader) != nil else {
            return false
        }
        for folder in folders {
            for file in ["\(name)", "\(name).bash", "_\(name)"]
            where try files.realPath("\(folder)/\(file)") != nil {
                return true
            }
        }
        return false
    }

    func files(_ folders: HostFolders) -> [HostFile] {
        // Completions are for names that are the same word to every shell.
        guard name == name.quotedForShell, !name.contains("=") else { return [] }
        let scripts = [
            ("bash-completion/completions/\(name)", bash),
            ("zsh/site-functions/_\(name)", zsh),
            ("fish/vendor_completions.d/\(name).fish", fish),
        ]
        return scripts.map { path, text in
            let content = HostFile.Content.file(Array(text.utf8), mode: 0o644)
            var file = HostFile("\(folders.data)/\(path)", content)
            file.isOptional = true
            return file
        }
    }

    /// What the box's bash does: `$1` is the program, `$2` the number of the word, `$3` the line as far
    /// as it was typed, where it is known, then all words.
    private static let question = """
        BASH_COMPLETION_USER_DIR=/dev/null
        . \(loader) || exit
        name=$1 COMP_CWORD=$2 COMP_LINE=$3
        shift 3
        COMP_WORDS=("$@") COMP_LINE=${COMP_LINE:-$*} COMP_TYPE=9 COMP_KEY=9
        COMP_POINT=${#COMP_LINE}
        { _comp_load "$name" || _completion_loader "$name"; } >/dev/null 2>&1
        set -- $(complete -p "$name")
        while [ $# -gt 1 ] && [ "$1" != -F ]; do shift; done
        [ $# -gt 1 ] || exit
        "$2" "$name" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}" >/dev/null
        printf '%s\\n' "${COMPREPLY[@]% }"
        """

    /// The question's words, as far as they do not depend on what is typed.
    private var words: [String] {
        let program = wrapper.program.split(separator: "/").last ?? ""
        return ["bash", "-c", Self.question, "completion", String(program)]
    }

    private var quoted: String { words.map(\.inShellQuotes).joined(separator: " ") }
    private var box: String { wrapper.command.box.description.inShellQuotes }
    private var head: String { "# alcove-export: '\(name)' of box '\(wrapper.command.box)'" }
    /// Fit for the name of a function.
    private var function: String { "__alcove_\(Fingerprint(of: Array(name.utf8)).digits)" }

    private var bash: String {
        """
        \(head)
        \(BinWrapper.search(for: wrapper.box))
        if [ -n "$__alcove" ]; then
            \(function)_ask() { \(quoted) "$@"; }
        else
            \(function)_ask() { command alcove run -q -T \(box) -- \(quoted) "$@"; }
        fi
        unset __alcove
        \(function)() {
            local word
            COMPREPLY=()
            while IFS= read -r word; do
                [[ -n $word && $word != *[![:alnum:]_./:=,+@%-]* ]] && COMPREPLY+=("$word")
            done < <(
                \(function)_ask "$COMP_CWORD" "${COMP_LINE:0:COMP_POINT}" \
                    "${COMP_WORDS[@]:0:COMP_CWORD+1}" 2>/dev/null </dev/null
            )
            [[ ${#COMPREPLY[@]} -eq 1 && $COMPREPLY == *[=/:] ]] && compopt -o nospace
        }
        complete -o bashdefault -o default -F \(function) -- \(name.inShellQuotes)

        """
    }

    private var zsh: String {
        """
        #compdef \(name)
        \(head)
        local -a found
        local __alcove=
        if [[ -r /run/.alcoveenv ]]; then
            while IFS= read -r __alcove && [[ $__alcove != 'id=\(wrapper.box)' ]]; do :; done </run/.alcoveenv
        fi
        if [[ -n $__alcove ]]; then
            found=(${(f)"$(\(quoted) $((CURRENT - 1)) '' "${words[@]}" 2>/dev/null </dev/null)"})
        else
            found=(${(f)"$(command alcove run -q -T \(box) -- \(quoted) $((CURRENT - 1)) '' "${words[@]}" 2>/dev/null </dev/null)"})
        fi
        found=(${found:#*[[:cntrl:]]*})
        if (( ! $#found )); then _files; return; fi
        # What stands behind a '=' may be answered alone.
        compadd -- $found || { compset -P '*=' && compadd -- $found }

        """
    }

    private var fish: String {
        let quoted = words.map(\.inFishQuotes).joined(separator: " ")
        let typed = "(count (commandline -opc)) '' (commandline -opc) (commandline -ct)"
        return """
            \(head)
            function \(function)
                if test -r /run/.alcoveenv; and string match -q -- 'id=\(wrapper.box)' </run/.alcoveenv
                    \(quoted) \(typed) 2>/dev/null </dev/null
                else
                    command alcove run -q -T \(box) -- \(quoted) \(typed) 2>/dev/null </dev/null
                end
            end
            complete -c \(name.inFishQuotes) -a '(\(function))'

            """
    }
}
