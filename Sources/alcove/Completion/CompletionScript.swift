import Projects

/// What a shell loads to complete the words of `alcove`: it asks the program at each touch of the key.
///
/// The argument parser's own scripts would know all options by themselves; fish takes a second to
/// look through those, and bash knows neither `--network=private` nor `fedora:rawhide`.
enum CompletionScript {
    /// The shell whose script the program's words ask for; nil where they ask for something else.
    static func asked(_ words: [String], shell caller: String?) -> HookShell? {
        let option = "--generate-completion-script"
        switch words.first {
        case option where words.count == 1:
            return HookShell(rawValue: caller?.split(separator: "/").last.map(String.init) ?? "")
        case option where words.count == 2: return HookShell(rawValue: words[1])
        case let word? where words.count == 1 && word.hasPrefix(option + "="):
            return HookShell(rawValue: String(word.dropFirst(option.count + 1)))
        default: return nil
        }
    }

    static func text(for shell: HookShell) -> String {
        switch shell {
        case .bash: bash
        case .zsh: zsh
        case .fish: fish
        }
    }

    private static let bash = #"""
        # Alcove's completion for bash: the program itself knows what may stand where.
        # shellcheck shell=bash

        _alcove() {
            local rest=$COMP_LINE word gap head
            local -i index beyond
            local -a words=() answer=()
            # Bash has three words in `debian:tr` and in `--network=pr`: what stands together is one.
            for ((index = 0; index <= COMP_CWORD; index++)); do
                word=${COMP_WORDS[index]}
                gap=${rest%%"$word"*}
                rest=${rest#"$gap$word"}
                if ((index == COMP_CWORD)); then
                    [[ -n $word || ${COMP_LINE:0:COMP_POINT} != *[[:blank:]] ]] || gap=' '
                    beyond=$((${#COMP_LINE} - ${#rest} - COMP_POINT))
                    ((beyond <= 0 || beyond > ${#word})) || word=${word:0:${#word} - beyond}
                fi
                if [[ -z $gap && ${#words[@]} -gt 0 ]]; then
                    words[-1]+=$word
                else
                    words+=("$word")
                fi
            done
            # A quotation that is open is the shell's.
            words[-1]=${words[-1]#[\'\"]}
            mapfile -t answer < <("${words[0]/#\~/$HOME}" complete-line bash "${words[@]:1}" 2>/dev/null)
            COMPREPLY=()
            case ${answer[0]-} in
                files) compopt -o default ;;
                folders) compopt -o dirnames ;;
            esac
            # What bash takes for words before this one is there already.
            head=${words[-1]%"$2"}
            for word in "${answer[@]:1}"; do COMPREPLY+=("${word#"$head"}"); done
        }

        complete -F _alcove alcove

        """#

    private static let zsh = #"""
        #compdef alcove
        # Alcove's completion for zsh: the program itself knows what may stand where.

        _alcove() {
            local program=${(Q)words[1]} kind
            local -a answer given
            given=("${(@Q)words[2,CURRENT-1]}")
            (( CURRENT > 2 )) || given=()
            answer=("${(@f)$("${program/#\~/$HOME}" complete-line zsh "${given[@]}" "${(Q)PREFIX}" 2>/dev/null)}")
            kind=$answer[1]
            shift answer
            case $kind in
                files | folders)
                    [[ $PREFIX != -*=* ]] || compset -P 1 '*='
                    if [[ $kind == folders ]]; then _files -/; else _files; fi
                    ;;
                words) (( ! $#answer )) || _describe -V '' answer ;;
            esac
        }

        # By `fpath` this file is the function; by `eval` it tells of it.
        if [[ $funcstack[1] == _alcove ]]; then _alcove "$@"; else compdef _alcove alcove; fi

        """#

    private static let fish = #"""
        # Alcove's completion for fish: the program itself knows what may stand where.

        function __alcove_complete
            set -l line (commandline -opc)
            # A quotation that is open is the shell's.
            set -l word (string trim -l -c '"\'' -- (commandline -ct))
            set -l program (string replace -r '^~(?=/)' -- "$HOME" $line[1])
            set -e line[1]
            set -l answer ($program complete-line fish $line "$word" 2>/dev/null)
            set -l head (string match -r -- '^-[^=]*=' "$word")
            set -l path (string replace -r -- '^-[^=]*=' '' "$word")
            switch "$answer[1]"
                case files
                    printf '%s\n' "$head"(__fish_complete_path "$path")
                case folders
                    printf '%s\n' "$head"(__fish_complete_directories "$path")
                case words
                    set -e answer[1]
                    printf '%s\n' $answer
            end
        end

        complete -c alcove -f -k -a '(__alcove_complete)'

        """#
}
