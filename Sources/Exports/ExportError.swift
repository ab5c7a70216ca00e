package import Boxes
package import Linux

/// Why something of a box could not be made available on the host, or taken back.
///
/// The words for it are the command line's.
package enum ExportError: Error, Equatable {
    /// What stands there is no export.
    case occupied(String)
    /// What stands there is another export: what of, and of which box.
    case taken(String, by: ExportSource, of: BoxName)
    /// The file of this export was changed since it was written.
    case changed(String)
    /// No file can have that path.
    case badPath(String)
    /// There is no such export.
    case missing(ExportSource.Kind, String)
    /// An entry of the ledger that cannot be read.
    case badEntry(path: String, RecordFault)
    /// Another process is changing exports; its id, when it is known.
    case locked(by: Int32?)
    /// The box has no such program.
    case noProgram(String)
    /// The path in the box is no program.
    case notProgram(String)
    /// A name or path that cannot be a program's.
    case badProgram(String)
    /// A wrapper of that name would call itself.
    case ownName(String)
    case service(ServiceError)
    /// It is of an application that cannot be exported again.
    case app(AppError)
    /// The box's files cannot be had.
    case box(BoxFilesError)
    case system(SystemError)
}

/// Runs a call of the system, with its error as one of exports.
func onSystem<Value>(
    _ body: () throws(SystemError) -> Value
) throws(ExportError) -> Value {
    do { return try body() } catch { throw .system(error) }
}

/// Renders an application, with its error as one of exports.
func onApp<Value>(
    _ body: () throws(AppError) -> Value
) throws(ExportError) -> Value {
    do { return try body() } catch { throw .app(error) }
}

/// Looks into a box, with its error as one of exports.
func onBox<Value>(
    _ body: () throws(BoxFilesError) -> Value
) throws(ExportError) -> Value {
    do { return try body() } catch { throw .box(error) }
}
