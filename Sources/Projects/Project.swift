import Boxes
import Linux
import Manifests

/// A folder with a manifest.
package struct Project: Equatable, Sendable {
    /// Absolute, and without links.
    package let folder: String
    /// What its manifest is called.
    private let name: String

    package init(folder: String) { self.init(folder: folder, manifest: Manifest.name) }

    /// One whose manifest may have another name: a folder can have several of those.
    package init(folder: String, manifest name: String) {
        self.folder = folder
        self.name = name
    }

    /// The one of a manifest, by its path; nil when its folder is not there.
    package init?(ofManifest path: String) {
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        let folder = slash == path.startIndex ? "/" : String(path[..<slash])
        guard let real = File.realPath(folder) else { return nil }
        self.init(folder: real, manifest: String(path[slash...].drop { $0 == "/" }))
    }

    package var manifest: String { Self.path(of: name, in: folder) }

    /// What is said about it is kept under this: its folder, or the manifest with a name of its own.
    package var key: String { name == Manifest.name ? folder : manifest }

    private static func path(of name: String, in folder: String) -> String {
        "\(folder == "/" ? "" : folder)/\(name)"
    }

    /// The nearest one from a directory up; nil when there is none, or the directory is gone.
    ///
    /// What has the manifest's name counts, whatever it is: something that is no file is told, and not
    /// passed over for what stands above it.
    package static func nearest(from directory: String) -> Project? {
        guard var folder = File.realPath(directory) else { return nil }
        while true {
            if File.kind(path(of: Manifest.name, in: folder)) != nil {
                return Project(folder: folder)
            }
            if folder == "/" { return nil }
            folder = String(folder[..<(folder.lastIndex(of: "/") ?? folder.startIndex)])
            if folder.isEmpty { folder = "/" }
        }
    }
}
