/// Why words do not describe a box.
///
/// The words for it are the command line's.
package enum BoxError: Error, Equatable {
    case badName(String)
    /// A name with more bytes than one may have.
    case longName(String)
    case badVolume(String)
    case badEnvironment(String)
    case badSize(String)
    case badProcessors(String)
    case badHome(String)
    case badLabel(String)
    case badHostname(String)
    case badPlatform(String)
    case badPackage(String)
    case badShell(String)
    case badWorkdir(String)
    case badDevice(String)
    case badHostCommands(String)
    case badHostShim(String)
    case badShim(String)
    case badGPU(String)
    case badFacilities(String)
    /// What git is not to be asked for.
    case badRepository(String)
    /// Not all digits of a hash.
    case badCommit(String)
    /// Not a path within a repository.
    case badInstallScript(String)
    case badUnset(String)
    /// An option's name, and the value that a box does not have; nil is any.
    case nothingToUnset(String, value: String?)
    /// The JSON for the engine is none, or no object.
    case badEngineOption(String)
    /// Two options that cannot stand together; both are named as typed.
    case conflict(String, String)
    /// Two things are to stand at one path of the box: the path, and where both come from.
    case sameTarget(String, String, String)
    /// What the host has at that path of the box would be removed by what this option starts.
    case emptied(String, by: String)
    /// A volume is to stand at that path, which is in the runtime directory.
    case inRuntimeDirectory(String)
}
