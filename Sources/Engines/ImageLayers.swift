import Glibc

/// What of an image's inspection tells of its layers.
struct LayeredImage: Decodable {
    let layers: [String]
    /// Podman's alone: which instructions made no layer, the oldest first.
    let empties: [Bool]?

    private struct RootFS: Decodable {
        let layers: [String]?

        enum CodingKeys: String, CodingKey {
            case layers = "Layers"
        }
    }

    private struct Made: Decodable {
        let isEmpty: Bool?

        enum CodingKeys: String, CodingKey {
            case isEmpty = "empty_layer"
        }
    }

    enum CodingKeys: String, CodingKey {
        case rootFS = "RootFS"
        case history = "History"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let rootFS = try container.decodeIfPresent(RootFS.self, forKey: .rootFS)
        layers = rootFS?.layers ?? []
        let history = try container.decodeIfPresent([Made].self, forKey: .history)
        empties = history.map { $0.map { $0.isEmpty ?? false } }
    }
}

/// One line of an image's history, the newest of which comes first.
struct HistoryLine: Decodable {
    let created: Int64?
    let size: Int64?

    enum CodingKeys: String, CodingKey {
        case created = "Created"
        case size = "Size"
    }
}

extension ImageLayer {
    /// The layer with nothing in it, which Docker has for an instruction that changed nothing.
    private static let nothing =
        "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"

    /// Brings together the ids of an image's layers and the sizes in its history.
    static func list(_ image: LayeredImage, _ history: [HistoryLine]) -> [ImageLayer] {
        var lines = Array(history.reversed())
        var ids = image.layers
        if let empties = image.empties, empties.count == lines.count {
            lines = zip(lines, empties).filter { !$0.1 }.map(\.0)
        }
        if lines.count != ids.count {
            lines.removeAll { ($0.size ?? 0) <= 0 }
            if lines.count != ids.count { ids.removeAll { $0 == nothing } }
        }
        if lines.count == ids.count {
            return zip(ids, lines).map { ImageLayer(id: $0.0, size: max($0.1.size ?? 0, 0)) }
        }
        // Which size is whose cannot be said; but images that share layers share their history.
        var chain = ""
        return lines.map { line in
            let size = max(line.size ?? 0, 0)
            chain += "/\(line.created ?? 0)+\(size)"
            return ImageLayer(id: chain, size: size)
        }
    }
}

extension EngineSocket {
    /// What an image consists of, by two calls that are the same in both APIs.
    func layers(of image: String) throws(EngineError) -> [ImageLayer] {
        let answer = try ask(EngineCall("image", "GET", ["images", image, "json"]))
        try answer.check(image: image)
        let layers = try answer.decode(LayeredImage.self)
        for pause in [0, 100_000, 300_000] {
            usleep(UInt32(pause))
            let history = try ask(EngineCall("history", "GET", ["images", image, "history"]))
            // Podman 4 stumbles while somebody removes another image.
            if history.status == 500 { continue }
            try history.check(image: image)
            return ImageLayer.list(layers, try history.decode([HistoryLine].self))
        }
        // How large they are is not known then.
        return layers.layers.map { ImageLayer(id: $0, size: 0) }
    }
}
