package import Boxes
import Wire

extension BoxSpec {
    /// This spec, with what was changed between two others carried over to it.
    ///
    /// Lists lose what went and gain what came. A single value that differs between the two is the
    /// later one's, unless this spec has another than the earlier: what is declared anew wins.
    package func carrying(from former: BoxSpec, to present: BoxSpec) -> BoxSpec {
        var spec = self
        func carry<Value: Equatable>(_ path: WritableKeyPath<BoxSpec, Value>) {
            let isOurs = self[keyPath: path] != former[keyPath: path]
            if !isOurs { spec[keyPath: path] = present[keyPath: path] }
        }
        func carry<Item: Equatable>(list path: WritableKeyPath<BoxSpec, [Item]>) {
            let (before, after) = (former[keyPath: path], present[keyPath: path])
            var list = self[keyPath: path].filter { after.contains($0) || !before.contains($0) }
            list += after.filter { !before.contains($0) && !list.contains($0) }
            spec[keyPath: path] = list
        }
        carry(\.image)
        carry(\.home)
        carry(list: \.volumes)
        carry(list: \.env)
        carry(\.shell)
        carry(\.hostname)
        carry(\.workdir)
        carry(\.network)
        carry(\.pid)
        carry(\.ipc)
        carry(\.initSystem)
        carry(list: \.devices)
        carry(\.gpu)
        carry(list: \.without)
        carry(list: \.groups)
        carry(\.platform)
        carry(\.labels)
        carry(list: \.packages)
        carry(list: \.build)
        carry(\.bare)
        carry(list: \.onCreate)
        carry(list: \.onStart)
        carry(\.check)
        carry(\.memory)
        carry(\.cpus)
        carry(\.hostCommands)
        carry(\.hostShims)
        carry(\.engineOption)
        return spec
    }

    /// Whether a box of the other spec is made of another image than one of this.
    package func isBuiltOtherwise(than other: BoxSpec) -> Bool {
        image != other.image || Set(packages) != Set(other.packages) || build != other.build
            || bare != other.bare || platform != other.platform
    }

    /// Whether a box of the other spec is to be another one.
    package func differs(from other: BoxSpec) -> Bool { inOneOrder != other.inOneOrder }

    /// The same with those lists sorted whose order means nothing.
    private var inOneOrder: BoxSpec {
        var spec = self
        spec.packages.sort()
        spec.devices.sort()
        spec.groups.sort()
        spec.env.sort { $0.name < $1.name }
        spec.without.sort { $0.rawValue < $1.rawValue }
        spec.hostShims?.sort()
        return spec
    }
}
