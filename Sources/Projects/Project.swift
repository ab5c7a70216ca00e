import Boxes
import Linux
import Manifests

/// A folder with a manifest.
package struct Project: Equatable, Sendable {
    /// Absolute, and without links.
    package let folder: String

    package init(folder: String) { self.folder = folder }

    package var manifest: String { Self.manifest(in: folder) }

    private static func manifest(in folder: String) -> String {
        "\(folder == "/" ? "" : folder)/\(Manifest.name)"
    }

    /// The nearest one from a directory up; nil when there is none, or the directory is gone.
    ///
    /// What has the manifest's name counts, whatever it is: something that is no file is told, and not
    /// passed over for what stands above it.
    package static func nearest(from directory: String) -> Project? {
        guard var folder = File.realPath(directory) else { return nil }
        while true {
            if File.kind(manifest(in: folder)) != nil { return Project(folder: folder) }
            if folder == "/" { return nil }
            folder = String(folder[..<(folder.lastIndex(of: "/") ?? folder.startIndex)])
            if folder.isEmpty { folder = "/" }
        }
    }
}
