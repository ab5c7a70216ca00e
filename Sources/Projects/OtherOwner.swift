/// Whose a box is that has the name of a project's, and is not the project's.
package enum OtherOwner: Equatable, Sendable {
    /// A manifest's that is still there.
    case manifest(String)
    /// Nobody's any more, or it was made by hand.
    case nobody
}
