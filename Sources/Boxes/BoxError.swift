/// Why words do not describe a box.
///
/// The words for it are the command line's.
package enum BoxError: Error, Equatable {
    case badName(String)
    case badVolume(String)
    case badEnvironment(String)
    case badSize(String)
    case badHome(String)
    case badLabel(String)
    /// Two options that cannot stand together; both are named as typed.
    case conflict(String, String)
}
