/// Why a service of a box cannot be one of the host's user.
package enum ServiceError: Error, Equatable {
    /// The box has neither such a unit nor such a program.
    case missing(String)
    /// A name that no unit of the host can have.
    case badName(String)
    /// Its unit starts nothing.
    case noCommand(unit: String)
    /// A line of its unit is none that systemd would take.
    case badLine(unit: String, String)
    /// Words behind `--` are a command's: a unit has its own.
    case arguments(unit: String)
    /// The host has a unit of that name: in this directory.
    case hostUnit(String, folder: String)
}
