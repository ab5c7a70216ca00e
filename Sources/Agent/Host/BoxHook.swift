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
    ///
    /// Where it is, is told by what the folders are, not by their names: links may have led there, and
    /// the host's are also below `/run/host`.
    private static let bash = """
        if [[ -n ${ALCOVE_LEAVE-} && -n ${ALCOVE_LEFT-} && ${ALCOVE_LEAVER-$$} == "$$" ]]; then
            export ALCOVE_LEAVER=$$
            _alcove_is_in() {
                local way=.
                until [[ $way -ef $1 ]]; do
                    [[ -d $way/.. && ! $way/.. -ef $way ]] || return 1
                    way+=/..
                done
            }
            _alcove_stay_or_leave() {
                local status=$?
                if ! _alcove_is_in "$_alcove_home"; then
                    printf '%s\\0' "${PWD#/run/host}" >"$ALCOVE_LEFT"
                    exit 0
                fi
                [[ $- == *e* ]] || return "$status"
            }
            for _alcove_home in "$ALCOVE_LEAVE" "/run/host$ALCOVE_LEAVE"; do
                _alcove_is_in "$_alcove_home" || continue
                [[ ${PROMPT_COMMAND[*]-} == *_alcove_stay_or_leave* ]] ||
                    PROMPT_COMMAND="_alcove_stay_or_leave${PROMPT_COMMAND:+;$PROMPT_COMMAND}"
                break
            done
        fi

        """

    private static let zsh = """
        if [[ -n ${ALCOVE_LEAVE-} && -n ${ALCOVE_LEFT-} && ${ALCOVE_LEAVER-$$} == "$$" ]]; then
            export ALCOVE_LEAVER=$$
            _alcove_is_in() {
                emulate -L zsh
                local way=.
                until [[ $way -ef $1 ]]; do
                    [[ -d $way/.. && ! $way/.. -ef $way ]] || return 1
                    way+=/..
                done
            }
            _alcove_stay_or_leave() {
                emulate -L zsh
                _alcove_is_in "$_alcove_home" && return 0
                printf '%s\\0' "${PWD#/run/host}" >"$ALCOVE_LEFT"
                exit 0
            }
            for _alcove_home in "$ALCOVE_LEAVE" "/run/host$ALCOVE_LEAVE"; do
                _alcove_is_in "$_alcove_home" || continue
                autoload -Uz add-zsh-hook
                add-zsh-hook precmd _alcove_stay_or_leave
                break
            done
        fi

        """

    private static let fish = """
        if test -n "$ALCOVE_LEAVE" -a -n "$ALCOVE_LEFT"
            set -q ALCOVE_LEAVER; or set -gx ALCOVE_LEAVER $fish_pid
            if test "$ALCOVE_LEAVER" = $fish_pid
                function _alcove_is_in
                    set -l way .
                    while not test $way -ef $argv[1]
                        test -d $way/..; and not test $way/.. -ef $way; or return 1
                        set way $way/..
                    end
                    return 0
                end
                for place in $ALCOVE_LEAVE /run/host$ALCOVE_LEAVE
                    _alcove_is_in $place; or continue
                    set -g _alcove_home $place
                    function _alcove_stay_or_leave --on-event fish_prompt
                        _alcove_is_in $_alcove_home; and return
                        printf '%s\\0' (string replace -r '^/run/host' '' -- $PWD) >$ALCOVE_LEFT
                        exit 0
                    end
                    break
                end
            end
        end

        """
}
