import Exports

extension Failure {
    init(_ error: ServiceError) {
        switch error {
        case .missing(let name):
            self.init(
                "the box has no service or program '\(name)'",
                hint: "Name a unit of it, a program in its PATH, or a path in the box."
            )
        case .badName(let name):
            self.init(
                "'\(name)' cannot be a unit's name",
                hint: "Pass --as for another one: letters, digits, '-', '_' and '.'.",
                status: 64
            )
        case .noCommand(let unit):
            self.init(
                "the unit '\(unit)' starts nothing",
                hint: "Name a program of the box instead."
            )
        case .badLine(let unit, let line):
            self.init(
                "a line of the unit '\(unit)' cannot be honoured",
                hint: "Name the program that it starts, with its arguments behind --.",
                details: [line]
            )
        case .arguments(let unit):
            self.init(
                "'\(unit)' is a unit of the box, which has arguments of its own",
                hint: "Name the program by its path to give it others.",
                status: 64
            )
        case .hostUnit(let unit, let folder):
            self.init(
                "the host has a unit '\(unit)' already, in '\(folder)'",
                hint: "Pass --as for another name."
            )
        }
    }
}
