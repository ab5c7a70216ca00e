import Linux
import Wire

/// Lets bash show the box's name before the prompt, whatever that is.
func setUpProfile(_ context: inout SetupContext) throws(SetupFailure) {
    // Behind a terminal's own, which would take its place. Earlier versions had it in front.
    let (file, former) = ("etc/profile.d/zz-alcove.sh", "etc/profile.d/alcove.sh")
    guard context.root.status("etc/profile.d")?.isDirectory == true, context.state[file] == nil,
        context.state[former] == nil
    else { return }
    try attempt { () throws(SystemError) in
        try context.root.replace(file, with: Array(profile.utf8), mode: 0o644)
    }
    context.state[file] = "written"
}

/// A login shell reads this first and the user's files later; so bash looks at each prompt.
///
/// One that shows the box by itself is left alone. Other shells get the name only where the prompt is
/// their own default. Where a known terminal shows the box, bash tells it its directory as one of the
/// host that the terminal is on, last of all who do: a box may have another name.
private let profile = #"""
    # Written by Alcove; change it as you like, it is not written again.
    # ALCOVE_PROMPT=none leaves the prompt alone.
    if [ -n "${ALCOVE_BOX-}" ] && [ -n "${PS1-}" ] && [ "${ALCOVE_PROMPT-}" != none ]; then
        if [ -n "${BASH_VERSION-}" ]; then
            __alcove_prompt() {
                local last=${1:-$?}
                case $PS1 in
                    *"[$ALCOVE_BOX] "* | *ALCOVE_BOX* | *CONTAINER_ID*) ;;
                    *) PS1="[$ALCOVE_BOX] $PS1" ;;
                esac
                case ${ALCOVE_TERMINAL:+$TERM} in
                    '' | screen* | tmux* | dumb | linux) return $last ;;
                esac
                [ "$PWD" = "${__alcove_told-}" ] || __alcove_tell
                printf '\033]7;file://%s%s\033\\' "$ALCOVE_TERMINAL" "$__alcove_place"
                return $last
            }
            __alcove_tell() {
                local LC_ALL=C rest=${PWD#/run/host} plain
                __alcove_told=$PWD __alcove_place=
                while [ -n "$rest" ]; do
                    plain=${rest%%[!a-zA-Z0-9/._~-]*}
                    __alcove_place=$__alcove_place$plain
                    rest=${rest#"$plain"}
                    [ -n "$rest" ] || break
                    printf -v plain '%%%02X' "'$rest"
                    __alcove_place=$__alcove_place$plain
                    rest=${rest#?}
                done
            }
            # On a line of its own: others may end with ';'. Shells that inherit it have no such function.
            PROMPT_COMMAND="${PROMPT_COMMAND:+$PROMPT_COMMAND
    }__alcove_last=\$?; ! declare -F __alcove_prompt >/dev/null || __alcove_prompt \$__alcove_last"
        else
            case $PS1 in
                '$ ' | '# ' | '\h:\w\$ ') PS1="[$ALCOVE_BOX] $PS1" ;;
            esac
        fi
    fi
    # A shell that a project opened ends when it leaves the project.
    if [ -n "${ALCOVE_LEAVE-}" ] && [ -n "${BASH_VERSION-}" ] && [ -n "${PS1-}" ]; then
        eval "$(alcove hook bash)"
    fi

    """#
