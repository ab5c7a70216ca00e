import Boxes
package import Engines
package import Profiles

/// What was done in a box by hand, beside its options: what no manifest knows of.
package struct BoxDrift: Equatable, Sendable {
    /// Packages that somebody asked the box's package manager for.
    package var packages: [InstalledPackage] = []
    /// Whether packages may be among them that only came along with others: the package manager does not
    /// tell these apart.
    package var mayHaveComeAlong = false
    /// Those of these packages that no repository of the box has, where that was asked: nothing could install
    /// them once more.
    package var orphans: Set<String> = []
    /// Packages that were declared, and are not there any more.
    package var gonePackages: [String] = []
    /// What was changed below `/etc` and `/usr`, in the order of the paths.
    package var files: [ChangedFile] = []
    /// Whether files may have been changed that are not known any more: in generations that are gone.
    package var lacksFiles = false
    /// Why packages, and with them files, could not be told apart; nil when they could.
    package var unseen: Unseen?
    /// All packages of the box, where it was asked for them: when its package manager has run since it was
    /// made.
    package var present: PackageState?

    package enum Unseen: Equatable, Sendable {
        /// The package manager ran, and can be asked only in a box that runs.
        case stopped
        /// Nothing is known of the box's packages as it was made.
        case unknownGround
    }

    package init() {}

    /// The packages that a manifest can name.
    package var adoptable: [InstalledPackage] { packages.filter { !orphans.contains($0.name) } }

    /// The files that come along when the box is made anew; none where files of packages may be among
    /// them.
    package var carried: [ChangedFile] { unseen == nil ? CarriedFiles.among(files) : [] }

    /// Whether a box that is made anew would not have something.
    package var isThere: Bool { !packages.isEmpty || !gonePackages.isEmpty || !files.isEmpty }
}

/// The packages of an image or a box.
package struct PackageState: Codable, Equatable, Sendable {
    /// Versions by names.
    package var packages: [String: String]
    /// Those that somebody asked for; nil where the package manager does not know.
    package var wanted: [String]?

    package init(packages: [String: String], wanted: [String]?) {
        self.packages = packages
        self.wanted = wanted
    }

    /// The packages that this has and another has not; only those that somebody asked for, where that is
    /// known.
    package func added(to ground: PackageState) -> [InstalledPackage] {
        let names: [String]
        if let wanted, let former = ground.wanted {
            names = wanted.filter { !former.contains($0) && packages[$0] != nil }
        } else {
            names = packages.keys.filter { ground.packages[$0] == nil }
        }
        return names.sorted().map { InstalledPackage(name: $0, version: packages[$0] ?? "") }
    }

    /// The names of packages that are others than in another, or were not there.
    package func changed(since ground: PackageState) -> [String] {
        packages.filter { ground.packages[$0.key] != $0.value }.map(\.key).sorted()
    }
}

extension BoxDrift {
    /// What is different in a box's packages.
    ///
    /// - Parameters:
    ///   - now: those that are there.
    ///   - ground: those that it was made with.
    ///   - known: those that its spec names.
    package mutating func take(
        _ now: PackageState,
        over ground: PackageState,
        known: [String]
    ) {
        packages = now.added(to: ground).filter { !known.contains($0.name) }
        mayHaveComeAlong = !packages.isEmpty && (now.wanted == nil || ground.wanted == nil)
        gonePackages = known.filter { ground.packages[$0] != nil && now.packages[$0] == nil }
            .sorted()
    }

    /// Takes out the files of packages; a merged `/usr` has them under two names.
    package mutating func leaveOut(_ paths: Set<String>) {
        let known = Set(paths.map(\.mergedIntoUsr))
        files.removeAll { known.contains($0.path.mergedIntoUsr) }
    }
}

extension String {
    /// Where a file of `/bin`, `/sbin` and `/lib` is in most distributions.
    fileprivate var mergedIntoUsr: String {
        let isOutside = ["/bin/", "/sbin/", "/lib/", "/lib64/"].contains { hasPrefix($0) }
        return isOutside ? "/usr" + self : self
    }
}
