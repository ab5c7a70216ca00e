/// What becomes of a shell in a project's folder.
package enum ActivationMode: String, Codable, Sendable, CaseIterable {
    /// A line says that there is a box.
    case hint
    /// The box's commands come first in `PATH`, and its variables are set.
    case shims
    /// A shell in the box is opened on the way in, and left on the way out.
    case enter
    case off
}
