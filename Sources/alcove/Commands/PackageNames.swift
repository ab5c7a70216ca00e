import Profiles

/// Names of packages as the user gives them.
enum PackageNames {
    /// The names, when there are any and each can be one.
    static func checked(_ names: [String], _ verb: String) throws(Failure) -> [String] {
        let isSearch = verb == "search"
        if names.isEmpty {
            throw Failure(
                isSearch ? "there is no word to look for" : "no package is named",
                hint: "Write 'alcove \(verb) BOX \(isSearch ? "WORD" : "PACKAGE")'.",
                status: 64
            )
        }
        if let bad = names.first(where: { !Profile.isPackage($0) }) {
            throw Failure(
                isSearch
                    ? "'\(bad)' cannot be looked for" : "'\(bad)' is not a name for a package",
                hint: bad.hasPrefix("-")
                    ? "Call the manager with options of its own by 'alcove run --root BOX -- …'."
                    : "Write one like ripgrep.",
                status: 64
            )
        }
        return names
    }
}
