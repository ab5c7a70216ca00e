import Boxes
import Linux

extension Store {
    /// Takes the locks of boxes that are to be changed, in an order that all follow.
    ///
    /// - Parameters:
    ///   - milliseconds: how long to wait for each.
    ///   - isNeedless: ends the wait when the change has been made by another.
    /// - Returns: nil when the wait became needless.
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
    func whileLocked<Result>(
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
