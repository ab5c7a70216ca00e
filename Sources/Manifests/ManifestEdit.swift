package import Boxes
import Wire

/// What is to be different in a box's keys.
package enum ManifestEdit: Equatable, Sendable {
    /// A text joins a list.
    case add(ManifestKey, String)
    /// A text leaves a list; where the list has it of another box, `!` takes it out.
    case take(ManifestKey, String)
    /// A key has a value, as TOML writes it.
    case set(ManifestKey, String)
    /// A key is not there any more.
    case unset(ManifestKey)
    /// A name of a table has a value.
    case put(ManifestKey, name: String, value: String)
    case drop(ManifestKey, name: String)

    package var key: ManifestKey {
        switch self {
        case .add(let key, _), .take(let key, _), .set(let key, _), .unset(let key),
            .put(let key, _, _), .drop(let key, _):
            key
        }
    }
}

extension ManifestEdit {
    /// What makes one spec of a box another.
    ///
    /// Paths below `home` are written with `~`.
    package static func edits(
        from old: BoxSpec,
        to new: BoxSpec,
        home: String
    ) -> [ManifestEdit] {
        var edits = SpecEdits(old, new)
        edits.set(.image, \.image) { $0.quotedForTOML }
        edits.set(.home, \.home) { $0.words(home).quotedForTOML }
        edits.set(.network, \.network) { $0.rawValue.quotedForTOML }
        edits.set(.initSystem, \.initSystem) { $0.rawValue.quotedForTOML }
        edits.set(.pid, \.pid) { $0.rawValue.quotedForTOML }
        edits.set(.ipc, \.ipc) { $0.rawValue.quotedForTOML }
        edits.set(.gpu, \.gpu) { $0.words.quotedForTOML }
        edits.set(.bare, \.bare) { "\($0)" }
        edits.setIfAny(.shell, \.shell) { $0.quotedForTOML }
        edits.setIfAny(.hostname, \.hostname) { $0.quotedForTOML }
        edits.setIfAny(.workdir, \.workdir) { $0.quotedForTOML }
        edits.setIfAny(.platform, \.platform) { $0.quotedForTOML }
        edits.setIfAny(.check, \.check) { $0.quotedForTOML }
        edits.setIfAny(.engineOption, \.engineOption) { $0.quotedForTOML }
        edits.setIfAny(.memory, \.memory) { $0.sizeForTOML }
        edits.setIfAny(.cpus, \.cpus) { "\($0)" }
        edits.setIfAny(.hostCommands, \.hostCommands) { $0.words.quotedForTOML }
        edits.join(.volumes, \.volumes) { $0.words(home) }
        edits.join(.packages, \.packages) { $0 }
        edits.join(.build, \.build) { $0 }
        edits.join(.onCreate, \.onCreate) { $0 }
        edits.join(.onStart, \.onStart) { $0 }
        edits.join(.devices, \.devices) { $0 }
        edits.join(.groups, \.groups) { $0 }
        edits.join(.without, \.without) { $0.rawValue }
        edits.join(.hostShims, \.shims) { $0 }
        edits.pair(.env, old.pairs, new.pairs)
        edits.pair(.labels, old.labels, new.labels)
        return edits.list
    }
}

/// Collects what makes one spec another.
private struct SpecEdits {
    let old: BoxSpec
    let new: BoxSpec
    var list: [ManifestEdit] = []

    init(_ old: BoxSpec, _ new: BoxSpec) {
        self.old = old
        self.new = new
    }

    mutating func set<Value: Equatable>(
        _ key: ManifestKey,
        _ path: KeyPath<BoxSpec, Value>,
        _ words: (Value) -> String
    ) {
        guard old[keyPath: path] != new[keyPath: path] else { return }
        list.append(.set(key, words(new[keyPath: path])))
    }

    mutating func setIfAny<Value: Equatable>(
        _ key: ManifestKey,
        _ path: KeyPath<BoxSpec, Value?>,
        _ words: (Value) -> String
    ) {
        guard old[keyPath: path] != new[keyPath: path] else { return }
        list.append(new[keyPath: path].map { .set(key, words($0)) } ?? .unset(key))
    }

    mutating func join<Item: Equatable>(
        _ key: ManifestKey,
        _ path: KeyPath<BoxSpec, [Item]>,
        _ words: (Item) -> String
    ) {
        let (before, after) = (old[keyPath: path], new[keyPath: path])
        list += before.filter { !after.contains($0) }.map { .take(key, words($0)) }
        list += after.filter { !before.contains($0) }.map { .add(key, words($0)) }
    }

    mutating func pair(
        _ key: ManifestKey,
        _ before: [String: String],
        _ after: [String: String]
    ) {
        for name in before.keys.sorted() where after[name] == nil {
            list.append(.drop(key, name: name))
        }
        for (name, value) in after.sorted(by: { $0.key < $1.key }) where before[name] != value {
            list.append(.put(key, name: name, value: value))
        }
    }
}

extension BoxSpec {
    fileprivate var pairs: [String: String] {
        Dictionary(env.map { ($0.name, $0.value) }) { $1 }
    }

    fileprivate var shims: [String] { hostShims ?? [] }
}

extension BoxSpec.Home {
    fileprivate func words(_ home: String) -> String {
        switch self {
        case .shared: "shared"
        case .private: "private"
        case .path(let path): path.below(home)
        }
    }
}

extension Volume {
    /// The words that mean it.
    package func words(_ home: String) -> String {
        let ends = source == target && !readOnly ? [source] : [source, target]
        return (ends.map { $0.below(home) } + (readOnly ? ["ro"] : [])).joined(separator: ":")
    }
}

extension String {
    fileprivate func below(_ home: String) -> String {
        home != "/" && Bearings.isPath(self, in: home) ? "~" + dropFirst(home.count) : self
    }
}

extension Int64 {
    fileprivate var sizeForTOML: String {
        for (unit, shift) in [("G", 30), ("M", 20)] as [(String, Int64)]
        where self % (1 << shift) == 0 {
            return "\(self >> shift)\(unit)".quotedForTOML
        }
        return "\(self)"
    }
}
