import Archives
package import Boxes
package import Engines
package import Linux
package import Profiles

/// What adding essentials has reached.
package enum EssentialsEvent: Equatable, Sendable {
    /// The image is looked at for the first time.
    case looking
    /// Another command makes the same image.
    case waiting
    case building(BuildEvent)
}

/// What a box is made of.
package struct Foundations: Equatable, Sendable {
    /// The image with the essentials; nil when the one that the user named is to be taken as it is.
    package var base: BoxRecord.Base?
    /// Why there are no essentials in it, although they were wanted.
    package var lack: BoxRecord.Lack?
}

extension Household {
    /// Sees to it that there is an image with what the box is to have beside its own image.
    ///
    /// Where that cannot be, the box is made without: the answer says why. With `again` an image that is there
    /// serves only if it is among those that were `built` just now.
    package func foundations(
        of spec: BoxSpec,
        _ image: BoxRecord.ImageMark,
        _ shelf: ProfileShelf,
        environment: EnvironmentVariables,
        built: BuiltImages = BuiltImages(),
        again: Bool = false,
        events: (EssentialsEvent) -> Bool
    ) throws(UpkeepError) -> Foundations {
        var wanted: Essentials?
        var lack: BoxRecord.Lack?
        if !spec.bare || !spec.packages.isEmpty {
            switch try plan(of: spec, image, shelf, environment, events) {
            case .none: break
            case .lacking(let one): lack = one
            case .wanted(let essentials): wanted = essentials.adding(spec.build)
            }
        }
        wanted = wanted ?? Essentials(for: image, build: spec.build, platform: spec.platform)
        guard let essentials = wanted else { return Foundations(lack: lack) }
        let known = { () throws(UpkeepError) -> Foundations? in
            guard let base = try base(essentials), !again || built.ids.contains(base.id) else {
                return nil
            }
            return Foundations(base: base, lack: lack)
        }
        if let there = try known() { return there }
        // What is to be done besides may need no network, and is not left out.
        if spec.build.isEmpty, !NetworkRoute.isThere(environment) {
            return Foundations(lack: .network)
        }
        return try onlyOnce(essentials, events) { () throws(UpkeepError) in
            if let there = try known() { return there }
            var made = try build(essentials, spec, environment, events)
            made.lack = made.lack ?? lack
            if let base = made.base { built.ids.insert(base.id) }
            return made
        }
    }

    private enum EssentialsPlan {
        case none
        case lacking(BoxRecord.Lack)
        case wanted(Essentials)
    }

    private func plan(
        of spec: BoxSpec,
        _ image: BoxRecord.ImageMark,
        _ shelf: ProfileShelf,
        _ environment: EnvironmentVariables,
        _ events: (EssentialsEvent) -> Bool
    ) throws(UpkeepError) -> EssentialsPlan {
        guard events(.looking) else { throw .cancelled }
        let shell = shell(of: spec)
        var lacksSystem = !spec.bare
        if lacksSystem { lacksSystem = try !has(spec.initSystem, image) }
        let isWanting = lacksSystem || !spec.packages.isEmpty
        let traits = try traits(of: image, shelf, shell: shell, wholly: isWanting)
        if traits.isToolbox, !isWanting { return .none }
        guard let profile = shelf.profile(for: traits.system) else {
            if spec.packages.isEmpty { return .lacking(.profile) }
            throw .noProfile(distribution: traits.system.id)
        }
        guard let manager = profile.manager(has: traits.has) else {
            if spec.packages.isEmpty { return .lacking(.manager) }
            throw .noManager(distribution: traits.system.id, profile.managers.map(\.name))
        }
        let wish = Essentials.Wish(
            isBare: spec.bare,
            packages: spec.packages + (lacksSystem ? profile.packages(of: spec.initSystem) : []),
            shell: shell,
            locale: LocaleName(environment: environment),
            platform: spec.platform
        )
        return Essentials(for: image, traits, profile, manager, wish).map { .wanted($0) } ?? .none
    }

    /// The image that was made earlier; nil when it is not there.
    private func base(_ essentials: Essentials) throws(UpkeepError) -> BoxRecord.Base? {
        let reference = essentials.reference
        let image = try onEngine { () throws(EngineError) in try engine.image(reference) }
        // Anybody may give an image this name; ours says by its label what it is.
        guard let image, image.labels[Label.essentials] == essentials.mark else { return nil }
        return BoxRecord.Base(reference: reference, id: image.id, isOwn: false)
    }

    private func build(
        _ essentials: Essentials,
        _ spec: BoxSpec,
        _ environment: EnvironmentVariables,
        _ events: (EssentialsEvent) -> Bool
    ) throws(UpkeepError) -> Foundations {
        var context = UstarArchive()
        context.addFile("Containerfile", mode: 0o644, Array(essentials.containerfile.utf8))
        context.finish()
        var request = BuildRequest(
            reference: essentials.reference,
            labels: [Label.essentials: essentials.mark],
            arguments: NetworkRoute.proxies(environment),
            platform: essentials.platform
        )
        // Lists of another day, or of another network, are of no use.
        request.usesCache = false
        let outcome = try journal.noting(request, on: engine) { (request) throws(EngineError) in
            try engine.build(request, context: .archive(context.bytes)) { events(.building($0)) }
        }
        do {
            let reference = essentials.reference
            let id = try outcome.get()
            return Foundations(base: BoxRecord.Base(reference: reference, id: id, isOwn: false))
        } catch .buildFailed(let failure) {
            // Without lists there is nothing to be had: the box is of use all the same.
            let number = failure.step?.number
            if spec.build.isEmpty, let number, number == essentials.number(of: .refresh) {
                return Foundations(lack: .network)
            }
            if let command = number.flatMap(essentials.buildCommand) {
                throw .image(.buildCommandFailed(command, failure))
            }
            let isNamed = failure.step?.number == essentials.number(of: .packages)
            throw .image(
                isNamed && !spec.packages.isEmpty
                    ? .packagesFailed(spec.packages, failure) : .essentialsFailed(failure)
            )
        } catch {
            throw error == .cancelled ? .cancelled : .engine(error)
        }
    }

    /// Two commands that want the same image make it once.
    private func onlyOnce<Result>(
        _ essentials: Essentials,
        _ events: (EssentialsEvent) -> Bool,
        _ body: () throws(UpkeepError) -> Result
    ) throws(UpkeepError) -> Result {
        let folder = places.cache
        let path = "\(folder)/essentials-\(essentials.mark).lock"
        try onSystem { () throws(SystemError) in try File.makeDirectories(folder, mode: 0o700) }
        while true {
            let lock = try onSystem { () throws(SystemError) in
                try FileLock.wait(path, milliseconds: 250)
            }
            if let lock {
                // A file that stays is in nobody's way.
                defer {
                    try? File.remove(path)
                    extendLifetime(lock)
                }
                return try body()
            }
            guard events(.waiting) else { throw .cancelled }
        }
    }
}
