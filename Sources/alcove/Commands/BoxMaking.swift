import Boxes
import Engines
import Linux
import Profiles
import Upkeep

/// Makes a box as the user asked for it: first the image, then the box.
struct BoxMaking {
    let host: Host
    let household: Household
    let interruption: Interruption
    private let line: ProgressLine

    init(on host: Host, _ interruption: Interruption) throws(Failure) {
        self.host = host
        self.interruption = interruption
        household = host.household(on: try host.engine())
        line = ProgressLine(host.console)
    }

    /// For a box that there is already.
    init(on host: Host, _ household: Household, _ interruption: Interruption) {
        self.host = host
        self.household = household
        self.interruption = interruption
        line = ProgressLine(host.console)
    }

    /// How the image is come by.
    func order(_ spec: BoxSpec, _ options: ImageOptions) -> ImageSupply.Order {
        order(spec, options.fetch.pull, authfile: options.fetch.authfile)
    }

    func order(
        _ spec: BoxSpec,
        _ pull: PullPolicy?,
        authfile: String?
    ) -> ImageSupply.Order {
        var order = ImageSupply.Order(Self.source(spec.image, host.bearings))
        order.pull = pull ?? host.configuration.pull?.value ?? .missing
        order.platform = spec.platform
        order.authfile = authfile.map { host.bearings.absolute($0) }
        return order
    }

    /// What the words for an image mean.
    static func source(_ words: String, _ bearings: Bearings) -> ImageSource {
        ImageSource(words, from: bearings) { path in
            switch File.kindFollowed(path) {
            case nil: nil
            case .directory?: .directory
            default: .file
            }
        }
    }

    /// The image that is meant when none is named: the configured one, else the host's own.
    func defaultImage() throws(Failure) -> String {
        if let image = host.configuration.image?.value { return image }
        let system: OSRelease
        do { system = try OSRelease.host() } catch { throw Failure(error) }
        do { return try supply.hostReference(system) } catch { throw Failure(error) }
    }

    var supply: ImageSupply {
        ImageSupply(
            engine: household.engine,
            shelf: host.shelf,
            places: host.places,
            environment: Environment.all
        )
    }

    /// All that can be known to be wrong, then the image, then the plan.
    ///
    /// The image may be that of a published box, which says what the box is to be: `accept` is asked
    /// before any of it is heeded. Without it, nothing is.
    ///
    /// A box without essentials may lack its init system: `offer` is asked whether its packages are to
    /// be added to it.
    func plan(
        _ name: BoxName,
        _ spec: BoxSpec,
        _ order: ImageSupply.Order,
        accept: ((PublishedSpec) throws(Failure) -> Void)? = nil,
        offer: ((BoxSpec, [String]) throws(Failure) -> Void)? = nil
    ) throws(Failure) -> CreatePlan {
        let image = try interruptible { () throws(UpkeepError) in
            // Nobody wants to wait for a download that comes to nothing.
            try order.check()
            let unknown = BoxRecord.ImageMark(reference: spec.image, id: "")
            _ = try household.plan(name, spec, image: unknown)
            return try supplied(spec.image, order)
        }
        var published: PublishedSpec?
        if let accept {
            do throws(UpkeepError) {
                published = try household.published(image)
            } catch {
                throw Failure(error)
            }
            if let published { try accept(published) }
        }
        var spec = spec
        if let offer, spec.bare {
            let packages = try interruptible { () throws(UpkeepError) in
                try household.packagesOfSystem(for: spec, image, host.shelf)
                    .filter { !spec.packages.contains($0) }
            }
            if !packages.isEmpty {
                try offer(spec, packages)
                spec.packages += packages
            }
        }
        // What was added to the box before it was published is in the image.
        let whole = published?.under(spec) ?? spec
        let plan = try interruptible { () throws(UpkeepError) in
            let ground = try founded(spec, image)
            var plan = try household.plan(name, whole, image: image, base: ground.foundations.base)
            plan.record.lacks = ground.foundations.lack
            return plan
        }
        tell(plan.record.lacks, name, spec)
        return plan
    }

    /// The image for the next generation of a box, with what is added to it.
    ///
    /// With `again` that is one of those that were `built` just now. Of the packages, those `byHand` came so,
    /// and are in no manifest. Who may make nothing of it is `quiet`, and tells what the box lacks when it is made.
    func ground(
        _ spec: BoxSpec,
        _ order: ImageSupply.Order,
        for name: BoxName,
        built: BuiltImages = BuiltImages(),
        again: Bool = false,
        byHand: [String] = [],
        quiet: Bool = false
    ) throws(Failure) -> Successor.Ground {
        let outcome = "box '\(name)' is as it was"
        let ground = try interruptible(outcome) { () throws(UpkeepError) in
            try order.check()
            let image = try supplied(spec.image, order)
            do throws(UpkeepError) {
                return try founded(spec, image, built: built, again: again)
            } catch {
                throw error.naming(byHand)
            }
        }
        if !quiet { tell(ground.foundations.lack, name, spec) }
        return ground
    }

    private func supplied(
        _ image: String,
        _ order: ImageSupply.Order
    ) throws(UpkeepError) -> BoxRecord.ImageMark {
        defer { line.clear() }
        let progress = SupplyProgress(line, image: image)
        return try supply.supply(order) { event in
            progress.take(event)
            return !interruption.isWanted
        }
    }

    private func founded(
        _ spec: BoxSpec,
        _ image: BoxRecord.ImageMark,
        built: BuiltImages = BuiltImages(),
        again: Bool = false
    ) throws(UpkeepError) -> Successor.Ground {
        defer { line.clear() }
        let adding = EssentialsProgress(line, host.console, spec)
        let foundations = try household.foundations(
            of: spec,
            image,
            host.shelf,
            environment: host.environment,
            built: built,
            again: again
        ) { event in
            adding.take(event)
            return !interruption.isWanted
        }
        try household.checkSystem(of: spec, image, foundations)
        return Successor.Ground(image, foundations)
    }

    /// A box without essentials is of use; who made it must know.
    func tell(_ lack: BoxRecord.Lack?, _ name: BoxName, _ spec: BoxSpec) {
        guard let lack else { return }
        let words = lack.warning(name, spec.packages)
        if lack.canBeMended {
            host.console.warn(words)
        } else {
            host.console.note("note: \(words)")
        }
    }

    /// Makes the box of the plan and runs its `--on-create` commands; all of it, or nothing.
    func make(_ plan: CreatePlan) throws(Failure) {
        let commands = plan.record.spec.onCreate
        if commands.isEmpty { return try makeBox(plan) }
        // Killed while they run, the box is not whole: the next command removes it.
        let loan: Loan
        do { loan = try household.lend(plan, for: .completion) } catch { throw Failure(error) }
        let outcome = Result { () throws(Failure) in
            try makeBox(plan)
            // It is called as it was said: in a manifest, or by an option.
            let key = plan.record.declared == nil ? "--on-create" : "'on-create'"
            try runOnCreate(commands, of: key, in: plan.record.name)
        }
        do {
            if case .success = outcome {
                try household.keep(loan)
            } else {
                try household.takeBack(loan)
            }
        } catch {
            throw Failure(error)
        }
        try outcome.get()
    }

    private func makeBox(_ plan: CreatePlan) throws(Failure) {
        let name = plan.record.name
        line.milestone("Making box '\(name)'")
        let begun = Clock.monotonic
        defer { line.clear() }
        _ = try interruptible { () throws(UpkeepError) in
            try household.create(plan) {
                let seconds = (Clock.monotonic - begun) / 1000
                if seconds > 0 { line.update("Making box '\(name)'  \(seconds) s") }
                return interruption.isWanted
            }
        }
    }

    /// In a box that is stopped again afterwards, so that its first start is one like every other.
    private func runOnCreate(
        _ commands: [String],
        of key: String,
        in name: BoxName
    ) throws(Failure) {
        try interruptible { () throws(UpkeepError) in
            try household.start(name, isFirst: true) { host.isUp(name) }
        }
        for command in commands { try runOnce(command, of: key, in: name) }
        try interruptible { () throws(UpkeepError) in try household.stop(name) }
    }

    private func runOnce(
        _ command: String,
        of key: String,
        in name: BoxName
    ) throws(Failure) {
        host.console.note("Running '\(command)' in box '\(name)'")
        let words = ["/bin/sh", "-c", command].map { Array($0.utf8) }
        let status = try host.runInBox(name, words, interruption)
        if interruption.isWanted { throw interruption.failure("interrupted; no box was made") }
        guard status == 0 else {
            throw Failure(
                "the command '\(command)' of \(key) ended with status \(status)",
                hint: "No box was made; try the command in a box that is made without it."
            )
        }
    }

    /// Runs a part; a cancellation has the status of the signal that asked for it.
    private func interruptible<Result>(
        _ outcome: String = "no box was made",
        _ body: () throws(UpkeepError) -> Result
    ) throws(Failure) -> Result {
        do {
            return try body()
        } catch {
            line.clear()
            guard error == .cancelled else { throw Failure(error) }
            throw interruption.failure("interrupted; \(outcome)")
        }
    }
}

extension UpkeepError {
    /// The same where these packages were installed by hand.
    fileprivate func naming(_ byHand: [String]) -> UpkeepError {
        guard case .image(.packagesFailed(let names, let failure)) = self else { return self }
        let own = byHand.filter(names.contains)
        return own.isEmpty ? self : .image(.carriedFailed(names, byHand: own, failure))
    }
}
