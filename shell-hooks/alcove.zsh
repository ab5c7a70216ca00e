# Alcove's hook for zsh. In ~/.zshrc: eval "$(alcove hook zsh)"
#
# Before each prompt, and after each change of the directory, it looks with builtins alone whether
# the project or a file of it is another one; only then, and only in a project, `alcove` is asked,
# once. It answers with calls of the functions below. What it answered on the way in holds for the
# next time, too, while the files that it came from are as they were.

typeset -g _alcove_program=@program@ _alcove_protocol=3 _alcove_offers=@offers@

# Sets _alcove_found to the way up to the nearest folder with a manifest, whatever links led here;
# empty for none.
_alcove_find() {
    emulate -L zsh
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
    emulate -L zsh
    _alcove_find
    if [[ -z $_alcove_found || -z $_alcove_folder ]]; then
        [[ $_alcove_found != "$_alcove_folder" ]]
        return
    fi
    # What was not answered has no path without links.
    if (( $#_alcove_files == 0 )); then
        [[ ! $_alcove_found -ef $_alcove_folder ]]
        return
    fi
    ! _alcove_is_at "$_alcove_folder" || ! _alcove_is_same
}

# Whether the project is the one of that path: it moved when there is a link in its place now.
_alcove_is_at() {
    emulate -L zsh
    [[ $_alcove_found -ef $1 && ${1:A} == "$1" ]]
}

# Whether the files that decide are as they were.
_alcove_is_same() {
    emulate -L zsh
    local file moment
    # For zsh, what is not there is neither newer nor older.
    for file moment in "${_alcove_files[@]}"; do
        if [[ -z $moment ]]; then
            [[ ! -e $file ]] || return 1
        elif [[ ! -e $file || ! -e $moment || $file -nt $moment || $file -ot $moment ]]; then
            return 1
        fi
    done
    return 0
}

_alcove_update() {
    emulate -L zsh
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
    _alcove_answer=$("$_alcove_program" in-project zsh "$_alcove_protocol" "$_alcove_last") ||
        _alcove_answer=_alcove_leave
    eval "$_alcove_answer"
}

# Does what `alcove` answered on an earlier way in, if that still holds.
_alcove_recall() {
    emulate -L zsh
    local _alcove_place _alcove_kept _alcove_answer
    for _alcove_place _alcove_kept _alcove_answer in "${_alcove_known[@]}"; do
        _alcove_is_at "$_alcove_place" || continue
        # By variables of another shell it is in already.
        [[ ${ALCOVE_PROJECT-} != "$_alcove_place" ]] || break
        _alcove_files=("${(@Q)${(z)_alcove_kept}}")
        _alcove_is_same || break
        [[ -z ${ALCOVE_PROJECT-} ]] || _alcove_leave
        _alcove_folder=$_alcove_place
        eval "$_alcove_answer"
        return 0
    done
    _alcove_files=()
    return 1
}

# A shell in a box is opened before a prompt alone: `$(cd project && …)` is no place for one.
_alcove_changed() {
    emulate -L zsh
    if _alcove_is_stale; then _alcove_update; fi
    _alcove_keep_path
    return 0
}

_alcove_prompt() {
    emulate -L zsh
    _alcove_changed
    (( $#_alcove_box == 0 )) || _alcove_open
    return 0
}

# What the person was told last.
_alcove_told() { _alcove_last=$1 }

# The project's folder, and the files that decide: each with a file that has the time it had.
_alcove_watch() {
    emulate -L zsh
    [[ -z $1 ]] || _alcove_folder=$1
    _alcove_files=("${@:2}")
}

# Keeps what was answered for the next way in. A shell goes between few projects.
_alcove_keep() {
    emulate -L zsh
    local -a others
    local place files answer
    for place files answer in "${_alcove_known[@]}"; do
        (( $#others < 24 )) || break
        [[ $place == "$_alcove_folder" ]] || others+=("$place" "$files" "$answer")
    done
    _alcove_known=("$_alcove_folder" "${(j: :)${(@qq)_alcove_files}}" "$1" "${others[@]}")
}

# Enters a project: its folder, what tells it from another, and the folder of its commands.
_alcove_join() {
    emulate -L zsh
    export ALCOVE_PROJECT=$1 ALCOVE_PROJECT_MARK=$2 ALCOVE_PROJECT_BIN=$3 ALCOVE_PROJECT_VARIABLES=
    [[ $_alcove_gone != "$3" ]] || _alcove_gone=
    [[ -z $3 ]] || PATH=$3${PATH:+:$PATH}
}

# Sets a variable, and keeps what it was: `x` was exported, `v` was not, `n` was not there.
_alcove_set() {
    emulate -L zsh
    # No name that a project may give its variables.
    local _alcove_kind=n
    case ${(Pt)1-} in
    '') ;;
    scalar) _alcove_kind=v ;;
    scalar-export) _alcove_kind=x ;;
    *) return 0 ;; # of a kind that cannot be made again, or not to be set
    esac
    # What programs did not have, they do not get by another name either.
    case $_alcove_kind in
    v) typeset -g "ALCOVE_WAS_$1=${(P)1}" ;;
    x) export "ALCOVE_WAS_$1=${(P)1}" ;;
    esac
    export "$1=$2"
    ALCOVE_PROJECT_VARIABLES+=" $_alcove_kind:$1"
}

# Leaves the project: all is as it was before.
_alcove_leave() {
    emulate -L zsh
    local _alcove_name _alcove_was _alcove_entry
    _alcove_gone=${ALCOVE_PROJECT_BIN-}
    _alcove_strip "$_alcove_gone"
    for _alcove_entry in ${=ALCOVE_PROJECT_VARIABLES-}; do
        _alcove_name=${_alcove_entry#?:} _alcove_was=ALCOVE_WAS_${_alcove_entry#?:}
        [[ -n $_alcove_name && $_alcove_name != *[^A-Za-z0-9_]* ]] || continue
        # Made read-only meanwhile, it has the value that somebody gave it; programs need not have that.
        if [[ ${(Pt)_alcove_name-} == *readonly* ]]; then
            [[ $_alcove_entry == x:* ]] || typeset -g +x "$_alcove_name"
            unset "$_alcove_was"
            continue
        fi
        case $_alcove_entry in
        x:*) export "$_alcove_name=${(P)_alcove_was-}" ;;
        v:*)
            # A shell that was started in the project knows none.
            if (( ${(P)+_alcove_was} )); then
                typeset -g +x "$_alcove_name=${(P)_alcove_was}"
            else
                unset "$_alcove_name"
            fi
            ;;
        *) unset "$_alcove_name" ;;
        esac
        unset "$_alcove_was"
    done
    unset ALCOVE_PROJECT ALCOVE_PROJECT_MARK ALCOVE_PROJECT_BIN ALCOVE_PROJECT_VARIABLES
}

# Takes a folder out of PATH.
_alcove_strip() {
    emulate -L zsh
    local all=:$PATH:
    [[ -n $1 && $all == *:"$1":* ]] || return 0
    while [[ $all == *:"$1":* ]]; do all=${all/:"$1":/:}; done
    all=${all#:}
    PATH=${all%:}
}

# Other hooks set PATH to what it was once: what they took out is put back, and the other way round.
_alcove_keep_path() {
    emulate -L zsh
    local bin=${ALCOVE_PROJECT_BIN-}
    _alcove_strip "$_alcove_gone"
    [[ -z $bin || :$PATH: == *:"$bin":* ]] || PATH=$bin${PATH:+:$PATH}
}

# The box to be entered, and its project's folder.
_alcove_enter() { _alcove_box=("$@") }

# Opens a shell in that box; who leaves the folder there is in that place here afterwards.
_alcove_open() {
    emulate -L zsh
    local box=$_alcove_box[1] folder=$_alcove_box[2] place=
    local left=${XDG_RUNTIME_DIR:-$HOME}/.alcove-left-$$
    _alcove_box=()
    [[ -t 0 && -t 1 && -t 2 ]] || return 0
    [[ ! -e $left ]] || command rm -f -- "$left"
    "$_alcove_program" enter --env "ALCOVE_LEAVE=$folder" --env "ALCOVE_LEFT=$left" "$box"
    [[ -f $left ]] || return 0
    IFS= read -r -d '' place <"$left"
    command rm -f -- "$left"
    if [[ $place == /* && -d $place ]] && builtin cd -- "$place"; then _alcove_prompt; fi
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
        local result=127
        if [[ -x $_alcove_program ]]; then
            result=0
            "$_alcove_program" missing-command "$@" || result=$?
        fi
        # 127 says that no box has it either, or nobody wanted it from there.
        (( result == 127 )) || return $result
        _alcove_missing_before "$@"
    }
fi

typeset -ga _alcove_files=() _alcove_box=()
# What other shells were answered on their ways in.
typeset -ga _alcove_known=(@known@)
typeset -g _alcove_folder=/dev/null _alcove_last=${_alcove_last-} _alcove_found= _alcove_gone=
# Start files may have put something before what was taken over from another shell.
if [[ -n ${ALCOVE_PROJECT_BIN-} ]]; then
    _alcove_strip "$ALCOVE_PROJECT_BIN"
    _alcove_keep_path
fi
autoload -Uz add-zsh-hook
add-zsh-hook precmd _alcove_prompt
add-zsh-hook chpwd _alcove_changed
