import Profiles

/// Names of packages as the user gives them.
enum PackageNames {
    /// The names, when there are any and each can be one.
    static func checked(_ names: [String], _ verb: String) throws(Failure) -> [String] {
        if names.isEmpty {
            throw Failure(
                "no package is named",
                hint: "Name the box and packages: alcove \(verb) web ripgrep",
                status: 64
            )
        }
        if let bad = names.first(where: { !Profile.isPackage($0) }) {
            throw Failure("'\(bad)' is not a name for a package", status: 64)
        }
        return names
    }
}
