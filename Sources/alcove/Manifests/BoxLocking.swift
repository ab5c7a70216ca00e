import Boxes
import Engines
import Linux
import Manifests
import Profiles
import Upkeep

/// Finds out what a declared box resolves to.
struct BoxLocking {
    let host: Host
    let interruption: Interruption
    /// What is known of the files that images are built from.
    let files: KnownFiles

    /// Fetches the image as it is now, builds on it, and reads its packages in a box that goes again.
    ///
    /// `image` is another than the box's, the same with a digest.
    func lock(
        _ box: BoxDeclaration,
        image: String? = nil
    ) throws(Failure) -> ManifestLock.Box {
        let engine = try host.engine(named: box.engine)
        let household = host.household(on: engine)
        let making = BoxMaking(on: host, household, interruption)
        // An image that is there may be an old one.
        var spec = BoxSpec(image: image ?? box.spec.image)
        spec.packages = box.spec.packages
        spec.build = box.spec.build
        spec.bare = box.spec.bare
        spec.platform = box.spec.platform
        spec.home = .private
        let pull = image == nil ? box.pull ?? .newer : .missing
        var order = making.order(spec, pull, authfile: nil)
        order.known = files
        // What happens to be here is not what a lock is asked for.
        order.mustBeAsked = true
        let plan = try making.plan(PackageReading.name(for: box.name), spec, order)
        if let lack = plan.record.lacks, !spec.packages.isEmpty || !spec.build.isEmpty {
            throw Failure("box '\(box.name)' cannot be resolved: \(lack.words(box.name))")
        }
        let digest: String?
        do {
            // What is held against a lock has the digest that it names.
            digest = try image == nil ? making.supply.sharedDigest(of: plan.record.image) : nil
        } catch {
            throw Failure(error)
        }
        return ManifestLock.Box(
            image: Self.name(box.spec.image, plan.record.image.reference),
            digest: digest ?? plan.record.image.digest,
            inputs: ManifestLock.Box.inputs(
                of: box.spec,
                files: try host.files(of: box.spec, files)
            ),
            packages: try packages(plan, making)
        )
    }

    /// What is fetched has a name that all machines know; a path is this one's.
    private static func name(_ words: String, _ reference: String) -> String {
        guard words.hasPrefix("/") else { return reference }
        return words.split(separator: "/").last.map { "./\($0)" } ?? "."
    }

    private func packages(
        _ plan: CreatePlan,
        _ making: BoxMaking
    ) throws(Failure) -> [String: String] {
        let reading = PackageReading(host: host, interruption: interruption)
        let found = try reading.packages(plan, making)
        if let ground = plan.record.ground { reading.keep(found, of: ground) }
        return found.packages
    }
}
