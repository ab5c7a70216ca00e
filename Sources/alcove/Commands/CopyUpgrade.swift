import Boxes
import Profiles
import Upkeep

/// Upgrades a box that nobody declares: its package manager does, in a copy of its present state.
struct CopyUpgrade: BoxUpgrade {
    let call: UpgradeCall

    func preview() throws(Failure) {
        let host = call.host
        let work = try PackageWork(on: host, call.record.name)
        host.console.result("copy box '\(call.record.name)'")
        for deed in [.refresh, .upgrade] as [PackageManager.Deed] {
            let command = work.packages.manager.command(deed, [], .unattended)
            if !command.isEmpty {
                host.console.result("in the copy: \(command.joined(separator: " "))")
            }
        }
    }

    func run() throws(Failure) -> Bool {
        let record = call.record
        if call.isUnasked, record.refused == record.image.id {
            return call.pass("was taken back from its last upgrade: it is upgraded when named")
        }
        guard try hasManager() else {
            return call.pass("has no package manager that is known, and is passed over")
        }
        let work = try GenerationWork(record.name, on: call.host, call.interruption)
        var difference: PackageDifference?
        var isVain = false
        do throws(Failure) {
            let title = "Upgrading box '\(record.name)'"
            let advance = try work.advance(title, isUrgent: call.isUrgent) { old in
                Successor(old.spec, Generation.Remark(.upgrade))
            } trial: { trial throws(Failure) in
                let found = try Self.upgrade(trial)
                difference = found
                // Nothing that is not wanted is kept.
                isVain = call.isOnlyAsked || found.count == 0
                if isVain { throw Failure("there is nothing to keep") }
            }
            work.tell(advance, difference?.summary ?? "")
            return true
        } catch {
            guard isVain, let difference else { throw error }
            if difference.count == 0 { return call.pass("is up to date") }
            for line in difference.lines { call.host.console.result(line) }
            return true
        }
    }

    /// Whether something knows how it is upgraded, before anything is copied; who names a box without
    /// is told why it cannot be.
    private func hasManager() throws(Failure) -> Bool {
        let household = try call.host.household(of: call.record)
        do {
            _ = try household.packages(of: call.record, call.host.shelf)
            return true
        } catch {
            switch error {
            case .noProfile where call.isUnasked, .noManager where call.isUnasked: return false
            default: throw Failure(error)
            }
        }
    }

    /// Upgrades a generation; gives what that changed.
    private static func upgrade(_ trial: Trial) throws(Failure) -> PackageDifference {
        let manager = try trial.manager()
        let before = try trial.list(manager)
        try trial.call(manager, .refresh)
        try trial.call(manager, .upgrade)
        let after = try trial.list(manager)
        // The one before is known from its copy.
        try trial.keep(before, for: try trial.host.record(trial.record.name).generation)
        try trial.keep(after, for: trial.record.generation)
        return PackageDifference(before.packages, after.packages)
    }
}
