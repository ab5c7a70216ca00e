# Alcove's hook for bash 4.4 and later. In ~/.bashrc: eval "$(alcove hook bash)"
#
# Before each prompt it looks, with builtins alone, whether the project or a file of it is another
# one; only then, and only in a project, `alcove` is asked, once. It answers with calls of the
# functions below. What it answered on the way in holds for the next time, too, while the files that
# it came from are as they were.
# shellcheck shell=bash

_alcove_program=@program@
_alcove_protocol=3
_alcove_offers=@offers@

# Sets _alcove_found to the way up to the nearest folder with a manifest, whatever links led here;
# empty for none.
_alcove_find() {
    _alcove_found=.
    until [[ -e $_alcove_found/alcove.toml || -L $_alcove_found/alcove.toml ]]; do
        # Above the root is the root; above a folder that was removed is nothing.
        if [[ ! -d $_alcove_found/.. || $_alcove_found/.. -ef $_alcove_found ]]; then
            _alcove_found=
            return 0
        fi
        _alcove_found+=/..
    done
}

# Whether what `alcove` looked at is another one now.
_alcove_is_stale() {
    _alcove_find
    if [[ -z $_alcove_found || -z $_alcove_folder ]]; then
        [[ $_alcove_found != "$_alcove_folder" ]]
        return
    fi
    # What was not answered has no path without links.
    if [[ ${#_alcove_files[@]} == 0 ]]; then
        [[ ! $_alcove_found -ef $_alcove_folder ]]
        return
    fi
    ! _alcove_is_at "$_alcove_folder" || ! _alcove_is_same
}

# Whether the project is the one of that path: it moved when there is a link in its place now.
_alcove_is_at() {
    [[ $_alcove_found -ef $1 ]] || return 1
    local path=$1
    while [[ -n $path ]]; do
        [[ ! -L $path ]] || return 1
        path=${path%/*}
    done
}

# Whether the files that decide are as they were.
_alcove_is_same() {
    local index file moment
    for ((index = 0; index < ${#_alcove_files[@]}; index += 2)); do
        file=${_alcove_files[index]} moment=${_alcove_files[index + 1]}
        if [[ -z $moment ]]; then
            [[ ! -e $file ]] || return 1
        elif [[ ! -e $moment || $file -nt $moment || $file -ot $moment ]]; then
            return 1
        fi
    done
    return 0
}

_alcove_update() {
    # Asked once, whatever comes of it.
    _alcove_folder=${_alcove_found:+$PWD/$_alcove_found}
    _alcove_files=() _alcove_box=()
    if [[ -z $_alcove_found || ! -x $_alcove_program ]]; then
        _alcove_last=
        [[ -z ${ALCOVE_PROJECT-} ]] || _alcove_leave
        return 0
    fi
    ! _alcove_recall || return 0
    local _alcove_answer
    _alcove_answer=$("$_alcove_program" in-project bash "$_alcove_protocol" "${_alcove_last-}") ||
        _alcove_answer=_alcove_leave
    eval "$_alcove_answer"
}

# Does what `alcove` answered on an earlier way in, if that still holds.
_alcove_recall() {
    local _alcove_index
    for ((_alcove_index = 0; _alcove_index < ${#_alcove_known[@]}; _alcove_index += 3)); do
        _alcove_is_at "${_alcove_known[_alcove_index]}" || continue
        # By variables of another shell it is in already.
        [[ ${ALCOVE_PROJECT-} != "${_alcove_known[_alcove_index]}" ]] || break
        eval "_alcove_files=(${_alcove_known[_alcove_index + 1]})"
        _alcove_is_same || break
        [[ -z ${ALCOVE_PROJECT-} ]] || _alcove_leave
        _alcove_folder=${_alcove_known[_alcove_index]}
        eval "${_alcove_known[_alcove_index + 2]}"
        return 0
    done
    _alcove_files=()
    return 1
}

_alcove_look() {
    if _alcove_is_stale; then _alcove_update; fi
    _alcove_keep_path
    [[ ${#_alcove_box[@]} == 0 ]] || _alcove_open
}

_alcove_prompt() {
    local status=$?
    _alcove_look
    # A shell with `set -e` ends when a command of its prompt fails.
    [[ $- == *e* ]] || return "$status"
}

# What the person was told last.
_alcove_told() { _alcove_last=$1; }

# The project's folder, and the files that decide: each with a file that has the time it had.
_alcove_watch() {
    [[ -z $1 ]] || _alcove_folder=$1
    _alcove_files=("${@:2}")
}

# Keeps what was answered for the next way in. A shell goes between few projects.
_alcove_keep() {
    local IFS=' ' index
    for ((index = 0; index < ${#_alcove_known[@]} && index < 24; index += 3)); do
        [[ ${_alcove_known[index]} != "$_alcove_folder" ]] || break
    done
    _alcove_known=(
        "$_alcove_folder" "${_alcove_files[*]@Q}" "$1"
        "${_alcove_known[@]:0:index}" "${_alcove_known[@]:index+3}"
    )
}

# Enters a project: its folder, what tells it from another, and the folder of its commands.
_alcove_join() {
    export ALCOVE_PROJECT=$1 ALCOVE_PROJECT_MARK=$2 ALCOVE_PROJECT_BIN=$3 ALCOVE_PROJECT_VARIABLES=
    [[ $_alcove_gone != "$3" ]] || _alcove_gone=
    [[ -z $3 ]] || PATH=$3${PATH:+:$PATH}
}

# Sets a variable, and keeps what it was: `x` was exported, `v` was not, `n` was not there.
_alcove_set() {
    # No names that a project may give its variables.
    local _alcove_kind=n _alcove_name=$1
    if [[ -v $_alcove_name ]]; then
        case ${!_alcove_name@a} in
        '') _alcove_kind=v ;;
        x) _alcove_kind=x ;;
        *) return 0 ;; # of a kind that cannot be made again, or not to be set
        esac
        # What programs did not have, they do not get by another name either.
        declare -g "ALCOVE_WAS_$1=${!_alcove_name}"
        [[ $_alcove_kind == v ]] || export "ALCOVE_WAS_$1"
    fi
    export "$1=$2"
    ALCOVE_PROJECT_VARIABLES+=" $_alcove_kind:$1"
}

# Leaves the project: all is as it was before.
_alcove_leave() {
    local IFS=' ' _alcove_name _alcove_was _alcove_entry
    _alcove_gone=${ALCOVE_PROJECT_BIN-}
    _alcove_strip "$_alcove_gone"
    for _alcove_entry in ${ALCOVE_PROJECT_VARIABLES-}; do
        _alcove_name=${_alcove_entry#?:} _alcove_was=ALCOVE_WAS_${_alcove_entry#?:}
        [[ -n $_alcove_name && $_alcove_name != *[!A-Za-z0-9_]* ]] || continue
        # Made read-only meanwhile, it has the value that somebody gave it; programs need not have that.
        if [[ -v $_alcove_name && ${!_alcove_name@a} == *r* ]]; then
            [[ $_alcove_entry == x:* ]] || export -n "${_alcove_name?}"
            unset "$_alcove_was"
            continue
        fi
        case $_alcove_entry in
        x:*) export "$_alcove_name=${!_alcove_was-}" ;;
        # A shell that was started in the project knows none.
        v:*) if [[ -v $_alcove_was ]]; then export -n "$_alcove_name=${!_alcove_was}"; else unset "$_alcove_name"; fi ;;
        *) unset "$_alcove_name" ;;
        esac
        unset "$_alcove_was"
    done
    unset ALCOVE_PROJECT ALCOVE_PROJECT_MARK ALCOVE_PROJECT_BIN ALCOVE_PROJECT_VARIABLES
}

# Takes a folder out of PATH.
_alcove_strip() {
    local path=:$PATH:
    [[ -n $1 && $path == *:"$1":* ]] || return 0
    while [[ $path == *:"$1":* ]]; do path=${path/:"$1":/:}; done
    path=${path#:}
    PATH=${path%:}
}

# Other hooks set PATH to what it was once: what they took out is put back, and the other way round.
_alcove_keep_path() {
    local bin=${ALCOVE_PROJECT_BIN-}
    _alcove_strip "$_alcove_gone"
    [[ -z $bin || :$PATH: == *:"$bin":* ]] || PATH=$bin${PATH:+:$PATH}
}

# The box to be entered, and its project's folder.
_alcove_enter() { _alcove_box=("$@"); }

# Opens a shell in that box; who leaves the folder there is in that place here afterwards.
_alcove_open() {
    local box=${_alcove_box[0]} folder=${_alcove_box[1]} place=
    local left=${XDG_RUNTIME_DIR:-$HOME}/.alcove-left-$$
    _alcove_box=()
    [[ -t 0 && -t 1 && -t 2 ]] || return 0
    [[ ! -e $left ]] || command rm -f -- "$left"
    "$_alcove_program" enter --env "ALCOVE_LEAVE=$folder" --env "ALCOVE_LEFT=$left" "$box" || :
    [[ -f $left ]] || return 0
    IFS= read -r -d '' place <"$left" || :
    command rm -f -- "$left"
    if [[ $place == /* && -d $place ]] && builtin cd -- "$place"; then _alcove_look; fi
}

if [[ $_alcove_offers == yes ]] && ! declare -F _alcove_missing_before >/dev/null; then
    if declare -F command_not_found_handle >/dev/null; then
        _alcove_text=$(declare -f command_not_found_handle)
        eval "_alcove_missing_before${_alcove_text#command_not_found_handle}"
        unset _alcove_text
    else
        _alcove_missing_before() {
            printf '%s: %s: command not found\n' "${0##*/}" "$1" >&2
            return 127
        }
    fi
    command_not_found_handle() {
        local status=127
        if [[ -x $_alcove_program ]]; then
            status=0
            "$_alcove_program" missing-command "$@" || status=$?
        fi
        # 127 says that no box has it either, or nobody wanted it from there.
        [[ $status == 127 ]] || return "$status"
        _alcove_missing_before "$@"
    }
fi

# What other shells were answered on their ways in.
_alcove_known=(@known@)
_alcove_folder=/dev/null _alcove_files=() _alcove_box=() _alcove_gone=
# Start files may have put something before what was taken over from another shell.
if [[ -n ${ALCOVE_PROJECT_BIN-} ]]; then
    _alcove_strip "$ALCOVE_PROJECT_BIN"
    _alcove_keep_path
fi
if [[ ${PROMPT_COMMAND[*]-} != *_alcove_prompt* ]]; then
    # Last, behind hooks that put PATH back; on a line of its own, as those before may end with ';'.
    if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] > 500)) && [[ ${PROMPT_COMMAND[*]@a} == *a* ]]; then
        PROMPT_COMMAND+=(_alcove_prompt)
    else
        # shellcheck disable=SC2178,SC2128  # here it is no array, or one of which the first counts
        PROMPT_COMMAND=${PROMPT_COMMAND:+$PROMPT_COMMAND$'\n'}_alcove_prompt
    fi
fi
