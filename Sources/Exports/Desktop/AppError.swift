import Boxes

/// Why an application of a box cannot be found or exported.
///
/// The words for it are the command line's.
package enum AppError: Error, Equatable {
    /// None is called that; these come near.
    case missing(String, nearest: [String])
    /// So many are called that.
    case several(String, [FoundApp])
    /// The file is none, or none that may be read, or too large.
    case unreadable(String)
    /// The entry is of another type.
    case notApplication(path: String, type: String)
    /// The entry says that it is none.
    case hidden(String)
    case noName(String)
    /// Neither a command nor a service of the bus that would start it.
    case noCommand(String)
    case badCommand(path: String, ExecLine.Fault)
    /// A label that no name can have.
    case badLabel(String)
    /// A name that no desktop entry of the host can have.
    case badName(String)
    case box(BoxFilesError)
}

/// Runs a call for a box's files, with its error as one of applications.
func inBox<Value>(_ body: () throws(BoxFilesError) -> Value) throws(AppError) -> Value {
    do { return try body() } catch { throw .box(error) }
}
