import Linux
import Wire

/// Lets login shells show the box's name where the user has no prompt of their own.
func setUpProfile(_ context: inout SetupContext) throws(SetupFailure) {
    let file = "etc/profile.d/alcove.sh"
    guard context.root.status("etc/profile.d")?.isDirectory == true, context.state[file] == nil
    else { return }
    try attempt { () throws(SystemError) in
        try context.root.replace(file, with: Array(profile.utf8), mode: 0o644)
    }
    context.state[file] = "written"
}

/// Only a prompt that is still the shell's own default is given the name; the user's files are read
/// later and win.
private let profile = #"""
    # Written by Alcove; change it as you like, it is not written again.
    if [ -n "${ALCOVE_BOX-}" ] && [ -n "${PS1-}" ]; then
        case $PS1 in
            '\s-\v\$ ' | '$ ' | '# ' | '\h:\w\$ ') PS1="[$ALCOVE_BOX] $PS1" ;;
        esac
    fi

    """#
