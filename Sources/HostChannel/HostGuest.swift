package import Boxes

/// The box for which commands are run: what it is called now, and what it may run now.
package struct HostGuest: Equatable, Sendable {
    package var name: String
    package var permitted: BoxSpec.HostCommands
    /// The box's id, whatever it is called.
    package var id = ""
    /// What the user has permitted for good, when asked.
    package var grants: HostGrants?

    package init(name: String, permitted: BoxSpec.HostCommands) {
        self.name = name
        self.permitted = permitted
    }
}
