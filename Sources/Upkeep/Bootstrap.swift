import Boxes
import Engines
import Glibc
import Linux
import Profiles

/// Images made from a distribution's own mirror.
extension ImageSupply {
    func bootstrap(
        _ family: String,
        _ release: String,
        _ order: Order,
        _ events: (SupplyEvent) -> Bool
    ) throws(UpkeepError) -> BoxRecord.ImageMark {
        let profile: Profile
        do { profile = try shelf.family(family) } catch { throw .profile(error) }
        guard let recipe = profile.bootstrap else { throw .image(.noBootstrap(family: family)) }
        let release = release.isEmpty ? recipe.defaultRelease : release
        let architecture = try architecture(order)
        // The release goes into a reference and into a command's words.
        guard Profile.isWord(release), Profile.isWord(architecture) else {
            throw .image(.notLocal("bootstrap:\(family)/\(release)"))
        }
        let suffix = order.platform == nil ? "" : "-\(architecture)"
        let reference = "localhost/alcove/bootstrap/\(family):\(release)\(suffix)"
        if order.pull != .always, let local = try firstLocal([reference]) { return local }
        if order.pull == .never { throw .image(.notLocal(reference)) }
        guard Program.isInstalled(recipe.program) else {
            throw .image(.missingBootstrap(program: recipe.program, package: recipe.package))
        }
        return try places.withScratch("bootstrap") { scratch throws(UpkeepError) in
            let arguments = recipe.arguments(
                release: release,
                output: scratch,
                architecture: architecture
            )
            try run(recipe.program, arguments, events)
            let file = try onSystem { () throws(SystemError) in
                try FileDescriptor(opening: scratch, O_RDONLY)
            }
            let total = FileStatus(of: file)?.size ?? 0
            return try importRoot(file, as: reference, total: total, events)
        }
    }

    /// `amd64`: the last word but the variant of the platform.
    private func architecture(_ order: Order) throws(UpkeepError) -> String {
        let platform: String
        if let given = order.platform {
            platform = given
        } else {
            platform = try onEngine { () throws(EngineError) in try engine.facts() }.platform
        }
        let parts = platform.split(separator: "/")
        return parts.count > 1 ? String(parts[1]) : platform
    }

    private func run(
        _ name: String,
        _ arguments: [String],
        _ events: (SupplyEvent) -> Bool
    ) throws(UpkeepError) {
        var log: [String] = []
        let program = Program(name, arguments, environment: environment)
        let ending = try onSystem { () throws(SystemError) in
            try program.run { line in
                if let line { log = log.suffix(19) + [line] }
                return events(.bootstrapping(log.last ?? ""))
            }
        }
        guard let ending else { throw .cancelled }
        guard ending == .code(0) else {
            throw .image(.bootstrapFailed(program: name, ending: ending, log: log))
        }
    }
}
