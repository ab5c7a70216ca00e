package import Engines
package import Linux

/// The images of an engine in memory.
extension FakeEngine {
    /// An image that is made for boxes: nothing has to be added to it.
    package static func image(_ id: String) -> Image {
        Image(
            id: id,
            digest: "sha256:\(id)",
            tags: [],
            labels: ["com.github.containers.toolbox": "true"],
            created: nil,
            size: 0,
            env: []
        )
    }

    package func image(_ reference: String) throws(EngineError) -> Image? {
        try call("image \(reference)") {
            images[reference] ?? images.values.first { $0.id == reference }
        }
    }

    package func unfinishedImage() throws(EngineError) -> String? {
        try call("unfinished image") { unfinished }
    }

    package func images(labelled label: String?) throws(EngineError) -> [Image] {
        try call("images") {
            var byID: [String: Image] = [:]
            for (name, image) in images {
                var listed = byID[image.id] ?? image
                if name != image.id, !listed.tags.contains(name) { listed.tags.append(name) }
                byID[image.id] = listed
            }
            return byID.values.sorted { $0.id < $1.id }
                .filter { image in label.map { image.labels[$0] != nil } ?? true }
        }
    }

    package func layers(of image: String) throws(EngineError) -> [ImageLayer] {
        try call("layers \(image)") { () throws(EngineError) in
            guard images.values.contains(where: { $0.id == image }) else {
                throw .noSuchImage(image)
            }
            return layers[image] ?? []
        }
    }

    package func tag(_ image: String, as reference: String) throws(EngineError) {
        try call("tag \(image) \(reference)") { () throws(EngineError) in
            let known = images[image] ?? images.values.first { $0.id == image }
            guard let known else { throw .noSuchImage(image) }
            images[reference] = known
        }
    }

    package func commit(
        _ request: CommitRequest,
        tick: () -> Bool
    ) throws(EngineError) -> String {
        try call("commit \(request.container)") { () throws(EngineError) in
            guard index(request.container) != nil else { throw .noSuchContainer(request.container) }
            if !tick() { throw .cancelled }
            commits.append(request)
            images[request.reference] = committed
            return committed.id
        }
    }

    package func build(
        _ request: BuildRequest,
        context: BuildContext,
        progress: (BuildEvent) -> Bool
    ) throws(EngineError) -> String {
        try call("build \(request.reference)") { () throws(EngineError) in
            var bytes: [UInt8] = []
            switch context {
            case .archive(let all): bytes = all
            case .pieces(let source):
                while true {
                    guard let piece = source() else { throw .cancelled }
                    if piece.isEmpty { break }
                    bytes += piece
                }
            }
            builds.append((request, bytes))
            for event in buildEvents where !progress(event) { throw .cancelled }
            var image = Self.image("built\(builds.count)")
            image.digest = nil
            image.labels = request.labels
            images[request.reference] = image
            return image.id
        }
    }

    package func endBuild(_ mark: BuildMark) throws(EngineError) -> Bool {
        try call("end build") { () throws(EngineError) in buildsLeft.remove(mark.word) != nil }
    }

    package func pull(
        _ request: PullRequest,
        progress: (PullProgress) -> Bool
    ) throws(EngineError) -> String {
        try call("pull \(request.reference)") { () throws(EngineError) in
            if isAway { throw .registryUnreachable(image: request.reference, reason: "away") }
            if !progress(PullProgress(status: "copying")) { throw .cancelled }
            guard let image = registry[request.reference] else {
                throw .notInRegistry(image: request.reference, reason: "unknown")
            }
            images[request.reference] = image
            return image.id
        }
    }

    package func importRootFilesystem(
        _ archive: borrowing FileDescriptor,
        _ request: ImportRequest,
        progress: (Int64) -> Bool
    ) throws(EngineError) -> String {
        let size = FileStatus(of: archive)?.size ?? -1
        let reference = request.reference
        return try call("import \(reference)") { () throws(EngineError) in
            if !progress(size) { throw .cancelled }
            imported[reference] = size
            imports.append(request)
            images[reference] = Self.image("imported")
            return "imported"
        }
    }

    package func push(
        _ request: PushRequest,
        progress: (String) -> Bool
    ) throws(EngineError) -> String? {
        try call("push \(request.reference)") { () throws(EngineError) in
            if !progress("copying") { throw .cancelled }
            guard let image = images[request.reference] else {
                throw .noSuchImage(request.reference)
            }
            registry[request.reference] = image
            return "sha256:pushed"
        }
    }

    package func export(
        _ id: String,
        to file: borrowing FileDescriptor,
        tick: (Int64) -> Bool
    ) throws(EngineError) {
        let bytes = exported
        do { try file.write(bytes, to: id) } catch { throw .system(error) }
        try call("export \(id)") {}
    }

    package func save(
        image: String,
        to file: borrowing FileDescriptor,
        tick: (Int64) -> Bool
    ) throws(EngineError) {
        do { try file.write(Array("image".utf8), to: image) } catch { throw .system(error) }
        try call("save \(image)") {}
    }

    package func loadImages(
        _ archive: borrowing FileDescriptor,
        progress: (Int64) -> Bool
    ) throws(EngineError) -> [String] {
        let bytes: [UInt8]
        do { bytes = try archive.readToEnd(of: "archive") } catch { throw .system(error) }
        return try call("load") { () throws(EngineError) in
            if !progress(0) { throw .cancelled }
            loaded = bytes
            images["localhost/loaded:latest"] = Self.image("loaded")
            return ["localhost/loaded:latest"]
        }
    }

    package func removeImage(_ reference: String) throws(EngineError) {
        try call("removeImage \(reference)") { () throws(EngineError) in
            let known = images[reference] ?? images.values.first { $0.id == reference }
            guard let known else { throw .noSuchImage(reference) }
            let names = images.filter { $0.value.id == known.id }.keys
            let isLast = names.count == 1 || names.allSatisfy { $0 == reference || $0 == known.id }
            if isLast, containers.contains(where: { $0.imageID == known.id }) {
                throw .imageInUse(reference, reason: "a container")
            }
            for name in names where name == reference || known.id == reference {
                images[name] = nil
            }
        }
    }
}
