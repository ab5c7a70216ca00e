import Linux

/// The hook of a shell in a box, as `alcove hook` writes it there.
///
/// A start file in a home that the box shares has the host's line for it. In a box that a project
/// opened, the shell ends when it leaves the project's folder, and tells the host's shell where it
/// went; that one names the folder and the file to tell it by in `ALCOVE_LEAVE` and `ALCOVE_LEFT`.
enum BoxHook {
    /// The text for a shell; nil for what is none.
    static func text(_ shell: String) -> String? {
        switch shell {
        case "bash": bash
        case "zsh": zsh
        case "fish": fish
        default: nil
        }
    }

    /// Of nested shells only the outermost one ends so.
    private static let bash = """
        if [[ -n ${ALCOVE_LEAVE-} && -n ${ALCOVE_LEFT-} && ${ALCOVE_LEAVER-$$} == "$$" ]]; then
            export ALCOVE_LEAVER=$$
            _alcove_prompt() {
                local status=$?
                case $PWD/ in "$ALCOVE_LEAVE"/*) [[ $- == *e* ]] || return "$status"; return 0 ;; esac
                printf '%s\\0' "$PWD" >"$ALCOVE_LEFT"
                exit 0
            }
            [[ ${PROMPT_COMMAND[*]-} == *_alcove_prompt* ]] ||
                PROMPT_COMMAND="_alcove_prompt${PROMPT_COMMAND:+;$PROMPT_COMMAND}"
        fi

        """

    private static let zsh = """
        if [[ -n ${ALCOVE_LEAVE-} && -n ${ALCOVE_LEFT-} && ${ALCOVE_LEAVER-$$} == "$$" ]]; then
            export ALCOVE_LEAVER=$$
            _alcove_prompt() {
                emulate -L zsh
                case $PWD/ in "$ALCOVE_LEAVE"/*) return 0 ;; esac
                printf '%s\\0' "$PWD" >"$ALCOVE_LEFT"
                exit 0
            }
            autoload -Uz add-zsh-hook
            add-zsh-hook precmd _alcove_prompt
        fi

        """

    private static let fish = """
        if test -n "$ALCOVE_LEAVE" -a -n "$ALCOVE_LEFT"
            set -q ALCOVE_LEAVER; or set -gx ALCOVE_LEAVER $fish_pid
            if test "$ALCOVE_LEAVER" = $fish_pid
                function _alcove_prompt --on-event fish_prompt
                    set -l length (string length -- "$ALCOVE_LEAVE/")
                    test (string sub -l $length -- "$PWD/") = "$ALCOVE_LEAVE/"; and return
                    printf '%s\\0' $PWD >$ALCOVE_LEFT
                    exit 0
                end
            end
        end

        """
}
