import Boxes
import Engines
import Profiles
import Upkeep

/// Takes what was done in a box by hand along to its next generation, and tells of the files that stay
/// behind.
final class HandCarrying {
    private let work: GenerationWork
    private var carried = CarriedFiles()

    init(_ work: GenerationWork) { self.work = work }

    func carry(_ files: [ChangedFile], to trial: Trial) throws(Failure) {
        if files.isEmpty { return }
        do {
            let old = try work.household.record(work.name)
            carried = try work.household.carry(files, from: old, to: trial.record) {
                trial.progress.goesOn(trial.title)
            }
        } catch {
            throw Failure(error)
        }
    }

    /// Packages that were installed by hand are installed, and those that were taken away are taken away.
    func carry(_ found: BoxDrift, by manager: BoxPackages, to trial: Trial) throws(Failure) {
        if found.packages.isEmpty, found.gonePackages.isEmpty { return }
        let there = try trial.list(manager).packages
        let missing = found.packages.map(\.name).filter { there[$0] == nil }
        if !missing.isEmpty {
            do throws(Failure) {
                try trial.call(manager, .install, missing)
            } catch {
                throw error.status == 1 ? error.with(hint: "\(missing.wayOut) '--drop'.") : error
            }
        }
        let surplus = found.gonePackages.filter { there[$0] != nil }
        if !surplus.isEmpty { try trial.call(manager, .uninstall, surplus) }
    }

    /// How many files came along, in words for the end of a sentence; nil for none.
    var summary: String? {
        switch carried.taken.count {
        case 0: nil
        case 1: "\(carried.taken[0].printable) came along"
        default: "\(carried.taken.count) files came along"
        }
    }

    /// Names the files that are others in the new image.
    func tell(_ advance: Advance) {
        for path in carried.left {
            work.host.console.warn(
                "'\(path.printable)' was changed by hand and is another in the new image: generation "
                    + "\(advance.generation.number) has the image's"
            )
        }
    }
}
