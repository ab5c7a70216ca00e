package import Boxes
import Engines
import Glibc
import Linux

/// How a new box is made from the present state of another.
extension Household {
    /// Says what cloning the box comes to; nothing has been touched yet.
    ///
    /// The new box has an id, a name and, where the other has one, a home of its own.
    package func plan(
        cloning source: BoxName,
        as name: BoxName,
        home: BoxSpec.Home? = nil
    ) throws(UpkeepError) -> CreatePlan {
        let record = try record(source)
        _ = try container(of: record)
        var spec = record.spec
        if let home { spec.home = home }
        let base = BoxRecord.Base(
            reference: "",
            id: record.base?.id ?? record.image.id,
            isOwn: true
        )
        let copiesHome = record.spec.home == .private && spec.home == .private
        var plan = try plan(name, spec, image: record.image, base: base, isCopy: copiesHome)
        let id = plan.record.id
        plan.record.base?.reference = StateImage.reference(id, generation: 1)
        plan.record.lacks = record.lacks
        plan.record.listed = record.listed
        plan.origin = source
        plan.copiedHome = copiesHome ? record.homeSource : nil
        return plan
    }

    /// Makes the clone; when that fails or is cancelled at any point, nothing stays of it.
    ///
    /// It has the options that the other box has when nobody else changes it any more, as it has that
    /// one's state. The other box may run meanwhile. `cancel` is asked between the steps and while files are
    /// copied.
    package func clone(
        _ source: BoxName,
        as name: BoxName,
        home: BoxSpec.Home? = nil,
        cancel: () -> Bool = { false }
    ) throws(UpkeepError) -> BoxRecord {
        guard name != source else { throw .exists(name) }
        recover()
        var locks = LockSet()
        for each in [source, name].sorted() {
            guard let lock = try store.lock(each) else { throw .locked(each, by: nil) }
            locks.add(lock)
        }
        defer {
            for each in [source, name] { store.dropLockFile(each) }
            extendLifetime(locks)
        }
        let plan = try plan(cloning: source, as: name, home: home)
        let record = try record(source)
        return try journalled(plan) { () throws(UpkeepError) in
            let filled = try filled(plan, from: record, cancel)
            return try make(filled, cancel) { container throws(UpkeepError) in
                try copyVolumes(of: record, to: container, cancel)
            }
        }
    }

    /// Copies what the engine keeps outside of the container's own files, and of its image's.
    private func copyVolumes(
        of source: BoxRecord,
        to container: String,
        _ cancel: () -> Bool
    ) throws(UpkeepError) {
        for folder in try self.container(of: source).volumes.keys.sorted() {
            try places.withScratch("volume") { path throws(UpkeepError) in
                try onSystem { () throws(SystemError) in
                    try File.replace(path, with: [], mode: 0o600)
                }
                let file = try onSystem { () throws(SystemError) in
                    try FileDescriptor(opening: path, O_RDWR)
                }
                try onEngine { () throws(EngineError) in
                    try engine.save(folder, of: source.container, to: file) { !cancel() }
                }
                let archive = try onSystem { () throws(SystemError) in
                    try FileDescriptor(opening: path, O_RDONLY)
                }
                try onEngine { () throws(EngineError) in
                    try engine.restore(folder, of: container, from: archive, toUser: true) {
                        !cancel()
                    }
                }
            }
        }
    }

    /// The plan with the other box's state, as an image and a home.
    private func filled(
        _ plan: CreatePlan,
        from source: BoxRecord,
        _ cancel: () -> Bool
    ) throws(UpkeepError) -> CreatePlan {
        var plan = plan
        let reference = StateImage.reference(plan.record.id, generation: 1)
        let base = try keepState(of: source.container, as: reference, of: plan.record, cancel)
        plan.record.base = base
        plan.request.imageID = base.id
        if let home = plan.newHome, let origin = plan.copiedHome {
            try copyHome(origin, to: home, cancel)
        }
        return plan
    }

    private func copyHome(
        _ origin: String,
        to home: String,
        _ cancel: () -> Bool
    ) throws(UpkeepError) {
        try onSystem { () throws(SystemError) in
            try File.makeDirectories(home, mode: 0o700)
        }
        let words = ["-a", "--reflink=auto", "--one-file-system", "-T", origin, home]
        let copying = Program("cp", words, environment: Environment.all)
        var log: [String] = []
        let ending = try onSystem { () throws(SystemError) in
            try copying.run { line in
                if let line { log = log.suffix(9) + [line] }
                return !cancel()
            }
        }
        guard let ending else { throw .cancelled }
        guard ending == .code(0) else { throw .homeNotCopied(origin, log: log) }
    }
}
