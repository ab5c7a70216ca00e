/// A container as its engine sees it.
package struct Container: Equatable, Sendable {
    package var id: String
    package var name: String
    package var state: State
    package var labels: [String: String]
    /// The image's id.
    package var imageID: String
    /// Seconds since 1970; nil when the engine's listing does not say.
    package var created: Int64?
    package var started: Int64?
    /// What its first process ended with, when it ended.
    package var exitCode: Int32?
    /// The first process's id on the host, 0 when it does not run.
    package var pid: Int32
    /// Names of the engine's volumes by where they are in the container; not in listings.
    ///
    /// They hold what an image declares to be a volume, where the engine cannot be told to leave that
    /// in the container.
    package var volumes: [String: String] = [:]
    /// False for one whose files are gone, which can only be removed; always true in listings.
    ///
    /// A Podman that is killed while it removes a container still knows its name and labels.
    package var hasFiles = true
    /// Commands that were started in it by the engine's own exec, as far as it remembers them; not in
    /// listings.
    package var execs: [String] = []

    package enum State: String, Equatable, Sendable {
        case created, running, paused, stopping, stopped, removing, broken
    }

    package init(
        id: String,
        name: String,
        state: State,
        labels: [String: String],
        imageID: String,
        created: Int64? = nil,
        started: Int64? = nil,
        exitCode: Int32? = nil,
        pid: Int32 = 0
    ) {
        self.id = id
        self.name = name
        self.state = state
        self.labels = labels
        self.imageID = imageID
        self.created = created
        self.started = started
        self.exitCode = exitCode
        self.pid = pid
    }
}

/// Which of a process's two outputs.
package enum LogStream: Sendable {
    case output, error
}
