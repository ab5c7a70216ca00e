import Linux

/// Tells files that are a person's alone: nobody else, root aside, can have written them, or lead whoever
/// opens them elsewhere.
struct OwnFiles {
    /// Who may have written them: the person, root, and whose the whole machine is, as seen from here.
    private let owners: Set<UInt32>

    /// More links in a path are a circle, or as bad.
    private static let mostLinks = 40

    init(of user: UInt32) {
        owners = [user, 0, FileStatus("/")?.owner ?? 0]
    }

    /// Whether that holds for what a path leads to, and for each folder and link on the way there.
    func has(_ path: String) -> Bool { opening(on: path) == nil }

    /// The first folder, link or file on that way for which it does not hold.
    func opening(on path: String) -> String? {
        var names = Self.names(path)
        var place: [String] = []
        var links = 0
        guard let root = FileStatus("/"), isClosed(root) else { return "/" }
        while let name = names.popLast() {
            if name == ".." {
                _ = place.popLast()
                continue
            }
            let next = "/" + (place + [name]).joined(separator: "/")
            guard let status = FileStatus(next), owners.contains(status.owner) else { return next }
            if status.kind == .link {
                links += 1
                guard links <= Self.mostLinks, let target = File.target(next) else { return next }
                if target.hasPrefix("/") { place = [] }
                names += Self.names(target)
            } else {
                guard isClosed(status), names.isEmpty || status.kind == .directory else {
                    return next
                }
                place.append(name)
            }
        }
        return nil
    }

    /// Whether it is the person's, or root's, and only its mode lets others write there.
    func isOpenByMode(_ path: String) -> Bool {
        guard let status = FileStatus(path), status.kind != .link else { return false }
        return owners.contains(status.owner) && !isClosed(status)
    }

    /// Whether others can write nothing there: not in a file, and no entry that is not their own.
    private func isClosed(_ status: FileStatus) -> Bool {
        // Of what is in a folder like /tmp, only its owner can take something away.
        if status.kind == .directory, status.mode & 0o1000 != 0 { return true }
        // A group with the person's own number is theirs alone, as most distributions have it.
        let isOfGroup = status.mode & 0o020 != 0 && !owners.contains(status.group)
        return status.mode & 0o002 == 0 && !isOfGroup
    }

    /// Of a path, the last one first.
    private static func names(_ path: String) -> [String] {
        path.split(separator: "/").map(String.init).filter { $0 != "." }.reversed()
    }
}
