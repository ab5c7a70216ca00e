package import Boxes
import Engines

/// What no box needs any more.
package struct Waste: Equatable, Sendable {
    /// In the order in which they can be removed.
    package var images: [Item] = []
    /// Files that interrupted commands have left.
    package var files: [File] = []
    /// Former generations of boxes that are not wanted any longer.
    package var generations: [Former] = []
    /// Why no images are among it: records that cannot be read, whose boxes may need any.
    package var faults: [UpkeepError] = []

    package struct Former: Equatable, Sendable {
        package let box: BoxName
        package let generation: Generation
    }

    package init(images: [Item] = [], files: [File] = []) {
        self.images = images
        self.files = files
    }

    /// Bytes that come free.
    package var bytes: Int64 {
        images.reduce(0) { $0 + $1.bytes } + files.reduce(0) { $0 + $1.bytes }
    }

    package var isEmpty: Bool { images.isEmpty && files.isEmpty && generations.isEmpty }

    /// An image that may go.
    package struct Item: Equatable, Sendable {
        package let id: String
        /// None for an image whose name was given to a newer one.
        package let names: [String]
        package let kind: OwnImage
        /// What comes free with it, once those before it are gone.
        package let bytes: Int64
    }

    package struct File: Equatable, Sendable {
        package let path: String
        package let bytes: Int64
    }
}

/// All images of an engine, and who needs which.
struct ImageCensus {
    let images: [Image]
    private let byID: [String: Image]
    private let children: [String: [String]]

    init(_ images: [Image]) {
        self.images = images
        byID = Dictionary(images.map { ($0.id, $0) }) { first, _ in first }
        children = Dictionary(grouping: images.filter { $0.parent != nil }) { $0.parent ?? "" }
            .mapValues { $0.map(\.id) }
    }

    func image(_ id: String) -> Image? { byID[id] }

    /// The ids with those of all images that they were made from.
    func withAncestors(_ ids: some Sequence<String>) -> Set<String> {
        var all: Set<String> = []
        for id in ids {
            var next: String? = id
            while let id = next, all.insert(id).inserted { next = byID[id]?.parent }
        }
        return all
    }

    /// What of the candidates may go, the youngest first: what is made from another goes before it,
    /// and what anything else is made from stays.
    func removable(_ candidates: Set<String>) -> [String] {
        var order: [String] = []
        var gone: Set<String> = []
        var hasMore = true
        while hasMore {
            let next = candidates.subtracting(gone).filter { id in
                (children[id] ?? []).allSatisfy(gone.contains)
            }
            order += next.sorted()
            gone.formUnion(next)
            hasMore = !next.isEmpty
        }
        return order
    }

    /// Whether it is a step of a build that was cut short, on an image of ours.
    ///
    /// Docker keeps these, and with them what they are made of; nobody but us builds anything of ours.
    func isCutShort(_ image: Image) -> Bool {
        guard isNameless(image) else { return false }
        var next = image.parent
        while let id = next, let parent = byID[id] {
            if !parent.tags.isEmpty { return parent.tags.allSatisfy { OwnImage(name: $0) != nil } }
            next = parent.parent
        }
        return false
    }

    /// Whether neither it nor what is made of it was given a name or a label of ours at any time.
    private func isNameless(_ image: Image) -> Bool {
        image.tags.isEmpty
            && OwnImage(nameless: image, parent: image.parent.flatMap { byID[$0] }) == nil
            && (children[image.id] ?? []).allSatisfy { byID[$0].map(isNameless) ?? false }
    }

    /// The nameless images below one that go along with it: the engine's own steps on the way.
    func steps(below id: String, gone: Set<String>, used: Set<String>) -> [String] {
        var steps: [String] = []
        var next = byID[id]?.parent
        var gone = gone.union([id])
        while let parent = next, let image = byID[parent], image.tags.isEmpty, image.digest == nil,
            !used.contains(parent), (children[parent] ?? []).allSatisfy(gone.contains)
        {
            steps.append(parent)
            gone.insert(parent)
            next = image.parent
        }
        return steps
    }
}

/// How many images have each layer.
struct LayerCount {
    private var counts: [String: Int] = [:]

    mutating func add(_ layers: [ImageLayer]) {
        for layer in Set(layers) { counts[layer.id, default: 0] += 1 }
    }

    /// Takes an image away, and gives the bytes of the layers that nobody has now.
    mutating func remove(_ layers: [ImageLayer]) -> Int64 {
        var freed: Int64 = 0
        for layer in Set(layers) {
            counts[layer.id, default: 0] -= 1
            if counts[layer.id] == 0 { freed += layer.size }
        }
        return freed
    }
}
