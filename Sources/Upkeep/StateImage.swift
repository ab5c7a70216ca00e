import Boxes
import Engines

/// Images that hold what was changed in a box.
enum StateImage {
    /// The repository of all of them; no registry is ever asked for it.
    static let repository = "localhost/alcove/state"
    /// Docker makes no container of an image with more than 125, of which the image that the box was
    /// made of has its own.
    static let mostLayers = 60

    static func reference(_ box: BoxID, generation: Int) -> String {
        "\(repository):\(box)-g\(generation)"
    }
}

extension Household {
    /// Makes an image of a container's present state.
    func commit(
        _ container: String,
        as reference: String,
        of box: BoxID,
        _ cancel: () -> Bool
    ) throws(UpkeepError) -> BoxRecord.Base {
        let request = CommitRequest(
            container,
            as: reference,
            changes: ["LABEL \(Label.state)=\(box)"]
        )
        let id = try onEngine { () throws(EngineError) in
            try engine.commit(request) { !cancel() }
        }
        return BoxRecord.Base(reference: reference, id: id, isOwn: true)
    }

    /// Takes away an image of a state, unless something is made of it.
    ///
    /// The engine refuses where it is in use; `prune` removes what is left behind.
    func removeState(_ reference: String) {
        guard reference.hasPrefix(StateImage.repository + ":") else { return }
        try? engine.removeImage(reference)
    }
}

extension Household {
    /// The bytes that the engine will copy when a container is made of the box's state; nil for none.
    ///
    /// Where box users have ids of their own, and the storage cannot shift them, every file is copied
    /// once for its new owner.
    package func bytesCopied(for record: BoxRecord) throws(UpkeepError) -> Int64? {
        guard record.users == .kept else { return nil }
        let facts = try onEngine { () throws(EngineError) in try engine.facts() }
        guard !facts.shiftsOwners else { return nil }
        let id = record.base?.id ?? record.image.id
        let image = try onEngine { () throws(EngineError) in try engine.image(id) }
        return image.flatMap { $0.size > 0 ? $0.size : nil }
    }
}
