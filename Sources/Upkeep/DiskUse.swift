package import Boxes
package import Engines
package import Linux

/// What boxes take on disk, nothing counted twice.
package struct DiskUse: Equatable, Sendable {
    package var boxes: [BoxUse] = []
    package var images: [ImageUse] = []
    package var homes: [HomeUse] = []

    package init() {}

    package var bytes: Int64 {
        boxes.reduce(0) { $0 + ($1.bytes ?? 0) } + images.reduce(0) { $0 + $1.bytes }
            + homes.reduce(0) { $0 + $1.bytes }
    }

    /// What a box has written beside its home.
    package struct BoxUse: Equatable, Sendable {
        package let name: BoxName
        package let engine: EngineAddress
        /// Nil when the engine has no container of the box's, or cannot be asked.
        package let bytes: Int64?

        package init(name: BoxName, engine: EngineAddress, bytes: Int64?) {
            self.name = name
            self.engine = engine
            self.bytes = bytes
        }
    }

    /// An image of boxes.
    package struct ImageUse: Equatable, Sendable {
        package let id: String
        package let names: [String]
        package let engine: EngineAddress
        /// Of the layers that are in no image before it.
        package let bytes: Int64
        /// Of all its layers.
        package let total: Int64
        /// Whose image it is, or is made from.
        package let boxes: [BoxName]
    }

    /// A private home.
    package struct HomeUse: Equatable, Sendable {
        package let path: String
        /// Nil when its box was removed.
        package let box: BoxName?
        package let bytes: Int64
        /// Folders that could not be looked into.
        package let unreadable: [String]
    }
}

extension Household {
    /// What these boxes of this engine have written, and what their images take.
    package func diskUse(
        of records: [BoxRecord],
        tick: () -> Bool
    ) throws(UpkeepError) -> DiskUse {
        var use = DiskUse()
        let written = try onEngine { () throws(EngineError) in
            try engine.writtenBytes(labelled: Label.id, tick: tick)
        }
        use.boxes = records.map {
            let bytes = $0.generations.compactMap { written[$0.container] }
            return DiskUse.BoxUse(
                name: $0.name,
                engine: engine.address,
                bytes: written[$0.container] == nil ? nil : bytes.reduce(0, +)
            )
        }
        use.images = try imageUse(records)
        return use
    }

    private func imageUse(_ records: [BoxRecord]) throws(UpkeepError) -> [DiskUse.ImageUse] {
        let images = try onEngine { () throws(EngineError) in try engine.images(labelled: nil) }
        let containers = try onEngine { () throws(EngineError) in
            try engine.containers(labelled: Label.id)
        }
        let census = ImageCensus(images)
        let imageOf = Dictionary(containers.map { ($0.id, $0.imageID) }) { first, _ in first }
        var boxes: [String: [BoxName]] = [:]
        for record in records {
            let own = record.images + record.generations.compactMap { imageOf[$0.container] }
            for id in census.withAncestors(own) where census.image(id) != nil {
                boxes[id, default: []].append(record.name)
            }
        }
        var layers: [(image: Image, layers: [ImageLayer])] = []
        for image in images where boxes[image.id] != nil {
            let own = try imageLayers(image)
            layers.append((image, own))
        }
        // What others are made from comes first.
        layers.sort { ($0.layers.count, $0.image.id) < ($1.layers.count, $1.image.id) }
        var seen: Set<String> = []
        return layers.compactMap { image, layers in
            let bytes = layers.reduce(0 as Int64) { sum, layer in
                seen.insert(layer.id).inserted ? sum + layer.size : sum
            }
            // A step of a build on its way: its layers are those of the image that came of it.
            if image.tags.isEmpty, bytes == 0 { return nil }
            return DiskUse.ImageUse(
                id: image.id,
                names: image.tags.sorted(),
                engine: engine.address,
                bytes: bytes,
                total: layers.reduce(0) { $0 + $1.size },
                boxes: (boxes[image.id] ?? []).sorted()
            )
        }
    }
}

extension DiskUse {
    /// What all private homes take, those of removed boxes among them.
    ///
    /// `boxes` are those whose homes of their own are at these paths. `goesOn` is asked now and then; nil when it says no.
    package static func homes(
        in folder: String,
        of boxes: [String: BoxName],
        goesOn: () -> Bool
    ) throws(SystemError) -> [HomeUse]? {
        guard File.kindFollowed(folder) == .directory else { return [] }
        var homes: [HomeUse] = []
        for entry in try File.entries(in: Array(folder.utf8))
        where entry.status.kind == .directory {
            let path = Array("\(folder)/".utf8) + entry.name
            var count = FileCount(device: entry.status.device)
            guard count.add(path, entry.status, goesOn) else { return nil }
            homes.append(
                HomeUse(
                    path: path.text,
                    box: boxes[path.text],
                    bytes: count.bytes,
                    unreadable: count.unreadable
                )
            )
        }
        return homes
    }
}

/// Adds up what files take on disk: each once, whatever the number of its names, and none of another
/// file system.
private struct FileCount {
    let device: UInt64
    private(set) var bytes: Int64 = 0
    private(set) var unreadable: [String] = []
    /// Files with several names, by their inodes.
    private var seen: Set<UInt64> = []

    init(device: UInt64) { self.device = device }

    /// Adds a file, and all in it if it is a folder; false when it was told to stop.
    mutating func add(_ path: [UInt8], _ status: FileStatus, _ goesOn: () -> Bool) -> Bool {
        guard status.device == device else { return true }
        if status.kind != .directory, status.links > 1, !seen.insert(status.inode).inserted {
            return true
        }
        bytes += status.allocated
        guard status.kind == .directory else { return true }
        guard goesOn() else { return false }
        let entries: [DirectoryEntry]
        do {
            entries = try File.entries(in: path)
        } catch {
            // One that is gone by now takes nothing.
            if error.code != Errno.noSuchFile { unreadable.append(path.text) }
            return true
        }
        for entry in entries
        where !add(path + [UInt8(ascii: "/")] + entry.name, entry.status, goesOn) {
            return false
        }
        return true
    }
}
