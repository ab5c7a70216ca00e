package import Boxes
import Linux

extension Store {
    /// Takes the lock of a box that is to be changed, waiting for it.
    ///
    /// `isNeedless` ends the wait when another has made the change; the answer is then nil.
    func lock(
        _ name: BoxName,
        milliseconds: Int = 10_000,
        until isNeedless: () -> Bool = { false }
    ) throws(UpkeepError) -> FileLock? {
        let path = lockPath(name)
        let lock: FileLock?
        do {
            try prepare()
            lock = try FileLock.wait(path, milliseconds: milliseconds, until: isNeedless)
        } catch {
            throw .system(error)
        }
        if let lock { return lock }
        if isNeedless() { return nil }
        throw .locked(name, by: FileLock.holder(of: path))
    }

    /// Runs a change of a box while nobody else changes it.
    package func whileLocked<Result>(
        _ name: BoxName,
        _ body: () throws(UpkeepError) -> Result
    ) throws(UpkeepError) -> Result {
        let lock = try lock(name)
        defer {
            dropLockFile(name)
            extendLifetime(lock)
        }
        return try body()
    }

    /// Takes the lock's file away if there is no such box; the caller holds the lock.
    func dropLockFile(_ name: BoxName) {
        // One that stays does no harm.
        if !has(name) { try? File.remove(lockPath(name)) }
    }
}
