import Boxes
import Linux
import Upkeep

/// Reads which packages are in images, each in a box that goes again.
struct PackageReading {
    let host: Host
    let interruption: Interruption

    /// The packages of an image as boxes begin with it; read once.
    func packages(of ground: BoxRecord.Ground, for record: BoxRecord) throws(Failure)
        -> PackageState
    {
        let path = "\(host.places.cache)/packages/\(ground.whole.fileWord).json"
        // A cache that cannot be read is as good as none.
        if let bytes = try? File.readIfThere(path),
            let known = try? VersionedFile<PackageState>.read(bytes)
        {
            return known
        }
        let household = try host.household(of: record)
        let making = BoxMaking(on: host, household, interruption)
        var spec = BoxSpec(image: record.spec.image)
        spec.home = .private
        spec.platform = record.spec.platform
        let name = Self.name(for: record.name)
        let plan: CreatePlan
        do {
            plan = try household.plan(name, spec, image: ground.image, base: ground.base)
        } catch {
            throw Failure(error)
        }
        let found = try packages(plan, making)
        keep(found, of: ground)
        return found
    }

    /// The packages of what a box is, or will be, as they were when it was made so; nil where nobody knows.
    ///
    /// No engine is asked, unless nothing was written down.
    func written(of record: BoxRecord) throws(Failure) -> [String: String]? {
        let one = record.upcoming
        let notes = GenerationNotes(host.places)
        if let note = notes.note(record.id, generation: one.number) { return note.packages }
        // A state is of its own box alone, and has what nobody wrote down.
        if one.base?.isOwn == true { return nil }
        return try packages(of: BoxRecord.Ground(one.image, one.base), for: record).packages
    }

    /// Remembers the packages of an image.
    func keep(_ state: PackageState, of ground: BoxRecord.Ground) {
        let folder = "\(host.places.cache)/packages"
        // Without the note they are read again the next time.
        try? File.makeDirectories(folder, mode: 0o700)
        try? File.replace(
            "\(folder)/\(ground.whole.fileWord).json",
            with: VersionedFile(state).bytes,
            mode: 0o600
        )
    }

    /// Makes the box of the plan, reads its packages, and takes it away again.
    func packages(_ plan: CreatePlan, _ making: BoxMaking) throws(Failure) -> PackageState {
        let household = making.household
        let loan: Loan
        do { loan = try household.lend(plan, for: .session) } catch { throw Failure(error) }
        let outcome = Result { () throws(Failure) -> PackageState in
            try making.make(plan)
            let name = plan.record.name
            do throws(UpkeepError) {
                try household.start(name) { host.isUp(name) }
            } catch {
                throw Failure(error)
            }
            let title = "Reading the packages of '\(plan.record.spec.image)'"
            let trial = trial(of: try host.record(name), household, title)
            // What has no package manager has no packages to speak of.
            guard (try? trial.manager()) != nil else {
                return PackageState(packages: [:], wanted: nil)
            }
            return try trial.packages()
        }
        do { try household.takeBack(loan) } catch { throw Failure(error) }
        return try outcome.get()
    }

    /// Calls in a box that runs.
    func trial(of record: BoxRecord, _ household: Household, _ title: String) -> Trial {
        Trial(
            host: host,
            record: record,
            household: household,
            progress: LongWork(on: host, interruption),
            title: title
        )
    }

    /// A name that no box has.
    static func name(for box: BoxName) -> BoxName {
        BoxName(madeFrom: "lock-\(box)-\(BoxID().description.prefix(8))")
    }
}

extension String {
    /// An image's id as a file's name.
    fileprivate var fileWord: String { filter { $0.isASCII && ($0.isLetter || $0.isNumber) } }
}
