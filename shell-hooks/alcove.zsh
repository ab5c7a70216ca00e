# Alcove's hook for zsh. In ~/.zshrc: eval "$(alcove hook zsh)"
#
# Before each prompt, and after each change of the directory, it looks with builtins alone whether
# the directory or a file of its project is another one; only then `alcove` is asked, once. It
# answers with calls of the functions below.

typeset -g _alcove_program=@program@ _alcove_protocol=1 _alcove_offers=@offers@

# Sets _alcove_found to the nearest folder with a manifest; empty for none.
_alcove_find() {
    emulate -L zsh
    local folder=${PWD%/}
    while true; do
        if [[ -e $folder/alcove.toml || -L $folder/alcove.toml ]]; then
            _alcove_found=${folder:-/}
            return
        fi
        [[ -n $folder ]] || break
        folder=${folder%/*}
    done
    _alcove_found=
}

# Whether what `alcove` looked at is another one now.
_alcove_is_stale() {
    emulate -L zsh
    _alcove_find
    [[ $_alcove_found == "$_alcove_folder" ]] || return 0
    local file moment
    for file moment in "${_alcove_files[@]}"; do
        if [[ -z $moment ]]; then
            [[ ! -e $file ]] || return 0
        elif [[ ! -e $moment || $file -nt $moment || $file -ot $moment ]]; then
            return 0
        fi
    done
    return 1
}

_alcove_update() {
    emulate -L zsh
    _alcove_find
    _alcove_pwd=$PWD _alcove_folder=$_alcove_found
    if [[ -z $_alcove_found && -z ${ALCOVE_PROJECT-} ]]; then
        _alcove_files=() _alcove_last=
        return 0
    fi
    if [[ ! -x $_alcove_program ]]; then
        [[ -z ${ALCOVE_PROJECT-} ]] || _alcove_leave
        return 0
    fi
    local answer
    answer=$("$_alcove_program" in-project zsh "$_alcove_protocol" "$_alcove_last") || return 0
    eval "$answer"
}

_alcove_prompt() {
    emulate -L zsh
    if [[ $PWD != "$_alcove_pwd" ]] || _alcove_is_stale; then _alcove_update; fi
    return 0
}

# What the person was told last.
_alcove_told() { _alcove_last=$1 }

# The files that decide: each with a file that has the time it had.
_alcove_watch() { _alcove_files=("$@") }

# Enters a project: its folder, what tells it from another, and the folder of its commands.
_alcove_join() {
    export ALCOVE_PROJECT=$1 ALCOVE_PROJECT_MARK=$2 ALCOVE_PROJECT_BIN=$3 ALCOVE_PROJECT_VARIABLES=
    [[ -z $3 ]] || PATH=$3${PATH:+:$PATH}
}

# Sets a variable, and keeps what it was: `x` was exported, `v` was not, `n` was not there.
_alcove_set() {
    emulate -L zsh
    local kind=n
    case ${(Pt)1-} in
    '') ;;
    scalar) kind=v ;;
    scalar-export) kind=x ;;
    *) return 0 ;; # of a kind that cannot be made again, or not to be set
    esac
    [[ $kind == n ]] || export "ALCOVE_WAS_$1=${(P)1}"
    export "$1=$2"
    ALCOVE_PROJECT_VARIABLES+=" $kind:$1"
}

# Leaves the project: all is as it was before.
_alcove_leave() {
    emulate -L zsh
    local all=:$PATH: bin=${ALCOVE_PROJECT_BIN-} name was entry
    if [[ -n $bin ]]; then
        while [[ $all == *:"$bin":* ]]; do all=${all/:"$bin":/:}; done
        all=${all#:}
        PATH=${all%:}
    fi
    for entry in ${=ALCOVE_PROJECT_VARIABLES-}; do
        name=${entry#?:} was=ALCOVE_WAS_${entry#?:}
        case $entry in
        x:*) export "$name=${(P)was-}" ;;
        v:*) typeset -g +x "$name=${(P)was-}" ;;
        *) unset "$name" ;;
        esac
        unset "$was"
    done
    unset ALCOVE_PROJECT ALCOVE_PROJECT_MARK ALCOVE_PROJECT_BIN ALCOVE_PROJECT_VARIABLES
}

# Opens a shell in the box; who leaves the project's folder there is in that place here afterwards.
_alcove_enter() {
    emulate -L zsh
    local left=${XDG_RUNTIME_DIR:-$HOME}/.alcove-left-$$ place=
    "$_alcove_program" enter --env "ALCOVE_LEAVE=$2" --env "ALCOVE_LEFT=$left" "$1" </dev/tty
    if [[ -f $left ]]; then
        IFS= read -r -d '' place <"$left"
        command rm -f -- "$left"
        [[ -z $place || ! -d $place ]] || builtin cd -q -- "$place"
    fi
    return 0
}

if [[ $_alcove_offers == yes ]] && (( ! $+functions[_alcove_missing_before] )); then
    if (( $+functions[command_not_found_handler] )); then
        functions[_alcove_missing_before]=$functions[command_not_found_handler]
    else
        _alcove_missing_before() {
            print -r -u2 -- "zsh: command not found: $1"
            return 127
        }
    fi
    command_not_found_handler() {
        local result=0
        "$_alcove_program" missing-command "$@" || result=$?
        # 127 says that no box has it either, or nobody wanted it from there.
        (( result == 127 )) || return $result
        _alcove_missing_before "$@"
    }
fi

typeset -g _alcove_pwd= _alcove_folder= _alcove_last=${_alcove_last-} _alcove_found=
typeset -ga _alcove_files=()
autoload -Uz add-zsh-hook
add-zsh-hook precmd _alcove_prompt
add-zsh-hook chpwd _alcove_prompt
