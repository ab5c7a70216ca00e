import Boxes
import Upkeep

/// Which box is meant when none is named.
struct DefaultBox {
    let host: Host

    /// The box of that name, the configured one, or the only one there is.
    func name(_ given: String?) throws(Failure) -> BoxName {
        if let given {
            do {
                return try BoxName(given)
            } catch {
                throw Failure(error).with(status: 64)
            }
        }
        if let configured = host.configuration.box?.value { return configured }
        let names = Store(host.places).names()
        if let only = names.first, names.count == 1 { return only }
        if names.isEmpty {
            throw Failure("there is no box yet", hint: "Make one with 'alcove create'.", status: 125)
        }
        throw Failure(
            "there are \(names.count) boxes, and none is the default",
            hint: "Name one of: \(names.map(\.description).joined(separator: ", ")).",
            status: 125
        )
    }
}
