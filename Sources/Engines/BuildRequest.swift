package import Boxes

/// An image to be made from a Containerfile.
package struct BuildRequest: Equatable, Sendable {
    /// What the image is to be called.
    package var reference: String
    /// The Containerfile's path in the context.
    package var file: String
    package var labels: [String: String]
    /// Build arguments; those of proxies need no `ARG`, and leave no trace in the image.
    package var arguments: [String: String]
    /// `os/arch[/variant]`; nil is the host's.
    package var platform: String?
    /// When the images that it is made from are fetched.
    ///
    /// Docker fetches what it does not have, even with `never`.
    package var pull: PullPolicy
    /// A file of logins that is asked before the usual ones.
    package var authfile: String?
    /// Whether what an instruction came to in an earlier build may be taken again.
    ///
    /// Not when it is to fetch what is new. Docker alone keeps such things.
    package var usesCache = true
    /// What is left of it is found by that, should nobody wait for its end; nil for a mark that nobody knows.
    package var mark: BuildMark?

    package init(
        reference: String,
        file: String = "Containerfile",
        labels: [String: String] = [:],
        arguments: [String: String] = [:],
        platform: String? = nil,
        pull: PullPolicy = .never,
        authfile: String? = nil
    ) {
        self.reference = reference
        self.file = file
        self.labels = labels
        self.arguments = arguments
        self.platform = platform
        self.pull = pull
        self.authfile = authfile
    }
}

/// The files that a build may use, as a plain tar archive.
package enum BuildContext {
    case archive([UInt8])
    /// Made as it is sent: the next piece each time, an empty one at its end, nil to give up.
    case pieces(() -> [UInt8]?)
}

/// What a build does.
package enum BuildEvent: Equatable, Sendable {
    /// Nothing new; told about ten times a second, with the bytes of the context that were taken.
    case waiting(sent: Int64)
    /// An instruction of the Containerfile begins.
    case step(BuildStep)
    /// A line of output, the engine's or an instruction's.
    case line(String)
}

/// An instruction of a Containerfile.
package struct BuildStep: Equatable, Sendable {
    package var number: Int
    /// How many there are; some may be the engine's own.
    package var count: Int
    /// `RUN make`.
    package var text: String

    package init(number: Int, count: Int, text: String) {
        self.number = number
        self.count = count
        self.text = text
    }
}

/// How a build failed.
package struct BuildFailure: Equatable, Sendable {
    /// The engine's own words.
    package var reason: String
    /// Where it was; nil when it had not begun.
    package var step: BuildStep?
    /// What the step's command ended with, where the engine says so.
    package var exitCode: Int32?
    /// The last lines of output.
    package var log: [String]

    package init(
        reason: String,
        step: BuildStep? = nil,
        exitCode: Int32? = nil,
        log: [String] = []
    ) {
        self.reason = reason
        self.step = step
        self.exitCode = exitCode
        self.log = log
    }
}
