import Glibc
import Linux

/// The file systems that are a box's own: its root, and its home where that is not the host's.
///
/// A path is followed as the box sees it, links included, and ends at every other mount: what the
/// host or its user mounted into the box, `/proc` and `/run/host` among it, is not there.
final class BoxTree {
    private let root: Area
    private let home: Area?

    /// A mount, by the directory where it begins.
    private final class Area {
        /// Its path in the box, without a slash at its end.
        let place: [UInt8]
        let folder: Folder

        init(_ place: [UInt8], _ folder: consuming Folder) {
            self.place = place
            self.folder = folder
        }
    }

    /// What begins at `root`; `home` is the path in the box of a home that is its own.
    init(root: String = "/", home: [UInt8]? = nil) throws(SystemError) {
        let area = Area([], try Folder(root))
        self.root = area
        guard let home else {
            self.home = nil
            return
        }
        // The mount itself, and not one that a link of somebody's leads to.
        let slash = home.lastIndex(of: Self.slash) ?? home.startIndex
        let name = Array(home[slash...].dropFirst())
        let parent = try area.folder.reach(Array(home[..<slash]), Self.folderFlags, .ownMount)
        let folder = try Folder(owning: parent).reach(name, Self.folderFlags, .noLinks)
        self.home = Area(home, Folder(owning: folder))
    }

    private static let slash = UInt8(ascii: "/")
    private static let folderFlags = Folder.pathOnly | O_DIRECTORY

    /// The area that a path begins in, and what is left of the path there.
    private func area(of path: [UInt8]) -> (area: Area, rest: [UInt8]) {
        guard let home, path.starts(with: home.place) else { return (root, path) }
        let rest = path[home.place.count...]
        guard rest.isEmpty || rest.first == Self.slash else { return (root, path) }
        return (home, Array(rest.drop { $0 == Self.slash }))
    }

    /// Opens what the path leads to; nil when that is nothing, or not the box's own.
    func open(_ path: [UInt8], _ flags: Int32) throws(SystemError) -> FileDescriptor? {
        let (area, rest) = area(of: path)
        do {
            let manner = area.place.isEmpty ? Folder.Manner.ownMount : .beneath
            return try area.folder.reach(rest, flags, manner)
        } catch {
            // Between root and home, in one direction or the other, the kernel does not go.
            guard error.code == EXDEV, home != nil else { return try Self.absence(error) }
        }
        guard let real = try realPath(path) else { return nil }
        let (place, name) = self.area(of: real)
        do {
            return try place.folder.reach(name, flags, .noMountsOrLinks)
        } catch {
            return try Self.absence(error)
        }
    }

    /// The path with all links followed, one part of it after the other; nil when it leads nowhere.
    func realPath(_ path: [UInt8]) throws(SystemError) -> [UInt8]? {
        var found: [[UInt8]] = []
        var parts = Array(path.split(separator: Self.slash).map { Array($0) }.reversed())
        var links = 0
        while let part = parts.popLast() {
            if part == [Self.dot] { continue }
            if part == [Self.dot, Self.dot] {
                _ = found.popLast()
                continue
            }
            let here = Self.joined(found + [part])
            guard here.count <= Int(PATH_MAX) else { return nil }
            let (area, rest) = area(of: here)
            let flags = Folder.pathOnly | O_NOFOLLOW
            let file: FileDescriptor
            do {
                file = try area.folder.reach(rest, flags, .noMountsOrLinks)
            } catch {
                _ = try Self.absence(error)
                return nil
            }
            guard let target = file.linkTarget() else {
                found.append(part)
                continue
            }
            links += 1
            guard links <= Self.mostLinks else { return nil }
            if target.first == Self.slash { found = [] }
            parts += target.split(separator: Self.slash).map { Array($0) }.reversed()
        }
        return Self.joined(found)
    }

    private static let dot = UInt8(ascii: ".")
    /// As many as the kernel follows.
    private static let mostLinks = 40

    private static func joined(_ parts: [[UInt8]]) -> [UInt8] {
        parts.isEmpty ? [slash] : parts.flatMap { [slash] + $0 }
    }

    /// Nothing, for a failure that says that there is nothing to be read.
    private static func absence(_ error: SystemError) throws(SystemError) -> FileDescriptor? {
        switch error.code {
        case ENOENT, ENOTDIR, ELOOP, EXDEV, ENXIO, EACCES, EPERM, ENAMETOOLONG, ESTALE, EIO: nil
        default: throw error
        }
    }
}
