package import Linux

/// Why an engine did not do what it was asked.
package enum EngineError: Error, Equatable {
    /// No engine was found; each place that was looked at, with what was wrong there.
    case noEngine([EngineAttempt])
    /// The words given for the engine name none: what was given.
    case badAddress(String)
    /// The address is of an engine that is not behind a Unix socket of this machine.
    case notLocal(String)
    /// The words for an image are no reference: what was given.
    case badReference(String)
    /// The further options of a create request are no JSON object: what is wrong with them.
    case badEngineOption(reason: String)
    /// A limit was asked for that needs this cgroup controller, which the engine does not have.
    case missingController(String)
    /// The users of a box cannot have their own ids: rootless Docker has one mapping for all.
    case cannotKeepIDs
    /// Nothing answers at the socket.
    case unreachable(EngineAddress, SystemError)
    /// The engine went away or sent nonsense in the middle of a call.
    case broken(EngineAddress, call: String, reason: String)
    /// The engine did not answer within the seconds that this call may take.
    case timedOut(EngineAddress, call: String, seconds: Int)
    /// A library that this call needs is not installed: its file name.
    case missingLibrary(String)
    case noSuchContainer(String)
    case noSuchImage(String)
    /// Something still needs the image: a container, or another image.
    case imageInUse(String, reason: String)
    /// The instructions of a Containerfile could not all be done.
    case buildFailed(BuildFailure)
    /// The name is another container's.
    case nameInUse(String)
    /// The registry asks for a login, or refuses the one it got.
    case unauthorized(image: String, reason: String)
    /// A file or program that keeps logins or contexts cannot be used: which one, and why.
    case badConfiguration(String, reason: String)
    /// The registry has no such image.
    case notInRegistry(image: String, reason: String)
    /// The name says no registry, and none is known for it.
    case noRegistry(image: String, reason: String)
    /// The registry could not be reached.
    case registryUnreachable(image: String, reason: String)
    /// The file is no image archive that the engine knows.
    case badArchive(reason: String)
    /// The caller's closure said to stop.
    case cancelled
    /// Anything else the engine refused: HTTP status and its own words.
    case refused(call: String, status: Int, reason: String)
    case system(SystemError)
}

/// One place where an engine was looked for.
package struct EngineAttempt: Equatable, Sendable {
    /// A socket's path, or the command that was tried.
    package let place: String
    package let reason: String

    package init(place: String, reason: String) {
        self.place = place
        self.reason = reason
    }
}
