#!/usr/bin/env bash
# hook.bash — what the hooks of Alcove and of direnv take before a prompt, in the shell that has them.
#
#   hook.bash TURNS PLACE     PLACE has folders 'project' and 'outside', each with a folder 'sub'
#
# Prints a line for each prompt: what was done before it, and the microseconds of both hooks; the second is empty where
# there is no direnv. Who is first changes with each turn.
set -u
LC_ALL=C
eval "$(alcove hook bash)"
! type -P direnv >/dev/null || eval "$(direnv hook bash)"
direnv allow "$2/project" 2>/dev/null || true

timed() { # HOOK: sets `elapsed`
    local from=$EPOCHREALTIME to
    "$1" 2>/dev/null
    to=$EPOCHREALTIME
    elapsed=$((${to/./} - ${from/./}))
}

before_prompt() { # STEP
    local ours='' theirs=''
    if ((turn % 2)); then
        timed _alcove_prompt
        ours=$elapsed
    fi
    if declare -F _direnv_hook >/dev/null; then
        timed _direnv_hook
        theirs=$elapsed
    fi
    if [ -z "$ours" ]; then
        timed _alcove_prompt
        ours=$elapsed
    fi
    printf '%s\t%s\t%s\n' "$1" "$ours" "$theirs"
}

step() { # STEP FOLDER
    cd "$2" || exit 1
    before_prompt "$1"
}

for ((turn = 0; turn < $1; turn++)); do
    # As a shell of a new window has it.
    eval "$(alcove hook bash)"
    step first "$2/project"
    step out "$2/outside"
    # As after a change of the project: what was answered before holds no longer.
    # shellcheck disable=SC2034  # the hook's
    _alcove_known=()
    step asked "$2/project"
    step out "$2/outside"
    step in "$2/project"
    step same "$2/project"
    step within "$2/project/sub"
    step out "$2/outside"
    step outside "$2/outside/sub"
done
