import Boxes
import Glibc
import Linux

/// All profiles there are.
package struct ProfileShelf: Equatable, Sendable {
    /// By their names, in order.
    package let profiles: [Profile]
    /// What is wrong with the files that could not be used.
    package let faults: [ProfileError]

    /// Reads the profiles of all folders; a file hides those of its name in later folders.
    package init(_ folders: [String]) {
        var sources: [String: ProfileSource] = [:]
        var faults: [ProfileError] = []
        var seen: Set<String> = []
        for folder in folders {
            for file in File.names(in: folder).sorted()
            where file.hasSuffix(".toml") && seen.insert(file).inserted {
                do {
                    let source = try Self.read("\(folder)/\(file)")
                    sources[source.name] = source
                } catch {
                    faults.append(error)
                }
            }
        }
        var profiles: [Profile] = []
        for (_, source) in sources.sorted(by: { $0.key < $1.key }) {
            do {
                profiles.append(try Profile(try Self.whole(source, sources)))
            } catch {
                // Those that extend a bad one all say the same.
                if !faults.contains(error) { faults.append(error) }
            }
        }
        self.profiles = profiles
        self.faults = faults
    }

    private static func read(_ path: String) throws(ProfileError) -> ProfileSource {
        // A pipe would keep every command waiting for its other end.
        if File.kindFollowed(path) == .other { throw .unreadable(file: path, code: EINVAL) }
        let bytes: [UInt8]
        do {
            bytes = try File.read(path)
        } catch {
            throw .unreadable(file: path, code: error.code)
        }
        return try ProfileSource(String(decoding: bytes, as: UTF8.self), file: path)
    }

    /// A profile's keys with those of all that it extends.
    private static func whole(
        _ source: ProfileSource,
        _ sources: [String: ProfileSource]
    ) throws(ProfileError) -> ProfileSource {
        var whole = source
        var seen: Set<String> = [source.name]
        var next = source
        while let name = next.parent {
            guard let parent = sources[name], seen.insert(name).inserted else {
                throw .badParent(file: next.file, line: next.parentLine, name: name)
            }
            whole = whole.over(parent)
            next = parent
        }
        return whole
    }

    /// The profile of that name.
    package func family(_ name: String) throws(ProfileError) -> Profile {
        guard let profile = profiles.first(where: { $0.name == name }) else {
            throw .unknownFamily(name, known: profiles.map(\.name))
        }
        return profile
    }

    /// The profile of a distribution: one for its very version, one for its name, or one for what
    /// it is made from; nil when none knows it.
    package func profile(for system: OSRelease) -> Profile? {
        let version = system.fields["VERSION_ID"] ?? ""
        let ofItsVersion = profiles.first { profile in
            profile.ids.contains(system.id)
                && profile.versions.contains { version == $0 || version.hasPrefix($0 + ".") }
        }
        if let ofItsVersion { return ofItsVersion }
        return ([system.id] + system.alike).lazy.compactMap { id in
            profiles.first { $0.ids.contains(id) && $0.versions.isEmpty }
        }.first
    }

    /// The family of an image as far as its name tells: `fedora:42`, `docker.io/library/debian`,
    /// `bootstrap:arch/current`; nil where it tells nothing.
    package func family(ofImage words: String) -> String? {
        let bootstrap = "bootstrap:"
        let name =
            words.hasPrefix(bootstrap)
            ? words.dropFirst(bootstrap.count).prefix { $0 != "/" }
            : (words.split(separator: "/").last ?? "").prefix { $0 != ":" && $0 != "@" }
        let word = String(name)
        return profiles.first { profile in
            profile.name == word || profile.ids.contains(word) || profile.images[word] != nil
        }?.name
    }

    /// The whole reference that a short one like `fedora:42` or `arch` stands for; nil for any other.
    package func reference(of words: String) throws(ProfileError) -> String? {
        let parts = words.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), parts.allSatisfy(Profile.isWord),
            let alias = profiles.lazy.compactMap({ $0.images[parts[0]] }).first
        else { return nil }
        let release = parts.count > 1 ? parts[1] : alias.defaultRelease
        guard let reference = alias.reference(release) else {
            throw .badRelease(release, of: parts[0], forms: alias.forms)
        }
        return reference
    }

    /// The image nearest to a distribution; nil for one that no profile knows.
    package func image(like system: OSRelease) -> String? {
        for (index, id) in ([system.id] + system.alike).enumerated() {
            guard let alias = alias(of: id) else { continue }
            let fields = index == 0 ? alias.fields : alias.parentFields
            let named = fields.lazy.compactMap { system.fields[$0] }
                .compactMap { Profile.isWord($0) ? alias.reference($0) : nil }.first
            return named ?? alias.reference(alias.defaultRelease)
        }
        return nil
    }

    private func alias(of id: String) -> ImageAlias? {
        for profile in profiles {
            let named = profile.images.sorted { $0.key < $1.key }
            if let alias = named.first(where: { $0.value.ids.contains(id) || $0.key == id }) {
                return alias.value
            }
        }
        return nil
    }
}
