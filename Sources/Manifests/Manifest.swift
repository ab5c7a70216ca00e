package import Boxes

/// The boxes that a project or a person wants: `alcove.toml`, and what it extends.
package struct Manifest: Equatable, Sendable {
    /// The path of the file that was asked for.
    package let file: String
    /// The box that is meant where none is named.
    package private(set) var defaultBox: BoxName?
    /// What becomes of a shell in the project's folder; nil leaves it to the person.
    package let activation: ActivationMode?
    /// In the order of their names.
    package private(set) var boxes: [BoxDeclaration] = []
    /// The files that it was made of, in the order in which they were read.
    package let sources: [Source]

    /// A file, and the very bytes that were understood.
    package struct Source: Equatable, Sendable {
        package let file: String
        package let bytes: [UInt8]
    }

    /// The name that a manifest has in a project.
    package static let name = "alcove.toml"
    /// `alcove.toml` → `alcove.lock`; each of the person's manifests has a lock of its own.
    package static func lock(beside file: String) -> String {
        (file.hasSuffix(".toml") ? String(file.dropLast(".toml".count)) : file) + ".lock"
    }

    /// The most bytes that one of its files may have.
    package static let limit = 1 << 20

    /// What the boxes are made for.
    package struct Circumstances: Equatable, Sendable {
        /// What `~` is.
        package var home: String
        /// The host's name, as it calls itself.
        package var host: String
        package var architecture: Architecture?

        package init(home: String, host: String, architecture: Architecture?) {
            self.home = home
            self.host = host
            self.architecture = architecture
        }
    }

    /// Reads a manifest and all that it extends.
    ///
    /// - Parameters:
    ///   - file: its absolute path.
    ///   - circumstances: what its words are understood by.
    ///   - read: gives a file's bytes; each file is read once.
    /// - Throws: all that is wrong with it.
    package init(
        _ file: String,
        _ circumstances: Circumstances,
        read: @escaping (String) throws(ManifestFault.Reason) -> [UInt8]
    ) throws(ManifestFaults) {
        self.file = file
        var library = ManifestLibrary(read: read)
        let text = try library.text(of: file, from: SettingOrigin(file: file, line: 0), key: "")
        activation = text.activation
        var faults: [ManifestFault] = []
        var resolution = BoxResolution(circumstances)
        for name in text.boxes.keys.sorted() where faults.count < ManifestFaults.limit {
            do throws(ManifestFaults) {
                let draft = try resolution.draft(of: name, in: text, &library)
                // The reader of the text took no other names.
                guard let name = try? BoxName(name) else { continue }
                boxes.append(try BoxDeclaration(name, draft, home: circumstances.home))
            } catch {
                for fault in error.list where !faults.contains(fault) { faults.append(fault) }
            }
        }
        sources = library.sources
        if let (name, origin) = text.defaultBox {
            defaultBox = boxes.first { $0.name.description == name }?.name
            if text.boxes[name] == nil {
                let nearest = nearest(to: name, among: Array(text.boxes.keys))
                faults.append(
                    ManifestFault(
                        origin,
                        "default",
                        .noBox(name, file: file, nearest: nearest)
                    )
                )
            }
        }
        do { try ManifestFaults.checkExports(of: boxes) } catch { faults += error.list }
        if !faults.isEmpty { throw ManifestFaults(faults) }
    }

    /// The box of that name.
    package subscript(name: BoxName) -> BoxDeclaration? { boxes.first { $0.name == name } }
}
