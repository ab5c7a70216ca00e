package import Boxes
package import Manifests

/// What a shell has of a project, as it was understood when the project was allowed.
package struct Activation: Codable, Equatable, Sendable {
    /// The box that is meant where none is named; nil where there are several.
    package var box: BoxName?
    /// The boxes' commands: names, and the box of each.
    package var shims: [Shim]
    package var variables: [BoxSpec.Variable]
    /// What the manifest asks for; nil leaves it to the person.
    package var mode: ActivationMode?

    /// A command of a box.
    package struct Shim: Codable, Equatable, Sendable {
        package let name: String
        package let box: BoxName
        /// A name or a path in the box.
        package let command: String
    }

    package init(_ manifest: Manifest) {
        let boxes = manifest.boxes
        let name = manifest.defaultBox ?? (boxes.count == 1 ? boxes[0].name : nil)
        let main = boxes.first { $0.name == name }
        box = name
        mode = manifest.activation
        variables = (main?.spec.env ?? []).filter { ShellVariables.has($0.name) }
        var shims: [Shim] = []
        // The default box's commands hide those of others.
        for declaration in (main.map { [$0] } ?? []) + boxes.filter({ $0.name != name }) {
            for command in declaration.shims + declaration.bins {
                let name = String(command.split(separator: "/").last ?? "")
                guard Self.isName(name), !shims.contains(where: { $0.name == name }) else {
                    continue
                }
                shims.append(Shim(name: name, box: declaration.name, command: command))
            }
        }
        self.shims = shims
    }

    /// All boxes that it is about.
    package var boxes: [BoxName] { Set(shims.map(\.box) + (box.map { [$0] } ?? [])).sorted() }

    /// The same without what is of some boxes.
    func without(_ others: [BoxName]) -> Activation {
        var activation = self
        activation.shims.removeAll { others.contains($0.box) }
        if let box, others.contains(box) {
            activation.box = nil
            activation.variables = []
        }
        return activation
    }

    /// A file's name that is one plain word to every shell; never our own, nor of those that ask for
    /// the person's password.
    static func isName(_ name: String) -> Bool {
        let plain = name.utf8.allSatisfy { $0.isLetterOrDigit || "_.+-".utf8.contains($0) }
        return plain && !name.isEmpty && !name.hasPrefix("-") && !name.hasPrefix(".")
            && !hosts.contains(name) && name.utf8.count <= 200
    }

    private static let hosts = [
        "alcove", "sudo", "su", "doas", "pkexec", "run0", "passwd", "ssh-add", "ssh-askpass",
    ]
}
