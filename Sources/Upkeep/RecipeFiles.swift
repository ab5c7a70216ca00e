import Linux
import Manifests

/// The files that an image is built from.
package enum RecipeFiles {
    /// Tells them from others, the same on every machine: the Containerfile's name, and all of its
    /// folder that a build would get.
    ///
    /// The manifest and its lock, which most often stand there, are not among them: the lock says what
    /// this is. Nor is what git keeps, which is another in every clone.
    package static func mark(
        of path: String,
        _ known: KnownFiles = KnownFiles()
    ) throws(UpkeepError) -> String {
        let recipe = try Recipe(path, known)
        let context = try RecipeContext(recipe)
        let others = [Manifest.name, ManifestLock.name].map { Array($0.utf8) }
        let git = Array(".git".utf8)
        let files = try onSystem { () throws(SystemError) in
            try context.fingerprint(
                isPortable: true,
                isMeant: { path in
                    let first = path.prefix { $0 != UInt8(ascii: "/") }
                    return !others.contains(path) && !first.elementsEqual(git)
                },
                { true }
            )
        }
        return "\(recipe.file) \(files ?? "")"
    }
}
