import Linux

/// Lets zsh and fish show the box's name before the prompt, whatever that is.
///
/// Zsh has no directory for others' settings; it is led to one of ours first, which sends it back to
/// the user's own: see ``ShellPrompts``. Fish has one in `/etc`.
func setUpPrompts(_ context: inout SetupContext) throws(SetupFailure) {
    try attempt { () throws(SystemError) in
        try context.root.makeDirectories(String(ShellPrompts.zsh.dropFirst()))
        let file = "\(ShellPrompts.zsh)/.zshenv".dropFirst()
        try context.root.replace(String(file), with: Array(zshPrompt.utf8), mode: 0o644)
    }
    let file = "etc/fish/conf.d/alcove.fish"
    guard context.root.status("etc/fish")?.isDirectory == true, context.state[file] == nil
    else { return }
    try attempt { () throws(SystemError) in
        try context.root.makeDirectories("etc/fish/conf.d")
        try context.root.replace(file, with: Array(fishPrompt.utf8), mode: 0o644)
    }
    context.state[file] = "written"
}

/// Read in the place of the user's, which it reads; all files behind it are the user's again.
private let zshPrompt = #"""
    # Written by Alcove at each start of the box.
    if (( ${+ALCOVE_ZDOTDIR} )); then
        export ZDOTDIR=$ALCOVE_ZDOTDIR
        unset ALCOVE_ZDOTDIR
    else
        unset ZDOTDIR
    fi
    if [[ -o interactive && -n ${ALCOVE_BOX-} && ${ALCOVE_PROMPT-} != none ]]; then
        __alcove_prompt() {
            emulate -L zsh
            # Behind all who make the prompt anew each time.
            if [[ ${precmd_functions[-1]} != __alcove_prompt ]]; then
                precmd_functions=(${precmd_functions:#__alcove_prompt} __alcove_prompt)
            fi
            case $PROMPT in
                *"[$ALCOVE_BOX] "* | *ALCOVE_BOX* | *CONTAINER_ID*) ;;
                *) PROMPT="[$ALCOVE_BOX] $PROMPT" ;;
            esac
            case ${ALCOVE_TERMINAL:+$TERM} in
                '' | screen* | tmux* | dumb | linux) return ;;
            esac
            local LC_ALL=C rest=${PWD#/run/host} place= char
            for char in ${(s::)rest}; do
                case $char in
                    [a-zA-Z0-9/._~-]) place+=$char ;;
                    *) place+=%${(l:2::0:)$(( [##16] #char ))} ;;
                esac
            done
            printf '\033]7;file://%s%s\033\\' $ALCOVE_TERMINAL $place
        }
        typeset -ga precmd_functions
        precmd_functions+=(__alcove_prompt)
    fi
    # A shell that a project opened ends when it leaves the project.
    if [[ -o interactive && -n ${ALCOVE_LEAVE-} ]]; then eval "$(alcove hook zsh)"; fi
    [[ ! -r ${ZDOTDIR-$HOME}/.zshenv ]] || source ${ZDOTDIR-$HOME}/.zshenv

    """#

private let fishPrompt = #"""
    # Written by Alcove; change it as you like, it is not written again.
    # ALCOVE_PROMPT=none leaves the prompt alone.
    if status is-interactive; and set -q ALCOVE_BOX; and test "$ALCOVE_PROMPT" != none
        function __alcove_status
            return $argv[1]
        end
        function __alcove_prompt --on-event fish_prompt
            if not functions fish_prompt | string match -qr 'ALCOVE_BOX|CONTAINER_ID'
                functions -e __alcove_own_prompt
                functions -c fish_prompt __alcove_own_prompt
                function fish_prompt
                    set -l last $status
                    echo -n "[$ALCOVE_BOX] "
                    __alcove_status $last
                    __alcove_own_prompt
                end
            end
            set -q ALCOVE_TERMINAL; or return
            string match -qr '^(screen|tmux|dumb|linux)' -- $TERM; and return
            set -l place (string replace -r '^/run/host(?=/)' '' -- $PWD | string escape --style=url)
            printf '\e]7;file://%s%s\e\\' $ALCOVE_TERMINAL $place
        end
    end
    # A shell that a project opened ends when it leaves the project.
    if status is-interactive; and test -n "$ALCOVE_LEAVE"
        alcove hook fish | source
    end

    """#
