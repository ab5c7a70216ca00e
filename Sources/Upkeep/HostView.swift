package import Linux

/// What checks look at on the host.
package struct HostView {
    /// A file's text; nil when it cannot be read.
    package var text: (String) -> String?
    /// What a path leads to.
    package var status: (String) -> FileStatus?
    /// The names in a directory; none where there is no such.
    package var names: (String) -> [String] = { File.names(in: $0) }
    /// Whether this process may read and write it.
    package var canUse: (String) -> Bool = { File.isUsable($0) }
    /// Where a program is.
    package var program: (String) -> String?
    /// Whether a program has rights that its caller has not.
    package var hasPrivileges: (String) -> Bool

    /// This host.
    package static var real: HostView {
        HostView(
            text: { path in
                // What cannot be read is not there, for a check.
                (try? File.readIfThere(path)).flatMap { $0 }?.text
            },
            status: { FileStatus(following: $0) },
            program: { Program.path(of: $0) },
            hasPrivileges: { path in
                guard let status = FileStatus(following: path) else { return false }
                return status.mode & 0o4000 != 0 || hasCapabilities(path)
            }
        )
    }

    /// Some distributions give programs capabilities instead of root; where `getcap` is missing,
    /// nothing tells, and the packager is trusted.
    private static func hasCapabilities(_ path: String) -> Bool {
        guard Program.isInstalled("getcap") else { return true }
        var answer = ""
        let program = Program("getcap", [path], environment: [])
        let ending = try? program.run { line in
            answer += line ?? ""
            return true
        }
        return ending == nil || !answer.isEmpty
    }
}
