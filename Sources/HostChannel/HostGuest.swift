package import Boxes

/// The box for which commands are run: what it is called now, and what it may run now.
package struct HostGuest: Equatable, Sendable {
    package var name: String
    package var permitted: BoxSpec.HostCommands

    package init(name: String, permitted: BoxSpec.HostCommands) {
        self.name = name
        self.permitted = permitted
    }
}
