import Boxes
import Glibc
package import Linux

/// Folders of shims, which shells have in `PATH`: one for each set of them.
///
/// They are made from grants, and may be thrown away at any time.
package struct ShimFolders: Sendable {
    private let folder: String
    /// The path of `alcove`.
    private let program: String

    package init(folder: String, program: String) {
        self.folder = folder
        self.program = program
    }

    /// The folder with these commands, which is made when it is not there.
    package func folder(for shims: [Activation.Shim]) throws(SystemError) -> String {
        let name = Fingerprint(of: Array((program + "\n").utf8) + canonicalJSON(shims)).digits
        let place = "\(folder)/\(name)"
        if shims.isEmpty || File.kind(place) == .directory { return place }
        let beside = "\(place).new-\(getpid())"
        try File.makeDirectories(beside, mode: 0o700)
        do {
            for shim in shims {
                let text = Array(self.text(of: shim).utf8)
                try File.replace("\(beside)/\(shim.name)", with: text, mode: 0o700)
            }
            // Another shell may have been faster.
            if try !File.moveToFree(beside, place) { try File.removeTree(beside) }
        } catch {
            try? File.removeTree(beside)
            throw error
        }
        return place
    }

    /// All that a call costs is a POSIX shell, which becomes `alcove run`.
    private func text(of shim: Activation.Shim) -> String {
        let box = shim.box.description.inShellQuotes
        let words = "run \(box) -- \(shim.command.inShellQuotes)"
        return """
            #!/bin/sh
            # alcove: '\(shim.name)' of box '\(shim.box)'
            if [ -x \(program.inShellQuotes) ]; then exec \(program.inShellQuotes) \(words) "$@"; fi
            exec alcove \(words) "$@"

            """
    }

    /// Removes all that no shell can have any more, but for those of the given sets.
    package func prune(keeping sets: [[Activation.Shim]]) {
        let kept = Set(
            sets.map { shims in
                Fingerprint(of: Array((program + "\n").utf8) + canonicalJSON(shims)).digits
            }
        )
        for name in File.names(in: folder) where !kept.contains(name) {
            try? File.removeTree("\(folder)/\(name)")
        }
    }
}
