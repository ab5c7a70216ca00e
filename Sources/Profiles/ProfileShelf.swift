import Boxes
import Linux

/// All profiles there are.
package struct ProfileShelf: Equatable, Sendable {
    /// By their names, in order.
    package let profiles: [Profile]
    /// What is wrong with the files that could not be used.
    package let faults: [ProfileError]

    /// Reads the profiles of all folders; a file hides those of its name in later folders.
    package init(_ folders: [String]) {
        var profiles: [Profile] = []
        var faults: [ProfileError] = []
        var seen: Set<String> = []
        for folder in folders {
            for file in File.names(in: folder).sorted()
            where file.hasSuffix(".toml") && seen.insert(file).inserted {
                do {
                    profiles.append(try Self.read("\(folder)/\(file)"))
                } catch {
                    faults.append(error)
                }
            }
        }
        self.profiles = profiles.sorted { $0.name < $1.name }
        self.faults = faults
    }

    private static func read(_ path: String) throws(ProfileError) -> Profile {
        let bytes: [UInt8]
        do {
            bytes = try File.read(path)
        } catch {
            throw .unreadable(file: path, code: error.code)
        }
        return try Profile(String(decoding: bytes, as: UTF8.self), file: path)
    }

    /// The profile of that name.
    package func family(_ name: String) throws(ProfileError) -> Profile {
        guard let profile = profiles.first(where: { $0.name == name }) else {
            throw .unknownFamily(name, known: profiles.map(\.name))
        }
        return profile
    }

    /// The whole reference that a short one like `fedora:42` or `arch` stands for; nil for any other.
    package func reference(of alias: String) -> String? {
        let parts = alias.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), parts.allSatisfy(Profile.isWord) else { return nil }
        guard let profile = profiles.first(where: { $0.images[parts[0]] != nil }) else {
            return nil
        }
        return profile.image(parts[0], release: parts.count > 1 ? parts[1] : profile.defaultRelease)
    }

    /// The image nearest to a distribution; nil for one that no profile knows.
    package func image(like system: OSRelease) -> String? {
        for (index, id) in ([system.id] + system.alike).enumerated() {
            guard let profile = profiles.first(where: { $0.images[id] != nil }) else { continue }
            let fields = index == 0 ? profile.releaseFields : profile.parentReleaseFields
            let release = fields.lazy.compactMap { system.fields[$0] }.first(where: Profile.isWord)
            return profile.image(id, release: release ?? profile.defaultRelease)
        }
        return nil
    }
}
