package import Boxes

/// What a person said about a project.
package struct Grant: Codable, Equatable, Sendable {
    /// The project's ``Project/key``, mostly its folder: what is moved or copied is another one.
    package let folder: String
    package var decision: Decision
    /// What was looked at; nothing where it was denied.
    package var closure = Closure()
    package var activation: Activation?
    /// What the person chose for this project.
    package var mode: ActivationMode?
    /// What it may do, as it was shown.
    package var powers: [Power] = []

    package enum Decision: String, Codable, Sendable {
        case allowed, denied
    }

    package init(folder: String, _ decision: Decision) {
        self.folder = folder
        self.decision = decision
    }

    /// The same with another choice of the person's.
    package func with(mode: ActivationMode?) -> Grant {
        var grant = self
        grant.mode = mode
        return grant
    }

    /// Tells what a shell has of it from what it would have of another.
    package var mark: String {
        let bytes = canonicalJSON(Marked(activation: activation, mode: mode))
        return Fingerprint(of: bytes).digits
    }

    /// The same without what is of some boxes.
    func without(_ others: [BoxName]) -> Grant {
        if others.isEmpty { return self }
        var grant = self
        grant.activation = activation?.without(others)
        return grant
    }

    private struct Marked: Encodable {
        let activation: Activation?
        let mode: ActivationMode?
    }
}
