# Alcove's hook for fish 3.6 and later. In ~/.config/fish/config.fish: alcove hook fish | source
#
# Before each prompt, and after each change of the directory, it looks with builtins alone whether
# the project or a file of it is another one; only then, and only in a project, `alcove` is asked,
# once. It answers with calls of the functions below. What it answered on the way in holds for the
# next time, too, while the files that it came from are as they were.

if not test / -ef / 2>/dev/null
    echo 'alcove: the hook needs fish 3.6 or later' >&2
    return
end

set -g _alcove_program @program@
set -g _alcove_protocol 3
set -g _alcove_offers @offers@

# Sets _alcove_found to the way up to the nearest folder with a manifest, whatever links led here;
# empty for none.
function _alcove_find
    set -g _alcove_found .
    while not test -e $_alcove_found/alcove.toml -o -L $_alcove_found/alcove.toml
        # Above the root is the root; above a folder that was removed is nothing.
        if not test -d $_alcove_found/..; or test $_alcove_found/.. -ef $_alcove_found
            set -g _alcove_found ''
            return
        end
        set -g _alcove_found $_alcove_found/..
    end
end

# Whether what `alcove` looked at is another one now.
function _alcove_is_stale
    _alcove_find
    if test -z "$_alcove_found" -o -z "$_alcove_folder"
        test "$_alcove_found" != "$_alcove_folder"
        return
    end
    # What was not answered has no path without links.
    if test (count $_alcove_files) -eq 0
        not test "$_alcove_found" -ef "$_alcove_folder"
        return
    end
    not _alcove_is_at $_alcove_folder; or not _alcove_is_same
end

# Whether the project is the one of that path: it moved when there is a link in its place now.
function _alcove_is_at
    test "$_alcove_found" -ef "$argv[1]"; or return
    test (path resolve -- $argv[1] | string collect --no-trim-newlines) = $argv[1]\n
end

# Whether the files that decide are as they were.
function _alcove_is_same
    set -l index 1
    while test $index -lt (count $_alcove_files)
        set -l file $_alcove_files[$index]
        set -l moment $_alcove_files[(math $index + 1)]
        if test -z "$moment"
            test -e "$file"; and return 1
        else if not test -e "$moment"
            return 1
        else if test "$file" -nt "$moment" -o "$file" -ot "$moment"
            return 1
        end
        set index (math $index + 2)
    end
    return 0
end

function _alcove_update
    # Asked once, whatever comes of it.
    set -g _alcove_folder ''
    test -z "$_alcove_found"; or set -g _alcove_folder $PWD/$_alcove_found
    set -g _alcove_files
    set -g _alcove_box
    if test -z "$_alcove_found"; or not test -x "$_alcove_program"
        set -g _alcove_last ''
        test -z "$ALCOVE_PROJECT"; or _alcove_leave
        return 0
    end
    _alcove_recall; and return 0
    set -l answer ($_alcove_program in-project fish $_alcove_protocol "$_alcove_last" | string collect)
    test $pipestatus[1] -eq 0; or set answer _alcove_leave
    # Not `source`, whose commands would not have the terminal.
    eval "$answer"
end

# Does what `alcove` answered on an earlier way in, if that still holds.
function _alcove_recall
    set -l _alcove_index 1
    while test $_alcove_index -lt (count $_alcove_known)
        set -l _alcove_place $_alcove_known[$_alcove_index]
        if _alcove_is_at $_alcove_place
            # By variables of another shell it is in already.
            test "$ALCOVE_PROJECT" != "$_alcove_place"; or break
            eval set -g _alcove_files $_alcove_known[(math $_alcove_index + 1)]
            _alcove_is_same; or break
            test -z "$ALCOVE_PROJECT"; or _alcove_leave
            set -g _alcove_folder $_alcove_place
            eval $_alcove_known[(math $_alcove_index + 2)]
            return 0
        end
        set _alcove_index (math $_alcove_index + 3)
    end
    set -g _alcove_files
    return 1
end

# A shell in a box is opened before a prompt alone: `(cd project; …)` is no place for one.
function _alcove_changed --on-variable PWD
    set -l before $status
    _alcove_is_stale; and _alcove_update
    _alcove_keep_path
    return $before
end

function _alcove_prompt --on-event fish_prompt
    set -l before $status
    _alcove_changed
    test (count $_alcove_box) -eq 0; or _alcove_open
    return $before
end

# What the person was told last.
function _alcove_told
    set -g _alcove_last $argv[1]
end

# The project's folder, and the files that decide: each with a file that has the time it had.
function _alcove_watch
    test -z "$argv[1]"; or set -g _alcove_folder $argv[1]
    set -g _alcove_files $argv[2..-1]
end

# Keeps what was answered for the next way in. A shell goes between few projects.
function _alcove_keep
    set -l known $_alcove_folder "$(string escape -- $_alcove_files | string join ' ')" $argv[1]
    set -l index 1
    while test $index -lt (count $_alcove_known) -a $index -lt 24
        if test "$_alcove_known[$index]" != "$_alcove_folder"
            set -a known $_alcove_known[$index..(math $index + 2)]
        end
        set index (math $index + 3)
    end
    set -g _alcove_known $known
end

# Enters a project: its folder, what tells it from another, and the folder of its commands.
function _alcove_join
    set -gx ALCOVE_PROJECT $argv[1]
    set -gx ALCOVE_PROJECT_MARK $argv[2]
    set -gx ALCOVE_PROJECT_BIN $argv[3]
    set -gx ALCOVE_PROJECT_VARIABLES ''
    test "$_alcove_gone" != "$argv[3]"; or set -g _alcove_gone ''
    set -g _alcove_came $argv[3]
    test -z "$argv[3]"; or set -gx PATH $argv[3] $PATH
end

# Sets a variable, and keeps what it was: `x` was exported, `v` was not, `n` was not there.
function _alcove_set
    set -l _alcove_name $argv[1]
    set -l _alcove_kind n
    if set -qgx $_alcove_name
        set _alcove_kind x
    else if set -qg $_alcove_name
        set _alcove_kind v
    end
    # What programs did not have, they do not get by another name either.
    switch $_alcove_kind
        case x
            set -gx ALCOVE_WAS_$_alcove_name $$_alcove_name
        case v
            set -g ALCOVE_WAS_$_alcove_name $$_alcove_name
    end
    if not set -gx $_alcove_name $argv[2] 2>/dev/null
        # It is fish's own, and not to be set.
        set -e -g ALCOVE_WAS_$_alcove_name
        return 0
    end
    set -gx ALCOVE_PROJECT_VARIABLES "$ALCOVE_PROJECT_VARIABLES $_alcove_kind:$_alcove_name"
end

# Leaves the project: all is as it was before.
function _alcove_leave
    set -g _alcove_gone "$ALCOVE_PROJECT_BIN"
    _alcove_strip "$_alcove_gone"
    for _alcove_entry in (string split -n ' ' -- "$ALCOVE_PROJECT_VARIABLES")
        set -l _alcove_name (string sub -s 3 -- $_alcove_entry)
        set -l _alcove_was ALCOVE_WAS_$_alcove_name
        set -e -g $_alcove_name
        switch $_alcove_entry
            case 'x:*'
                set -gx $_alcove_name $$_alcove_was
            case 'v:*'
                # A shell that was started in the project knows none.
                set -q $_alcove_was; and set -g $_alcove_name $$_alcove_was
        end
        set -e -g $_alcove_was
    end
    set -e -g ALCOVE_PROJECT ALCOVE_PROJECT_MARK ALCOVE_PROJECT_BIN ALCOVE_PROJECT_VARIABLES
end

# Takes a folder out of PATH.
function _alcove_strip
    contains -- "$argv[1]" $PATH; or return 0
    set -l kept
    for folder in $PATH
        test "$folder" = "$argv[1]"; or set -a kept $folder
    end
    set -gx PATH $kept
end

# Other hooks set PATH to what it was once: what they took out is put back, and the other way round.
function _alcove_keep_path
    test -z "$_alcove_gone"; or _alcove_strip $_alcove_gone
    test -z "$ALCOVE_PROJECT_BIN"; or contains -- $ALCOVE_PROJECT_BIN $PATH
    or set -gx PATH $ALCOVE_PROJECT_BIN $PATH
end

# Hooks of prompts that come after this one are done when a command line is: what they put before the
# commands on the way in comes behind them, as in other shells, whose last hook is this one.
function _alcove_before_command --on-event fish_preexec
    if test -n "$_alcove_came"; and test "$_alcove_came" = "$ALCOVE_PROJECT_BIN"
        _alcove_strip $_alcove_came
        set -gx PATH $_alcove_came $PATH
    end
    set -g _alcove_came ''
    _alcove_keep_path
end

# The box to be entered, and its project's folder.
function _alcove_enter
    set -g _alcove_box $argv
end

# Opens a shell in that box; who leaves the folder there is in that place here afterwards.
function _alcove_open
    set -l box $_alcove_box[1]
    set -l folder $_alcove_box[2]
    set -g _alcove_box
    isatty stdin; and isatty stdout; and isatty stderr; or return 0
    set -l left $HOME
    test -z "$XDG_RUNTIME_DIR"; or set left $XDG_RUNTIME_DIR
    set left $left/.alcove-left-$fish_pid
    test -e $left; and command rm -f -- $left
    # Before a prompt, fish leaves the terminal as it has it for its own keys.
    set -l modes (command stty -g)
    command stty sane
    $_alcove_program enter --env "ALCOVE_LEAVE=$folder" --env "ALCOVE_LEFT=$left" $box
    command stty $modes
    test -f $left; or return 0
    set -l place
    read -z place <$left
    command rm -f -- $left
    if string match -q '/*' -- "$place"; and test -d "$place"
        builtin cd $place; and _alcove_prompt
    end
end

if test $_alcove_offers = yes; and not functions -q _alcove_missing_before
    if functions -q fish_command_not_found
        functions -c fish_command_not_found _alcove_missing_before
    else
        function _alcove_missing_before
            __fish_default_command_not_found_handler $argv
        end
    end
    function fish_command_not_found
        if test -x $_alcove_program
            $_alcove_program missing-command $argv
            # 127 says that no box has it either, or nobody wanted it from there.
            test $status -eq 127; or return
        end
        _alcove_missing_before $argv
    end
end

# What other shells were answered on their ways in.
set -g _alcove_known @known@
set -g _alcove_folder /dev/null
set -g _alcove_gone ''
set -g _alcove_came ''
set -q _alcove_last; or set -g _alcove_last ''
set -g _alcove_files
set -g _alcove_box
# Start files may have put something before what was taken over from another shell.
if test -n "$ALCOVE_PROJECT_BIN"
    _alcove_strip $ALCOVE_PROJECT_BIN
    _alcove_keep_path
end
