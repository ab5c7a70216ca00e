import Boxes

/// A file that an export is to have on the host.
package struct HostFile: Equatable, Sendable {
    /// Absolute and normal.
    package var path: String
    package var content: Content
    /// Whether the export is of use without it: then nothing that is in its place is in the way.
    package var isOptional = false

    package enum Content: Equatable, Sendable {
        case file([UInt8], mode: UInt32)
        /// A symbolic link to this target.
        case link(String)
    }

    package init(_ path: String, _ content: Content) {
        self.path = path
        self.content = content
    }

    /// Tells this content from others: what a user made of the file later is never taken for it.
    package var fingerprint: String {
        switch content {
        case .file(let bytes, let mode):
            "\(Fingerprint(of: bytes).digits)-\(bytes.count)-\(String(mode, radix: 8))"
        case .link(let target): "link-\(Fingerprint(of: Array(target.utf8)).digits)"
        }
    }
}

/// What is to be written for an export; nothing is yet.
package struct ExportPlan: Equatable, Sendable {
    package var source: ExportSource
    package var options: ExportOptions
    package var files: [HostFile]
    /// See ``Export/material``.
    package var material: [String: [UInt8]]
    /// What could not be had and is not vital, as sentences without a full stop.
    package var warnings: [String]

    package init(
        source: ExportSource,
        options: ExportOptions,
        files: [HostFile] = [],
        material: [String: [UInt8]] = [:],
        warnings: [String] = []
    ) {
        self.source = source
        self.options = options
        self.files = files
        self.material = material
        self.warnings = warnings
    }
}
