import Boxes
import Linux
import Upkeep

/// Which box a session is in when none is named.
struct DefaultBox {
    let host: Host

    /// The box of that name; else the configured one, else the only one there is.
    ///
    /// `enter` offers to make one where there is none.
    func name(for options: SessionOptions) throws(Failure) -> BoxName {
        if let given = options.name {
            do {
                return try BoxName(given)
            } catch {
                throw Failure(error).with(status: 64)
            }
        }
        if let configured = host.configuration.box?.value { return configured }
        let names = host.store.names()
        if let only = names.first, names.count == 1 { return only }
        if names.isEmpty {
            return options.verb == .enter ? try makeFirst(options) : try refuse()
        }
        throw Failure(
            "there are \(names.count) boxes, and none is the default",
            hint: "Name one of them: \(names.map(\.description).joined(separator: ", ")).",
            status: 125
        )
    }

    private func refuse() throws(Failure) -> BoxName {
        throw Failure("there is no box yet", hint: "Make one: alcove create", status: 125)
    }

    private func makeFirst(_ options: SessionOptions) throws(Failure) -> BoxName {
        if !options.yes {
            guard Console.inputIsTerminal, Console.errorIsTerminal else { return try refuse() }
        }
        let making = try BoxMaking(on: host, Interruption())
        let image = try making.defaultImage()
        let question = "There is no box yet. Make one from '\(image)'?"
        guard options.yes || host.console.agrees(question) else {
            throw Failure("no box was made", hint: "Make one: alcove create", status: 125)
        }
        let spec = BoxSpec(image: image)
        let order = making.order(spec, ImageOptions())
        let name = order.source.boxName
        try making.make(try making.plan(name, spec, order))
        return name
    }
}
