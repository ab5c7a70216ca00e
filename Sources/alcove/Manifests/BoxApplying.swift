import Accounts
import ArgumentParser
import Boxes
import Exports
import Manifests
import Profiles
import Upkeep

/// Makes boxes what a manifest declares, one at a time.
struct BoxApplying {
    let host: Host
    let interruption: Interruption
    let known: KnownManifest
    let lock: ManifestLock
    /// Whether nothing may be made that is not as the lock says.
    let isLocked: Bool
    /// Whether sessions are ended that are in the way.
    let isUrgent: Bool
    /// Whether the containers of boxes are there.
    let presence: BoxPresence

    var manifest: Manifest { known.manifest }

    /// Does all that there is to do for a box.
    func apply(_ box: ApplyPlan.BoxPlan) throws(Failure) {
        let name = box.name
        // What a box was made of is known from its making; a change leaves it as it is.
        var ground = box.record?.ground
        switch box.deed {
        case .nothing, .note: try requireLockedState(box)
        case .make:
            try requireLockedPackages(box)
            ground = try make(box)
        case .change:
            try requireLockedState(box)
            try change(box)
        case .rebuild:
            try requireLockedPackages(box)
            ground = try rebuild(box)
        case .foreign(let other):
            throw Failure(
                "box '\(name)' is \(other.map { "of '\($0)'" } ?? "of no manifest")",
                hint: "Take it over with --adopt, or give the declared one another name."
            )
        }
        if box.isDone { return host.console.detail("box '\(name)' is ready") }
        var declared = BoxRecord.Declared(
            manifest: manifest.file,
            spec: box.declaration.spec,
            exports: try known(of: box)
        )
        if ground == nil { ground = try host.record(name).ground }
        declared.ground = ground
        declared.files = box.files
        try note(declared, for: name)
        for export in box.surplus { try takeBack(export, of: name) }
        declared.exports.removeAll { box.surplus.contains($0) }
        if !box.missing.isEmpty, try host.record(name).staged != nil {
            try note(declared, for: name)
            host.console.note(
                "The exports of box '\(name)' wait for its next generation: 'alcove apply' makes them then"
            )
            return
        }
        var failure: Failure?
        for export in box.missing {
            do throws(Failure) {
                declared.exports.append(try make(export, of: name))
            } catch {
                failure?.report(on: host.console)
                failure = error
            }
        }
        try note(declared, for: name)
        if let failure { throw failure }
        if let dotfiles = box.dotfiles { try install(dotfiles, in: name) }
    }

    /// Installs dotfiles where the box that runs has a home of its own: whatever was declared, a change
    /// by hand may have given it the person's own, and a home that is new may have to wait its turn.
    private func install(_ dotfiles: Dotfiles, in name: BoxName) throws(Failure) {
        let record = try host.record(name)
        if record.staged != nil {
            return host.console.note(
                "The dotfiles of box '\(name)' wait for its next generation: 'alcove apply' installs them then"
            )
        }
        guard record.hasHomeOfItsOwn(besides: host.places.home) else {
            throw Failure(
                "box '\(name)' has no home of its own for dotfiles",
                hint:
                    "Give it one with 'alcove edit \(name) --home private', or apply with '--drift drop'."
            )
        }
        let installing = DotfilesInstalling(host: host, interruption: interruption)
        try installing.install(dotfiles, in: name)
    }

    /// The exports that are there as they are declared.
    private func known(of box: ApplyPlan.BoxPlan) throws(Failure) -> [DeclaredExport] {
        (box.record?.comingDeclared?.exports ?? []).filter { export in
            !box.missing.contains { $0.kind == export.kind && $0.words == export.words }
        }
    }

    private func note(_ declared: BoxRecord.Declared, for name: BoxName) throws(Failure) {
        let household = try host.household(of: try host.record(name))
        do { try household.note(declared, for: name) } catch { throw Failure(error) }
    }

    private func make(_ box: ApplyPlan.BoxPlan) throws(Failure) -> BoxRecord.Ground? {
        let engine = try host.engine(named: box.declaration.engine)
        let making = BoxMaking(on: host, host.household(on: engine), interruption)
        var plan = try making.plan(box.name, box.target, try order(box, making))
        try requireWhole(plan.record.lacks, box)
        plan.record.declared = BoxRecord.Declared(
            manifest: manifest.file,
            spec: box.declaration.spec
        )
        let ground = plan.record.ground
        plan.record.declared?.ground = ground
        plan.record.declared?.files = box.files
        try making.make(plan)
        host.console.note("Box '\(box.name)' is made")
        return ground
    }

    private func change(_ box: ApplyPlan.BoxPlan) throws(Failure) {
        let (name, target) = (box.name, box.target)
        guard let record = box.record else { return }
        if !isUrgent, !target.differsOnlyInHostCommands(from: record.spec) {
            try host.requireIdle(name)
        }
        let household = try host.household(of: record)
        let work = LongWork(on: host, interruption)
        let next = BoxChange(
            host: host,
            household: household,
            work: work,
            name: name,
            isForced: isUrgent
        )
        try work.run("box '\(name)' is as it was") { () throws(UpkeepError) in
            _ = try next.make { present throws(BoxError) in
                target.carrying(from: record.coming, to: present)
            }
        }
        host.console.note("Box '\(name)' is changed")
    }

    private func rebuild(_ box: ApplyPlan.BoxPlan) throws(Failure) -> BoxRecord.Ground? {
        try requireSeen(box)
        let work = try GenerationWork(box.name, on: host, interruption)
        let making = BoxMaking(on: host, work.household, interruption)
        let ground = try making.ground(
            box.target,
            try order(box, making),
            for: box.name,
            byHand: box.findings?.packages.map(\.name) ?? []
        )
        try requireWhole(ground.foundations.lack, box)
        let carrying = HandCarrying(work)
        let advance = try work.rebuild(
            box.target,
            from: ground,
            .apply,
            since: box.record,
            isUrgent: isUrgent
        ) { trial throws(Failure) in
            try carrying.carry(box.carried, to: trial)
        }
        work.tell(advance, "made anew from \(box.target.image)")
        carrying.tell(advance)
        return BoxRecord.Ground(ground.image, ground.foundations.base)
    }

    /// Refuses to make a box anew whose packages could be carried over if it ran.
    private func requireSeen(_ box: ApplyPlan.BoxPlan) throws(Failure) {
        switch box.unseen {
        case nil: return
        case .stopped:
            throw Failure(
                "packages of box '\(box.name)' were changed, and are told only while it runs",
                hint:
                    "Start it with 'alcove start \(box.name)', or leave them behind with '--drift drop'."
            )
        case .unknownGround:
            host.console.warn(
                "what was installed by hand in box '\(box.name)' stays behind: it is not known any more "
                    + "what it was made with"
            )
        }
    }

    /// What a manifest declares is there, or the box is not made: its packages are not optional.
    private func requireWhole(
        _ lack: BoxRecord.Lack?,
        _ box: ApplyPlan.BoxPlan
    ) throws(Failure) {
        let isWanted = !box.target.packages.isEmpty || !box.target.build.isEmpty
        guard let lack, isWanted else { return }
        throw Failure(
            "the packages and build steps of box '\(box.name)' cannot be had: \(lack.words(box.name))",
            hint: "Nothing was changed; try it again when that is mended."
        )
    }
}

extension BoxApplying {
    private func make(
        _ export: DeclaredExport,
        of name: BoxName
    ) throws(Failure) -> DeclaredExport {
        if export.words.hasPrefix("-") {
            throw Failure("'\(export.words)' is no name of an export", status: 64)
        }
        let words = ["--box", name.description, export.words]
        let source: ExportSource
        switch export.kind {
        case .bin: source = try parsed(ExportBin.self, words).run(on: host)
        case .app: source = try parsed(ExportApp.self, words).run(on: host)
        case .service: source = try parsed(ExportService.self, words).run(on: host)
        case .box: preconditionFailure("no manifest declares a box's own entry")
        }
        var made = export
        made.name = source.name
        return made
    }

    private func parsed<Command: ParsableCommand>(
        _ kind: Command.Type,
        _ words: [String]
    ) throws(Failure) -> Command {
        do {
            return try kind.parse(words)
        } catch {
            throw Failure(kind.message(for: error), status: 64)
        }
    }

    private func takeBack(_ export: DeclaredExport, of name: BoxName) throws(Failure) {
        let record = try host.record(name)
        guard let words = export.name else { return }
        let source = ExportSource(box: record.id, kind: export.kind, name: words)
        let kept: [KeptFile]
        do { kept = try host.exporter.withdraw(source, force: false) } catch {
            throw Failure(error)
        }
        for file in kept { host.console.warn(file.words) }
    }
}
