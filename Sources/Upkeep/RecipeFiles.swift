import Linux

/// The files that an image is built from.
package enum RecipeFiles {
    /// Tells them from others, the same on every machine: the Containerfile's name, and all of its
    /// folder that a build would get.
    package static func mark(of path: String) throws(UpkeepError) -> String {
        let recipe = try Recipe(path)
        let context = try RecipeContext(recipe)
        let files = try onSystem { () throws(SystemError) in
            try context.fingerprint(isPortable: true) { true }
        }
        return "\(recipe.file) \(files ?? "")"
    }
}
