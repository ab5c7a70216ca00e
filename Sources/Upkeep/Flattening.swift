import Archives
import Boxes
import Engines
import Glibc
import Linux

/// Boxes that are changed for years: each state is a layer on the one before, and engines end at a
/// number of layers.
extension Household {
    /// Makes an image of a container's present state, of which any number of others can be made in
    /// turn: with too many layers, it gets a single one.
    func keepState(
        of container: String,
        as reference: String,
        of box: BoxRecord,
        _ cancel: () -> Bool
    ) throws(UpkeepError) -> BoxRecord.Base {
        let state = try commit(container, as: reference, of: box.id, cancel)
        let layers = try onEngine { () throws(EngineError) in try engine.layers(of: state.id) }
        if layers.count <= StateImage.mostLayers { return state }
        return try places.withScratch("flatten") { path throws(UpkeepError) in
            try export(state, to: path) { _ in !cancel() }
            return try replace(state, by: path, of: box.name, cancel)
        }
    }

    /// Lets an image of one layer have the state's name, and all else that containers have of it.
    private func replace(
        _ state: BoxRecord.Base,
        by path: String,
        of box: BoxName,
        _ cancel: () -> Bool
    ) throws(UpkeepError) -> BoxRecord.Base {
        let file = try onSystem { () throws(SystemError) in
            try FileDescriptor(opening: path, O_RDONLY)
        }
        let isWhole = try onSystem { () throws(SystemError) in
            try TarHeader.isWhole(file, of: path)
        }
        guard isWhole else { throw .brokenExport(box) }
        let id = try onEngine { () throws(EngineError) in
            var request = ImportRequest(reference: state.reference)
            if let image = try engine.image(state.id) {
                request.env = image.env
                request.labels = image.labels.filter { !Label.ofContainers.contains($0.key) }
                request.platform = image.platform
            }
            // First: nothing that a name is taken from knows any more what it was for.
            try engine.removeImage(state.reference)
            return try engine.importRootFilesystem(file, request) { _ in !cancel() }
        }
        return BoxRecord.Base(reference: state.reference, id: id, isOwn: true)
    }
}
