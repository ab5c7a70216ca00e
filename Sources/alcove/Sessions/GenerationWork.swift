import Boxes
import Linux
import Upkeep

/// Makes a box's next generation, tries it, and lets it take the place of the live one.
struct GenerationWork {
    let host: Host
    let name: BoxName
    let household: Household
    private let interruption: Interruption
    private let progress: LongWork

    init(_ name: BoxName, on host: Host, _ interruption: Interruption) throws(Failure) {
        self.host = host
        self.name = name
        self.interruption = interruption
        household = try host.household(of: try host.record(name))
        progress = LongWork(on: host, interruption)
    }

    /// Makes the box anew from an image, with another spec or the same; nothing of what was changed in
    /// it is taken along.
    ///
    /// Its commands of `--on-create` run in the new generation, and so does its check. With `isUrgent`
    /// it takes the place of the live one whoever is in that. `known` is the record that the spec was made
    /// of: fetching and building take their time, and what was changed meanwhile is not to be undone.
    func rebuild(
        _ spec: BoxSpec,
        from ground: Successor.Ground,
        _ reason: Generation.Reason,
        since known: BoxRecord?,
        isUrgent: Bool,
        more: @escaping (Trial) throws(Failure) -> Void = { _ throws(Failure) in }
    ) throws(Failure) -> Advance {
        let remark = Generation.Remark(reason)
        return try advance("Making box '\(name)' anew", since: known, isUrgent: isUrgent) { _ in
            Successor(spec, remark, ground: ground)
        } trial: { trial throws(Failure) in
            try more(trial)
            for command in spec.onCreate { try trial.run(line: command) }
            // What has no package manager has no packages to speak of.
            if let manager = try? trial.manager() {
                try trial.keep(try trial.list(manager), for: trial.record.generation)
            }
        }
    }

    /// Makes a generation as `next` says, does in it what `trial` says and checks it.
    func advance(
        _ title: String,
        since known: BoxRecord? = nil,
        isUrgent: Bool,
        to next: (BoxRecord) throws(UpkeepError) -> Successor,
        trial body: @escaping (Trial) throws(Failure) -> Void
    ) throws(Failure) -> Advance {
        var failure: Failure?
        var advance: Advance?
        let outcome = Result { () throws(Failure) in
            try progress.run("box '\(name)' is as it was") { () throws(UpkeepError) in
                try progress.announceCopy(of: try household.record(name), on: household)
                var calls = AdvanceCalls(
                    trial: { [host, name, household, progress] record throws(UpkeepError) in
                        let trial = Trial(
                            host: host,
                            record: record,
                            household: household,
                            progress: progress,
                            title: title
                        )
                        do throws(Failure) {
                            try body(trial)
                            if let check = record.spec.check { try trial.run(line: check) }
                        } catch {
                            failure = error
                            throw .trialFailed(name, command: "", status: error.status)
                        }
                    },
                    isBusy: { [host, name] _ in !isUrgent && host.isInUse(name) },
                    isUp: { [host] in host.isUp(at: $0) },
                    cancel: { [progress] in progress.goesOn(title) }
                )
                calls.isUrgent = isUrgent
                advance = try household.advance(name, since: known, to: next, calls)
            }
        }
        if let failure {
            guard failure.status == 130, interruption.isWanted else { throw failure }
            throw interruption.failure("interrupted; box '\(name)' is as it was")
        }
        try outcome.get()
        guard let advance else { preconditionFailure("nothing failed, and nothing was made") }
        if !advance.isStaged { ExportFollowing(host: host).follow(name) }
        return advance
    }

    /// Tells what became of it.
    func tell(_ advance: Advance, _ what: String) {
        let number = advance.generation.number
        if advance.isStaged {
            host.console.note(
                "Box '\(name)' becomes generation \(number) when its sessions end: \(what)"
            )
        } else {
            host.console.note("Box '\(name)' is generation \(number): \(what)")
        }
    }
}
