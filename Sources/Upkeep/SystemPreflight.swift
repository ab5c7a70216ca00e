package import Boxes
import Engines

/// Whether a box that is to run systemd finds one.
extension Household {
    /// Where it may be; the second is for distributions that have not merged `/usr`.
    private static let systemdPrograms = ["/usr/lib/systemd/systemd", "/lib/systemd/systemd"]

    /// Refuses a box whose image has no systemd, although the box is to run it.
    package func checkSystem(
        of spec: BoxSpec,
        _ image: BoxRecord.ImageMark,
        _ foundations: Foundations
    ) throws(UpkeepError) {
        guard spec.initSystem == .systemd else { return }
        let made = foundations.base.map { BoxRecord.ImageMark(reference: $0.reference, id: $0.id) }
        guard try hasSystemd(made ?? image) else { throw .noSystemd(image: spec.image) }
    }

    /// The same of a box that there is.
    func checkSystem(of record: BoxRecord) throws(UpkeepError) {
        for path in Self.systemdPrograms {
            let entry = try onEngine { () throws(EngineError) in
                try engine.entry(path, in: record.container)
            }
            if entry != nil { return }
        }
        throw .noSystemdInBox(record.name)
    }

    /// Whether it is in the image; the engine is asked the first time only.
    func hasSystemd(_ image: BoxRecord.ImageMark) throws(UpkeepError) -> Bool {
        let memory = ImageMemory(places)
        var traits = memory.traits(of: image.id) ?? ImageTraits()
        if !Self.systemdPrograms.allSatisfy({ traits.paths[$0] != nil }) {
            try inside(image) { container throws(UpkeepError) in
                for path in Self.systemdPrograms {
                    traits.paths[path] = try onEngine { () throws(EngineError) in
                        try engine.entry(path, in: container) != nil
                    }
                }
            }
            try memory.keep(traits, of: image.id)
        }
        return Self.systemdPrograms.contains(where: traits.has)
    }
}
