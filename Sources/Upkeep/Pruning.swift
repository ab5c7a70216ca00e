import Boxes
import Engines
import Glibc
import Linux

extension Household {
    /// What of this engine's images, and of our files, no box needs any more.
    ///
    /// With `fetched`, images that were fetched for boxes are among them; never those that were
    /// there before. A record that cannot be read may be of any image: then all of them stay, and the waste
    /// says why.
    package func waste(fetched: Bool) throws(UpkeepError) -> Waste {
        recover()
        var waste = Waste(files: leftFiles())
        let stored = store.all()
        waste.faults = stored.faults.map(\.why)
        guard waste.faults.isEmpty else { return waste }
        let images = try onEngine { () throws(EngineError) in try engine.images(labelled: nil) }
        let census = ImageCensus(images)
        let used = try used(census, by: stored.records)
        var kinds: [String: OwnImage] = [:]
        let changing = changing
        for image in images where !used.contains(image.id) {
            guard let kind = ownKind(of: image, census) else { continue }
            // Another command may be about to make a container of the state that it has kept.
            let words = image.tags + [image.labels[Label.state] ?? ""]
            let isAwaited = words.contains { word in changing.contains { word.contains($0) } }
            if kind != .state || !isAwaited { kinds[image.id] = kind }
        }
        if fetched {
            for note in FetchedImages(places).notes where note.engine.address == engine.address {
                guard let image = census.image(note.id), !used.contains(note.id),
                    Set(image.tags).isSubset(of: [note.reference])
                else { continue }
                kinds[note.id] = .fetched
            }
        }
        let order = census.removable(Set(kinds.keys))
        if order.isEmpty { return waste }
        waste.images = try items(order, kinds, census, used)
        return waste
    }

    /// The ids of boxes whose changes are not settled.
    private var changing: Set<String> {
        // An entry of the journal is called by a box's id, with which change it is behind that.
        Set(journal.unfinished.map { String($0.prefix(36)) }.filter { BoxID($0) != nil })
    }

    /// An image is ours when all of its names are; without a name, when its label says so.
    private func ownKind(of image: Image, _ census: ImageCensus) -> OwnImage? {
        let kinds = image.tags.map { OwnImage(name: $0) }
        if kinds.isEmpty {
            if let kind = OwnImage(nameless: image, parent: image.parent.flatMap(census.image)) {
                return kind
            }
            return engine.address.kind == .docker && census.isCutShort(image) ? .essentials : nil
        }
        return kinds.contains(nil) ? nil : kinds[0]
    }

    /// The images of all boxes and of all other containers, and those that they were made from.
    private func used(
        _ census: ImageCensus,
        by records: [BoxRecord]
    ) throws(UpkeepError) -> Set<String> {
        let containers = try onEngine { () throws(EngineError) in
            try engine.containers(labelled: nil)
        }
        var ids = containers.map(\.imageID)
        for record in records where record.engine.address == engine.address {
            ids += record.images
        }
        return census.withAncestors(ids)
    }

    private func items(
        _ order: [String],
        _ kinds: [String: OwnImage],
        _ census: ImageCensus,
        _ used: Set<String>
    ) throws(UpkeepError) -> [Waste.Item] {
        var layers: [String: [ImageLayer]] = [:]
        var count = LayerCount()
        for image in census.images {
            let own = try imageLayers(image)
            layers[image.id] = own
            count.add(own)
        }
        var items: [Waste.Item] = []
        var gone: Set<String> = []
        for id in order {
            guard let image = census.image(id), let kind = kinds[id] else { continue }
            var freed = count.remove(layers[id] ?? [])
            gone.insert(id)
            // Podman's builds have one step, and Podman leaves alone what has no name.
            if engine.address.kind == .docker {
                for step in census.steps(below: id, gone: gone, used: used.union(kinds.keys)) {
                    freed += count.remove(layers[step] ?? [])
                    gone.insert(step)
                }
            }
            items.append(Waste.Item(id: id, names: image.tags.sorted(), kind: kind, bytes: freed))
        }
        return items
    }

    /// What the image consists of; nothing when it was removed since it was listed.
    func imageLayers(_ image: Image) throws(UpkeepError) -> [ImageLayer] {
        do {
            return try engine.layers(of: image.id)
        } catch {
            if case .noSuchImage = error { return [] }
            throw .engine(error)
        }
    }

    /// Removes an image of the waste; one that somebody has begun to use since stays.
    ///
    /// - Returns: whether it is gone.
    package func remove(_ item: Waste.Item) throws(UpkeepError) -> Bool {
        for name in item.names.isEmpty ? [item.id] : item.names {
            do {
                try engine.removeImage(name)
            } catch {
                switch error {
                case .noSuchImage: continue
                case .imageInUse: return false
                case .cancelled: throw .cancelled
                default: throw .engine(error)
                }
            }
        }
        let fetched = FetchedImages(places)
        for note in fetched.notes
        where note.id == item.id && note.engine.address == engine.address {
            try onSystem { () throws(SystemError) in try fetched.forget(note) }
        }
        return true
    }

    package func remove(_ file: Waste.File) throws(UpkeepError) {
        try onSystem { () throws(SystemError) in try File.remove(file.path) }
    }

    /// Archives on their way to an engine, whose commands are gone.
    private func leftFiles() -> [Waste.File] {
        File.names(in: places.cache).sorted().compactMap { name in
            let path = "\(places.cache)/\(name)"
            // As `withScratch` names them: `unpack-1234.tar`.
            guard name.hasSuffix(".tar"), let dash = name.lastIndex(of: "-"),
                let pid = Int32(name[name.index(after: dash)...].dropLast(4)), pid > 0,
                kill(pid, 0) != 0, errno == ESRCH, let status = FileStatus(path)
            else { return nil }
            return Waste.File(path: path, bytes: status.allocated)
        }
    }
}

extension BoxRecord {
    /// The ids of the images that the box is made of.
    var images: [String] { generations.flatMap(\.images) }
}
