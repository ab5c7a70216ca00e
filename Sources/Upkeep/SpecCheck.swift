import Accounts
package import Boxes
import Engines
import Linux

/// What can be known to be wrong before anything is made.
extension Household {
    /// Refuses what no box of this host and engine could have; nothing is touched.
    package func check(_ spec: BoxSpec) throws(UpkeepError) {
        try check(spec, try onEngine { () throws(EngineError) in try engine.facts() })
    }

    /// Refuses what needs files of the host that are not there; no engine is asked.
    func checkSources(of spec: BoxSpec) throws(UpkeepError) {
        for volume in spec.volumes where FileStatus(following: volume.source) == nil {
            throw .noSource(volume)
        }
        for device in spec.devices
        where device.hasPrefix("/") && FileStatus(following: device) == nil {
            throw .noDevice(device)
        }
    }

    func check(_ spec: BoxSpec, _ facts: EngineFacts) throws(UpkeepError) {
        try checkSources(of: spec)
        for name in spec.devices.compactMap({ CDIName($0) })
        where !CDICatalog(places.cdi).contains(name) {
            throw .noDevice("\(name.kind)=\(name.device)")
        }
        for name in spec.groups
        where !user.groups.contains(where: { $0.name == name })
            && Account.Group.named(name) == nil
        {
            throw .noGroup(name)
        }
        let limits = [
            ("--memory", "memory", spec.memory != nil), ("--cpus", "cpu", spec.cpus != nil),
        ]
        for (option, controller, isAsked) in limits
        where isAsked && !facts.controllers.contains(controller) {
            throw .noController(option: option, controller: controller)
        }
        do { try spec.checkInit() } catch { throw .box(error) }
        if spec.initSystem.isSystem, !facts.hasUnifiedCgroups {
            throw .noUnifiedCgroups(spec.initSystem)
        }
        if let option = spec.engineOption, !isJSONObject(option) {
            throw .box(.badEngineOption(option))
        }
        // A line of the box's accounts must hold it.
        let isPlain = places.home.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: ":") }
        guard places.home != "/", isPlain else { throw .unfitHome(places.home) }
    }

    /// What a box of that spec would be without at present, though it was asked for; it is looked for
    /// again at each start.
    package func cardThatIsAway(_ spec: BoxSpec) -> String? {
        guard case .named(let words) = spec.gpu, let name = CDIName(words),
            !CDICatalog(places.cdi).contains(name)
        else { return nil }
        return words
    }

    /// The host's directory that will be the box's home.
    func homeSource(
        of spec: BoxSpec,
        private own: () throws(UpkeepError) -> String
    ) throws(UpkeepError) -> String {
        switch spec.home {
        case .private: return try own()
        case .shared:
            guard let real = File.realPath(places.home) else { throw .noHome(places.home) }
            return real
        case .path(let path):
            guard let real = File.realPath(path), File.kind(real) == .directory else {
                throw .noHome(path)
            }
            return real
        }
    }
}
