# Alcove's hook for fish 3.2 and later. In ~/.config/fish/config.fish: alcove hook fish | source
#
# Before each prompt, and after each change of the directory, it looks with builtins alone whether
# the directory or a file of its project is another one; only then `alcove` is asked, once. It
# answers with calls of the functions below.

set -g _alcove_program @program@
set -g _alcove_protocol 1
set -g _alcove_offers @offers@

# Sets _alcove_found to the nearest folder with a manifest; empty for none.
function _alcove_find
    set -l folder (string replace -r '/$' '' -- $PWD)
    while true
        if test -e "$folder/alcove.toml" -o -L "$folder/alcove.toml"
            set -g _alcove_found "$folder"
            test -n "$folder"; or set -g _alcove_found /
            return
        end
        test -n "$folder"; or break
        set folder (string replace -r '/[^/]*$' '' -- $folder)
    end
    set -g _alcove_found ''
end

# Whether what `alcove` looked at is another one now.
function _alcove_is_stale
    _alcove_find
    test "$_alcove_found" = "$_alcove_folder"; or return 0
    set -l index 1
    while test $index -lt (count $_alcove_files)
        set -l file $_alcove_files[$index]
        set -l moment $_alcove_files[(math $index + 1)]
        if test -z "$moment"
            test -e "$file"; and return 0
        else if not test -e "$moment"
            return 0
        else if test "$file" -nt "$moment" -o "$file" -ot "$moment"
            return 0
        end
        set index (math $index + 2)
    end
    return 1
end

function _alcove_update
    _alcove_find
    set -g _alcove_pwd $PWD
    set -g _alcove_folder $_alcove_found
    if test -z "$_alcove_found" -a -z "$ALCOVE_PROJECT"
        set -g _alcove_files
        set -g _alcove_last ''
        return 0
    end
    if not test -x "$_alcove_program"
        test -z "$ALCOVE_PROJECT"; or _alcove_leave
        return 0
    end
    set -l answer ($_alcove_program in-project fish $_alcove_protocol "$_alcove_last" | string collect)
    # Not `source`, whose commands would not have the terminal.
    eval "$answer"
end

function _alcove_prompt --on-event fish_prompt --on-variable PWD
    set -l before $status
    if test "$PWD" != "$_alcove_pwd"; or _alcove_is_stale
        _alcove_update
    end
    return $before
end

# What the person was told last.
function _alcove_told
    set -g _alcove_last $argv[1]
end

# The files that decide: each with a file that has the time it had.
function _alcove_watch
    set -g _alcove_files $argv
end

# Enters a project: its folder, what tells it from another, and the folder of its commands.
function _alcove_join
    set -gx ALCOVE_PROJECT $argv[1]
    set -gx ALCOVE_PROJECT_MARK $argv[2]
    set -gx ALCOVE_PROJECT_BIN $argv[3]
    set -gx ALCOVE_PROJECT_VARIABLES ''
    test -z "$argv[3]"; or set -gx PATH $argv[3] $PATH
end

# Sets a variable, and keeps what it was: `x` was exported, `v` was not, `n` was not there.
function _alcove_set
    set -l name $argv[1]
    set -l kind n
    if set -qgx $name
        set kind x
    else if set -qg $name
        set kind v
    end
    test $kind = n; or set -gx ALCOVE_WAS_$name $$name
    set -gx $name $argv[2]
    set -gx ALCOVE_PROJECT_VARIABLES "$ALCOVE_PROJECT_VARIABLES $kind:$name"
end

# Leaves the project: all is as it was before.
function _alcove_leave
    if test -n "$ALCOVE_PROJECT_BIN"
        set -gx PATH (string match -v -- $ALCOVE_PROJECT_BIN $PATH)
    end
    for entry in (string split -n ' ' -- "$ALCOVE_PROJECT_VARIABLES")
        set -l name (string sub -s 3 -- $entry)
        set -l was ALCOVE_WAS_$name
        set -e -g $name
        switch $entry
            case 'x:*'
                set -gx $name $$was
            case 'v:*'
                set -g $name $$was
        end
        set -e -g $was
    end
    set -e -g ALCOVE_PROJECT ALCOVE_PROJECT_MARK ALCOVE_PROJECT_BIN ALCOVE_PROJECT_VARIABLES
end

# Opens a shell in the box; who leaves the project's folder there is in that place here afterwards.
function _alcove_enter
    set -l folder $HOME
    test -z "$XDG_RUNTIME_DIR"; or set folder $XDG_RUNTIME_DIR
    set -l left $folder/.alcove-left-$fish_pid
    $_alcove_program enter --env "ALCOVE_LEAVE=$argv[2]" --env "ALCOVE_LEFT=$left" $argv[1]
    if test -f $left
        set -l place
        read -z place <$left
        command rm -f -- $left
        test -d "$place"; and builtin cd "$place"
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
        $_alcove_program missing-command $argv
        # 127 says that no box has it either, or nobody wanted it from there.
        test $status -eq 127; and _alcove_missing_before $argv
    end
end

set -g _alcove_pwd ''
set -g _alcove_folder ''
set -q _alcove_last; or set -g _alcove_last ''
set -g _alcove_files
