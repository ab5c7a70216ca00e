/// A program that installs packages, and what is said to it.
///
/// Every command is a list of words, never a line for a shell. In it, `{packages}` and `{words}` are
/// what the user names; `{yes}` and `{ask}` the words of those keys, where they apply.
package struct PackageManager: Equatable, Sendable {
    package var name: String
    /// The file that shows that an image has it.
    package var program = ""
    /// `KEY=VALUE` for calls that nobody watches.
    package var environment: [String] = []
    /// What keeps it from asking.
    package var yes: [String] = []
    /// What makes it ask where it would not.
    package var ask: [String] = []
    package var commands: [Deed: [String]] = [:]
    package var listing = PackageListing()
    /// How a line of `wanted` is read; without fields it begins with the name.
    package var wantedListing = PackageListing()
    /// How a line of `given` is read; without fields it begins with the name.
    package var givenListing = PackageListing()
    /// Folders that are written in whenever packages change; none when that is not known.
    package var database: [String] = []

    package init(name: String) { self.name = name }

    /// What a package manager can be asked for.
    package enum Deed: String, CaseIterable, Sendable {
        /// Fetches the lists of what there is.
        case refresh
        case install
        /// Installs without what is only recommended, and as far as the manager can, without what
        /// there is not.
        case essentials
        case uninstall, search, upgrade
        /// Names every installed package with its version.
        case list
        /// Throws away what was downloaded.
        case clean
        /// Names the packages that somebody asked for, one a line, and not those that came with them.
        case wanted
        /// Names the files of packages, one a line.
        case files
        /// Names those of the packages that a repository has, one a line; it may name others, too.
        case given

        /// Those without which a manager is of use all the same.
        static let optional: [Deed] = [.wanted, .files, .given]
    }

    /// How a command is called.
    package enum Manner: Sendable {
        /// Somebody can answer its questions.
        case asking
        case unattended
    }

    /// The words of a command; empty when this manager needs none for it.
    package func command(
        _ deed: Deed,
        _ words: [String] = [],
        _ manner: Manner
    ) -> [String] {
        (commands[deed] ?? []).flatMap { word in
            switch word {
            case "{packages}", "{words}": words
            case "{yes}": manner == .asking ? [] : yes
            case "{ask}": manner == .asking ? ask : []
            default: [word]
            }
        }
    }

    /// The names in the output of `wanted` that are installed; versions, architectures and the like are
    /// left out.
    package func wantedNames(in output: [String], among installed: Set<String>) -> [String] {
        Self.names(in: output, wantedListing).filter(installed.contains)
    }

    /// Those of the packages that no repository has, by the output of `given`.
    package func orphans(in output: [String], among names: [String]) -> Set<String> {
        Set(names).subtracting(Self.names(in: output, givenListing))
    }

    private static func names(in output: [String], _ listing: PackageListing) -> [String] {
        listing.fields.isEmpty
            ? output.compactMap(name)
            : listing.packages(in: output.joined(separator: "\n")).map(\.name)
    }

    /// What a line begins with.
    private static func name(_ line: String) -> String? {
        let word = line.split { $0 == " " || $0 == "\t" }.first ?? ""
        let name = word.prefix { !"<>=~@:".contains($0) }
        return name.isEmpty || name.hasPrefix("!") ? nil : String(name)
    }
}
