import Linux

/// A file that a shell looks at before each prompt, without starting a process.
///
/// A shell can compare the times of two files and knows no other way to ask for one. So a file of
/// ours has the very time that the watched one had: newer or older is changed.
package struct WatchedFile: Equatable, Sendable {
    package let path: String
    /// The file with its time; empty when the watched one was not there.
    package let moment: String

    /// Looks at a file now.
    ///
    /// `folder` has the files with times, which may be thrown away; `now` is in nanoseconds since 1970.
    package init(_ path: String, in folder: String, now: Int64 = Clock.nanoseconds) {
        self.path = path
        guard let status = FileStatus(following: path) else {
            moment = ""
            return
        }
        // What was written just now may be written again within the same tick of the file system's
        // clock; a file that is never there makes the shell ask again.
        let tick: Int64 = status.modified % 1_000_000_000 == 0 ? 2_000_000_000 : 20_000_000
        guard now - status.modified > tick || now < status.modified else {
            moment = "\(folder)/young"
            return
        }
        moment = "\(folder)/\(status.modified)"
        if FileStatus(moment)?.modified == status.modified { return }
        try? File.makeDirectories(folder, mode: 0o700)
        try? File.mark(moment, with: status.modified)
    }
}
