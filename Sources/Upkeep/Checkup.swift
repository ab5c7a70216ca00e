package import Accounts
package import Engines
import Glibc
package import Linux
package import Profiles

/// Looks over the host and what Alcove keeps on it.
package struct Checkup {
    package var places: Places
    package var user: Account
    /// The engine, or why there is none.
    package var engine: Result<any Engine, EngineError>
    package var shelf: ProfileShelf
    /// How many subordinate user and group ids the user has; nil when that cannot be told.
    package var subordinateIDs: () -> (users: UInt64, groups: UInt64)?
    package var host = HostView.real
    /// Asks the session bus of an address which of these names it knows.
    package var askBus: (_ address: String, _ names: [String]) -> BusAnswer = { _, _ in .unasked }
    /// Whether somebody waits for the commands of the box with that agent's socket.
    package var isServed: (_ agent: String) -> Bool = { _ in true }
    /// How long what may be in the making is given to become whole.
    package var pause: () -> Void = { usleep(1_000_000) }
    /// The caller's variables.
    package var environment: EnvironmentVariables = [:]

    package init(
        places: Places,
        user: Account,
        engine: Result<any Engine, EngineError>,
        shelf: ProfileShelf,
        subordinateIDs: @escaping () -> (users: UInt64, groups: UInt64)?
    ) {
        self.places = places
        self.user = user
        self.engine = engine
        self.shelf = shelf
        self.subordinateIDs = subordinateIDs
    }

    /// All findings, the good ones too, in the order of ``Finding/Check``.
    package func findings() -> [Finding] {
        var findings: [Finding] = []
        let facts = engineFindings(&findings)
        hostFindings(facts, &findings)
        desktopFindings(&findings)
        localeFindings(&findings)
        busFindings(records, &findings)
        identityFindings(&findings)
        installationFindings(&findings)
        stateFindings(&findings)
        return Self.ordered(findings)
    }

    static func ordered(_ findings: [Finding]) -> [Finding] {
        let order = Finding.Check.allCases
        return findings.enumerated().sorted { one, other in
            let places = (
                order.firstIndex(of: one.element.check) ?? 0,
                order.firstIndex(of: other.element.check) ?? 0
            )
            return places.0 == places.1 ? one.offset < other.offset : places.0 < places.1
        }.map(\.element)
    }
}
