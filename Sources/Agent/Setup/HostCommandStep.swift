import Linux

/// Lets `alcove` be called in the box, which is the way to the host's.
///
/// A program of that name that the image or the user has stays what is called.
func setUpHostCommand(_ context: inout SetupContext) throws(SetupFailure) {
    let path = "usr/bin/alcove"
    let program = "/.alcove/init"
    if context.root.target(path) == program { return }
    for other in [path, "bin/alcove", "usr/local/bin/alcove"]
    where context.root.statusOfLink(other) != nil {
        return
    }
    try attempt { () throws(SystemError) in
        try context.root.makeDirectories("usr/bin")
        try context.root.link(path, to: program)
    }
}
