/// How the files of an export are, held against what was written.
package enum ExportState: Equatable, Sendable {
    case fresh
    /// These were changed by hand.
    case changed([String])
    /// These are gone.
    case incomplete([String])
    /// All are gone.
    case missing
}

/// A file that stays on the host though its export does not, or is not put back.
package struct KeptFile: Equatable, Sendable {
    package enum Reason: Equatable, Sendable {
        /// It was changed by hand.
        case changed
        /// It stood in the way before, and another file is in its place by now.
        case aside(of: String)
    }

    package let path: String
    package let reason: Reason
}

extension Export {
    /// How its files are now.
    package var state: ExportState {
        var changed: [String] = []
        var gone: [String] = []
        for file in files {
            switch HostFile.look(file.path) {
            case .nothing: gone.append(file.path)
            case .known(file.fingerprint): continue
            case .known, .other: changed.append(file.path)
            }
        }
        if !changed.isEmpty { return .changed(changed) }
        if gone.isEmpty { return .fresh }
        return gone.count == files.count ? .missing : .incomplete(gone)
    }
}
