import Boxes
import Linux
import Profiles
import Upkeep

/// A box's next generation, which runs beside the live one: what is done in it, and how it is.
struct Trial {
    let host: Host
    /// The box as the next generation has it.
    let record: BoxRecord
    let household: Household
    let progress: LongWork
    /// What goes on, `Upgrading box 'web'`.
    let title: String

    /// Runs a command in it; one that fails ends the trial.
    @discardableResult
    func run(
        _ command: [String],
        asRoot: Bool,
        environment: [String] = []
    ) throws(Failure) -> [String] {
        let call = TrialCall(
            record: record,
            asRoot: asRoot,
            environment: environment,
            command: command
        )
        var lines: [String] = []
        let status = try host.runInTrial(call) { line in
            if let line = line?.asItStands {
                lines.append(line)
                progress.log(line)
            }
            return !progress.goesOn(title)
        }
        guard let status else { throw Failure(UpkeepError.cancelled) }
        if status == 0 { return lines }
        let words = command.joined(separator: " ")
        let failure = Failure(
            UpkeepError.trialFailed(record.name, command: words, status: status)
        )
        let last = lines.filter { !$0.allSatisfy(\.isWhitespace) }.suffix(10)
        throw Failure(failure.message, hint: failure.hint, details: Array(last))
    }

    /// Runs a command as a line of the user's shell language.
    func run(line: String) throws(Failure) {
        try run(["/bin/sh", "-c", line], asRoot: false)
    }

    /// Calls the package manager, which nobody watches.
    func call(_ packages: BoxPackages, _ deed: PackageManager.Deed, _ words: [String] = [])
        throws(Failure)
    {
        let command = packages.manager.command(deed, words, .unattended)
        if command.isEmpty { return }
        let proxies = NetworkRoute.proxies(host.environment).map { "\($0.key)=\($0.value)" }
        try run(command, asRoot: true, environment: packages.manager.environment + proxies)
    }

    /// The package manager of the box.
    func manager() throws(Failure) -> BoxPackages {
        do {
            return try household.packages(of: record, host.shelf)
        } catch {
            throw Failure(error)
        }
    }

    /// All packages that are in it now.
    func list(_ packages: BoxPackages) throws(Failure) -> GenerationNotes.Note {
        let command = packages.manager.command(.list, [], .unattended)
        let lines = try run(command, asRoot: true)
        let text = lines.joined(separator: "\n")
        return GenerationNotes.Note(packages.manager.listing.packages(in: text))
    }

    /// All packages that are in it now, and those that somebody asked for.
    func packages() throws(Failure) -> PackageState {
        let manager = try manager()
        let all = try list(manager).packages
        let command = manager.manager.command(.wanted, [], .unattended)
        // A manager that cannot tell, for whatever reason, is as good as one that does not know.
        let lines = command.isEmpty ? nil : try? run(command, asRoot: true)
        let names = lines.map { manager.manager.wantedNames(in: $0, among: Set(all.keys)) }
        return PackageState(packages: all, wanted: names)
    }

    /// Those of the packages that no repository of the box has; none where the manager cannot tell.
    ///
    /// It is asked once more with lists that are fetched now when it names some by those that it has.
    func orphans(among names: [String], refreshes: Bool) throws(Failure) -> Set<String> {
        let packages = try manager()
        let command = packages.manager.command(.given, names, .unattended)
        if command.isEmpty || names.isEmpty { return [] }
        func left() -> Set<String> {
            // What cannot tell keeps nothing from being adopted.
            guard let lines = try? run(command, asRoot: true) else { return [] }
            return packages.manager.orphans(in: lines, among: names)
        }
        let known = left()
        if known.isEmpty || !refreshes { return known }
        // Of lists that cannot be fetched the ones that are there count.
        try? call(packages, .refresh)
        return left()
    }

    /// The files of packages.
    func files(of names: [String]) throws(Failure) -> Set<String> {
        let manager = try manager()
        let command = manager.manager.command(.files, names, .unattended)
        if command.isEmpty || names.isEmpty { return [] }
        let lines = try run(command, asRoot: true)
        return Set(lines.filter { !$0.isEmpty }.map { $0.hasPrefix("/") ? $0 : "/" + $0 })
    }

    /// Writes down what packages a generation has, for 'diff' and 'history'.
    func keep(_ note: GenerationNotes.Note, for number: Int) throws(Failure) {
        do {
            try household.notes.keep(note, record.id, generation: number)
        } catch {
            throw Failure(error)
        }
    }

    /// Writes down what packages there are in a generation that was made of the state of another just now:
    /// both have the same.
    func noteState() {
        // The change is done; without them 'diff' says that they were not written down.
        guard let manager = try? manager(), let note = try? list(manager) else { return }
        for number in [record.live.former, record.generation].compactMap(\.self) {
            try? keep(note, for: number)
        }
    }
}
