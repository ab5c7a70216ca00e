import Boxes
import Engines
import Linux

/// A box that is removed when its borrower is done with it, or dies before it is kept.
package struct Loan: ~Copyable {
    fileprivate let entry: Journal.Entry
    fileprivate let open: Journal.Open

    package enum Purpose: String, Sendable {
        /// The box is wanted for one session.
        case session
        /// The box is not whole before its commands of `--on-create` have run.
        case completion
    }
}

extension Household {
    /// Notes, before the box is made, that it goes with this process.
    ///
    /// The next command of anybody removes it when this process dies.
    package func lend(_ plan: CreatePlan, for purpose: Loan.Purpose) throws(UpkeepError) -> Loan {
        let name = plan.record.name
        let entry = Journal.Entry(
            box: plan.record.id,
            engine: plan.record.engine,
            since: now(),
            change: .remove(name, container: name.description, home: plan.ownHome)
        )
        let open = try journal.begin(entry, as: "\(plan.record.id)-\(purpose.rawValue)")
        return Loan(entry: entry, open: open)
    }

    /// The box stays when this process ends.
    package func keep(_ loan: consuming Loan) throws(UpkeepError) { try loan.open.close() }

    /// Removes the box, if it was made, with all that runs in it.
    package func takeBack(_ loan: consuming Loan) throws(UpkeepError) {
        // What fails here is tried again by the next command.
        let entry = loan.entry
        _ = try store.whileLocked(entry.change.names[0]) { () throws(UpkeepError) in
            try finish(entry, isDoubtful: false)
        }
        try loan.open.close()
    }
}
