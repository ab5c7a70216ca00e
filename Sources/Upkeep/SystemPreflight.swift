package import Boxes
import Engines
package import Profiles

/// Whether a box that is to run an init system finds it.
extension Household {
    /// Refuses a box whose image has not the init system that the box is to run.
    package func checkSystem(
        of spec: BoxSpec,
        _ image: BoxRecord.ImageMark,
        _ foundations: Foundations
    ) throws(UpkeepError) {
        let made = foundations.base.map { BoxRecord.ImageMark(reference: $0.reference, id: $0.id) }
        guard try has(spec.initSystem, made ?? image) else {
            throw .noSystem(spec.initSystem, image: spec.image)
        }
    }

    /// The same of a box that there is.
    func checkSystem(_ system: BoxSpec.InitSystem, of record: BoxRecord) throws(UpkeepError) {
        guard system.isSystem else { return }
        for path in system.programs {
            let entry = try onEngine { () throws(EngineError) in
                try engine.entry(path, in: record.container)
            }
            if entry != nil { return }
        }
        throw .noSystemInBox(system, record.name)
    }

    /// Whether it is in the image; the engine is asked the first time only.
    func has(
        _ system: BoxSpec.InitSystem,
        _ image: BoxRecord.ImageMark
    ) throws(UpkeepError) -> Bool {
        guard system.isSystem else { return true }
        let memory = ImageMemory(places)
        var traits = memory.traits(of: image.id) ?? ImageTraits()
        if !system.programs.allSatisfy({ traits.paths[$0] != nil }) {
            try inside(image) { container throws(UpkeepError) in
                for path in system.programs {
                    traits.paths[path] = try onEngine { () throws(EngineError) in
                        try engine.entry(path, in: container) != nil
                    }
                }
            }
            try memory.keep(traits, of: image.id)
        }
        return system.programs.contains(where: traits.has)
    }

    /// The packages that bring a box's init system where its image has none; empty when it needs
    /// none, and when nobody knows any.
    package func packagesOfSystem(
        for spec: BoxSpec,
        _ image: BoxRecord.ImageMark,
        _ shelf: ProfileShelf
    ) throws(UpkeepError) -> [String] {
        if try has(spec.initSystem, image) { return [] }
        let traits = try traits(of: image, shelf, shell: shell(of: spec), wholly: true)
        guard let profile = shelf.profile(for: traits.system),
            profile.manager(has: traits.has) != nil
        else { return [] }
        return profile.packages(of: spec.initSystem)
    }
}

extension BoxSpec.InitSystem {
    /// Where its program may be; further ones are for distributions that have not merged `/usr`, or
    /// have merged `/usr/sbin` too.
    fileprivate var programs: [String] {
        switch self {
        case .agent: []
        case .systemd: ["/usr/lib/systemd/systemd", "/lib/systemd/systemd"]
        case .openrc: ["/usr/sbin/openrc", "/sbin/openrc", "/usr/bin/openrc"]
        }
    }
}

extension Profile {
    /// What has to be installed for an init system.
    func packages(of system: BoxSpec.InitSystem) -> [String] {
        switch system {
        case .agent: []
        case .systemd: systemd
        case .openrc: openRC
        }
    }
}
