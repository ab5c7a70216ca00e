import Boxes
import Upkeep

/// The options of a box become others: its next generation is made, and what is in it is noted.
struct BoxChange {
    let host: Host
    let household: Household
    let work: LongWork
    let name: BoxName
    /// Whether sessions are no reason to refuse it.
    let isForced: Bool

    private var title: String { "Making the next generation of box '\(name)'" }

    /// - Parameter wish: gives what the options are to be, of what they are by then.
    /// - Returns: the box as it is now.
    /// - Throws: what ``Household/edit`` throws.
    func make(
        _ wish: (BoxSpec) throws(BoxError) -> BoxSpec
    ) throws(UpkeepError) -> BoxRecord {
        try household.edit(
            name,
            by: wish,
            sessions: isForced ? nil : host.openSessions,
            cancel: { work.goesOn(title) },
            isUp: { host.isUp(at: $0) },
            whenUp: { made in
                Trial(
                    host: host,
                    record: made,
                    household: household,
                    progress: work,
                    title: title
                ).noteState()
            }
        )
    }
}
