package import Boxes
import Engines
package import Linux
package import Profiles

/// What manages the packages of a box.
package struct BoxPackages: Equatable, Sendable {
    package let profile: Profile
    package let manager: PackageManager
}

/// What becomes of the packages that a box's spec names.
package enum PackageChange: Equatable, Sendable {
    case install([String])
    case uninstall([String])
    /// The essentials are there now, and with them all packages that were asked for before.
    case essentials

    fileprivate func make(in record: inout BoxRecord) {
        switch self {
        case .install(let names):
            record.spec.packages += names.filter { !record.spec.packages.contains($0) }
        case .uninstall(let names): record.spec.packages.removeAll { names.contains($0) }
        case .essentials:
            record.lacks = nil
            record.spec.bare = false
        }
    }
}

extension Household {
    /// Seconds for which lists of packages are new enough.
    private static var freshness: Int64 { 24 * 3600 }

    /// The package manager of a box, as its distribution's profile has it.
    package func packages(
        of record: BoxRecord,
        _ shelf: ProfileShelf
    ) throws(UpkeepError) -> BoxPackages {
        let traits = try traits(of: record, shelf)
        let distribution = traits.system.id
        guard let profile = shelf.profile(for: traits.system) else {
            throw .noProfile(distribution: distribution)
        }
        guard let manager = profile.manager(has: traits.has) else {
            throw .noManager(distribution: distribution, profile.managers.map(\.name))
        }
        return BoxPackages(profile: profile, manager: manager)
    }

    /// What gives a box the essentials that it lacks; empty when it has them all.
    package func essentialsSteps(
        of record: BoxRecord,
        _ shelf: ProfileShelf,
        environment: EnvironmentVariables
    ) throws(UpkeepError) -> [Essentials.Step] {
        let found = try packages(of: record, shelf)
        let traits = try traits(of: record, shelf)
        let wish = Essentials.Wish(
            isBare: false,
            packages: record.lacks == .network ? record.spec.packages : [],
            shell: shell(of: record.spec),
            locale: LocaleName(environment: environment),
            platform: record.spec.platform
        )
        let image = record.image
        return Essentials(for: image, traits, found.profile, found.manager, wish)?.steps ?? []
    }

    /// Whether the box's lists of packages are too old, or were never fetched.
    package func wantsRefresh(_ record: BoxRecord) -> Bool {
        record.listed.map { now() - $0 > Self.freshness || $0 > now() } ?? true
    }

    /// Remembers that a box's lists are new.
    package func noteRefresh(_ name: BoxName) throws(UpkeepError) {
        try store.whileLocked(name) { () throws(UpkeepError) in
            guard var record = try store.record(name) else { return }
            record.listed = now()
            try store.save(record)
        }
    }

    /// Changes a box's packages by `body`, which answers with a status; success is written down.
    ///
    /// Nothing else changes the box meanwhile, so that what was installed is not left behind in a
    /// container that another took the place of. Sessions come and go as they like.
    package func changePackages(
        of name: BoxName,
        _ change: PackageChange,
        _ body: (BoxRecord) -> Int32
    ) throws(UpkeepError) -> Int32 {
        try store.whileLocked(name) { () throws(UpkeepError) in
            let status = body(try record(name))
            guard status == 0 else { return status }
            var record = try record(name)
            change.make(in: &record)
            record.listed = record.listed ?? now()
            try store.save(record)
            // It was made of what the box is no more.
            _ = try forgetLocked(Set([record.staged].compactMap(\.self)), of: record)
            return 0
        }
    }
}
