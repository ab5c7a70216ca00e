package import Boxes

/// How files on the host call this tool.
package struct HostCommand: Equatable, Sendable {
    /// The tool's own path, for where it is in no PATH.
    package let program: String
    package let box: BoxName

    package init(program: String, box: BoxName) {
        self.program = program
        self.box = box
    }
}
