import Boxes

/// Puts together what a box says and what it extends.
struct BoxResolution {
    private let circumstances: Manifest.Circumstances
    /// The boxes that are being put together, from the one that was asked for.
    private var chain: [Link] = []
    /// Those that were put together: many may extend the same one.
    private var drafts: [Link: BoxDraft] = [:]

    /// The most boxes that extend each other, one after the other, and that one extends.
    static let limit = 32

    private struct Link: Hashable {
        let file: String
        let box: String
    }

    init(_ circumstances: Manifest.Circumstances) { self.circumstances = circumstances }

    /// The box's keys with those of all that it extends under them.
    mutating func draft(
        of name: String,
        in text: ManifestText,
        _ library: inout ManifestLibrary
    ) throws(ManifestFaults) -> BoxDraft {
        guard let own = text.boxes[name] else { preconditionFailure("no box '\(name)'") }
        let key = { (key: ManifestKey) in "box.\(name).\(key.rawValue)" }
        // Where it extends others, else where it begins.
        let origin = own.values[.extends]?.origin ?? own.origin
        let link = Link(file: text.file, box: name)
        if chain.contains(link) {
            let names = chain.map(\.box) + [name]
            throw ManifestFaults([ManifestFault(origin, key(.extends), .circle(names))])
        }
        if let known = drafts[link] { return known }
        guard chain.count < Self.limit else {
            throw ManifestFaults([ManifestFault(origin, key(.extends), .tooDeep(Self.limit))])
        }
        chain.append(link)
        defer { chain.removeLast() }
        var whole = BoxDraft(own.origin)
        if case .items(let parents)? = own.values[.extends]?.content {
            guard parents.count <= Self.limit else {
                throw ManifestFaults([
                    ManifestFault(origin, key(.extends), .tooMany(Self.limit))
                ])
            }
            for parent in parents {
                var below = try self.parent(parent, of: name, in: text, &library)
                below.values = below.values.filter { !$0.key.isNeverExtended }
                try whole.join(below, key)
            }
        }
        try whole.join(own, key)
        for each in own.cases where holds(each.condition, whole) {
            try whole.join(each.draft, key)
        }
        whole.values[.extends] = nil
        drafts[link] = whole
        return whole
    }

    private mutating func parent(
        _ item: BoxDraft.Item,
        of name: String,
        in text: ManifestText,
        _ library: inout ManifestLibrary
    ) throws(ManifestFaults) -> BoxDraft {
        let key = "box.\(name).extends"
        let folder = ManifestPath.folder(of: text.file)
        let bearings = Bearings(directory: folder, home: circumstances.home)
        switch ManifestPath(item.text, from: bearings) {
        case .box(let parent):
            try Self.check(parent, in: text, of: name, item.origin, key)
            return try draft(of: parent, in: text, &library)
        case .file(let file, let box):
            let other = try library.text(of: file, from: item.origin, key: key)
            var parent = box ?? name
            if box == nil, other.boxes[name] == nil {
                guard other.boxes.count == 1, let only = other.boxes.keys.first else {
                    throw ManifestFaults([ManifestFault(item.origin, key, .ambiguous(file: file))])
                }
                parent = only
            }
            try Self.check(parent, in: other, of: nil, item.origin, key)
            return try draft(of: parent, in: other, &library)
        }
    }

    private static func check(
        _ name: String,
        in text: ManifestText,
        of child: String?,
        _ origin: SettingOrigin,
        _ key: String
    ) throws(ManifestFaults) {
        if text.boxes[name] != nil { return }
        let nearest = nearest(to: name, among: text.boxes.keys.filter { $0 != child })
        throw ManifestFaults([
            ManifestFault(origin, key, .noBox(name, file: text.file, nearest: nearest))
        ])
    }

    private func holds(_ condition: BoxDraft.Condition, _ draft: BoxDraft) -> Bool {
        switch condition {
        case .architecture(let name): architecture(draft)?.name == name
        case .host(let name):
            circumstances.host == name
                || circumstances.host.split(separator: ".").first.map(String.init) == name
        }
    }

    /// The box's own platform, else the host's.
    private func architecture(_ draft: BoxDraft) -> Architecture? {
        guard case .text(let platform)? = draft.values[.platform]?.content else {
            return circumstances.architecture
        }
        return Architecture(ofPlatform: platform)
    }
}
