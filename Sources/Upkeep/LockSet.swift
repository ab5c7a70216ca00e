import Linux

/// Locks of one or two boxes; taken in the order of their names, so that nobody waits in a circle.
struct LockSet: ~Copyable {
    private var first: FileLock?
    private var second: FileLock?

    init() {
        first = nil
        second = nil
    }

    /// Takes one more lock if nobody has it.
    mutating func take(_ path: String) throws(UpkeepError) -> Bool {
        let lock = try onSystem { () throws(SystemError) in try FileLock.attempt(path) }
        guard let lock else { return false }
        add(lock)
        return true
    }

    mutating func add(_ lock: consuming FileLock) {
        if first == nil {
            first = .some(consume lock)
        } else {
            second = .some(consume lock)
        }
    }
}
