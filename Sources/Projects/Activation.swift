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
                guard BoxSpec.isShimName(name), !shims.contains(where: { $0.name == name }) else {
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
}
