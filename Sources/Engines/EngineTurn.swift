import Linux

extension EngineAddress {
    /// The turn among all users of this engine, where it mixes up two calls of a kind: the lock on its socket's directory.
    ///
    /// Without it, such a call may fail, and nothing else: who has waited that long, or has it `until` something else
    /// matters more, or cannot have it at all, gets nil and goes on.
    func turn(milliseconds: Int, until isNeedless: () -> Bool = { false }) -> FileLock? {
        let folder = socket.split(separator: "/").dropLast().joined(separator: "/")
        // A directory that cannot be opened or locked leaves no more than the danger that there was without a lock.
        return try? FileLock.wait(
            onDirectory: "/" + folder,
            milliseconds: milliseconds,
            until: isNeedless
        )
    }
}
