# Alcove's hook for bash 4.4 and later. In ~/.bashrc: eval "$(alcove hook bash)"
#
# Before each prompt it looks, with builtins alone, whether the directory or a file of its project is
# another one; only then `alcove` is asked, once. It answers with calls of the functions below.
# shellcheck shell=bash

_alcove_program=@program@
_alcove_protocol=1
_alcove_offers=@offers@

# Sets _alcove_found to the nearest folder with a manifest; empty for none.
_alcove_find() {
    local folder=${PWD%/}
    while :; do
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
    _alcove_find
    [[ $_alcove_found == "${_alcove_folder-}" ]] || return 0
    local index file moment
    for ((index = 0; index < ${#_alcove_files[@]}; index += 2)); do
        file=${_alcove_files[index]} moment=${_alcove_files[index + 1]}
        if [[ -z $moment ]]; then
            [[ ! -e $file ]] || return 0
        elif [[ ! -e $moment || $file -nt $moment || $file -ot $moment ]]; then
            return 0
        fi
    done
    return 1
}

_alcove_update() {
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
    answer=$("$_alcove_program" in-project bash "$_alcove_protocol" "${_alcove_last-}") || return 0
    eval "$answer"
}

_alcove_prompt() {
    local status=$?
    if [[ $PWD != "${_alcove_pwd-}" ]] || _alcove_is_stale; then _alcove_update; fi
    # A shell with `set -e` ends when a command of its prompt fails.
    [[ $- == *e* ]] || return "$status"
}

# What the person was told last.
_alcove_told() { _alcove_last=$1; }

# The files that decide: each with a file that has the time it had.
_alcove_watch() { _alcove_files=("$@"); }

# Enters a project: its folder, what tells it from another, and the folder of its commands.
_alcove_join() {
    export ALCOVE_PROJECT=$1 ALCOVE_PROJECT_MARK=$2 ALCOVE_PROJECT_BIN=$3 ALCOVE_PROJECT_VARIABLES=
    [[ -z $3 ]] || PATH=$3${PATH:+:$PATH}
}

# Sets a variable, and keeps what it was: `x` was exported, `v` was not, `n` was not there.
_alcove_set() {
    local name=$1 kind=n
    if [[ -v $name ]]; then
        case ${!name@a} in
        '') kind=v ;;
        x) kind=x ;;
        *) return 0 ;; # of a kind that cannot be made again, or not to be set
        esac
        export "ALCOVE_WAS_$name=${!name}"
    fi
    export "$name=$2"
    ALCOVE_PROJECT_VARIABLES+=" $kind:$name"
}

# Leaves the project: all is as it was before.
_alcove_leave() {
    local IFS=' ' path=:$PATH: bin=${ALCOVE_PROJECT_BIN-} name was entry
    if [[ -n $bin ]]; then
        while [[ $path == *:"$bin":* ]]; do path=${path/:"$bin":/:}; done
        path=${path#:}
        PATH=${path%:}
    fi
    for entry in ${ALCOVE_PROJECT_VARIABLES-}; do
        name=${entry#?:} was=ALCOVE_WAS_${entry#?:}
        case $entry in
        x:*) export "$name=${!was-}" ;;
        v:*) export -n "$name=${!was-}" ;;
        *) unset "$name" ;;
        esac
        unset "$was"
    done
    unset ALCOVE_PROJECT ALCOVE_PROJECT_MARK ALCOVE_PROJECT_BIN ALCOVE_PROJECT_VARIABLES
}

# Opens a shell in the box; who leaves the project's folder there is in that place here afterwards.
_alcove_enter() {
    local left=${XDG_RUNTIME_DIR:-$HOME}/.alcove-left-$$ place=
    "$_alcove_program" enter --env "ALCOVE_LEAVE=$2" --env "ALCOVE_LEFT=$left" "$1" || :
    if [[ -f $left ]]; then
        IFS= read -r -d '' place <"$left" || :
        rm -f -- "$left"
        [[ -z $place || ! -d $place ]] || builtin cd -- "$place" || :
    fi
}

if [[ $_alcove_offers == yes ]] && ! declare -F _alcove_missing_before >/dev/null; then
    if declare -F command_not_found_handle >/dev/null; then
        eval "_alcove_missing_before$(declare -f command_not_found_handle | sed '1s/^command_not_found_handle//')"
    else
        _alcove_missing_before() {
            printf 'bash: %s: command not found\n' "$1" >&2
            return 127
        }
    fi
    command_not_found_handle() {
        local status=0
        "$_alcove_program" missing-command "$@" || status=$?
        # 127 says that no box has it either, or nobody wanted it from there.
        [[ $status == 127 ]] || return "$status"
        _alcove_missing_before "$@"
    }
fi

_alcove_files=()
unset _alcove_pwd
if [[ ${PROMPT_COMMAND[*]-} != *_alcove_prompt* ]]; then
    if [[ ${PROMPT_COMMAND+set} && ${PROMPT_COMMAND@a} == *a* ]]; then
        PROMPT_COMMAND=(_alcove_prompt "${PROMPT_COMMAND[@]}")
    else
        # shellcheck disable=SC2178,SC2128  # here it is no array
        PROMPT_COMMAND="_alcove_prompt${PROMPT_COMMAND:+;$PROMPT_COMMAND}"
    fi
fi
