import Linux
import Wire

/// Lets bash show the box's name before the prompt, whatever that is.
func setUpProfile(_ context: inout SetupContext) throws(SetupFailure) {
    let file = "etc/profile.d/alcove.sh"
    guard context.root.status("etc/profile.d")?.isDirectory == true, context.state[file] == nil
    else { return }
    try attempt { () throws(SystemError) in
        try context.root.replace(file, with: Array(profile.utf8), mode: 0o644)
    }
    context.state[file] = "written"
}

/// A login shell reads this first and the user's files later; so bash looks at each prompt.
///
/// One that shows the box by itself is left alone. Other shells get the name only where the prompt is
/// their own default.
private let profile = #"""
    # Written by Alcove; change it as you like, it is not written again.
    # ALCOVE_PROMPT=none leaves the prompt alone.
    if [ -n "${ALCOVE_BOX-}" ] && [ -n "${PS1-}" ] && [ "${ALCOVE_PROMPT-}" != none ]; then
        if [ -n "${BASH_VERSION-}" ]; then
            __alcove_prompt() {
                case $PS1 in
                    *"[$ALCOVE_BOX] "* | *ALCOVE_BOX* | *CONTAINER_ID*) ;;
                    *) PS1="[$ALCOVE_BOX] $PS1" ;;
                esac
            }
            PROMPT_COMMAND="__alcove_prompt${PROMPT_COMMAND:+;$PROMPT_COMMAND}"
        else
            case $PS1 in
                '$ ' | '# ' | '\h:\w\$ ') PS1="[$ALCOVE_BOX] $PS1" ;;
            esac
        fi
    fi

    """#
