import CLinux
import Glibc

/// Signals to others.
package enum Signals {
    /// - Returns: whether there was somebody to send it to.
    @discardableResult
    package static func send(_ signal: Int32, to pid: Int32) -> Bool {
        kill(pid, signal) == 0
    }

    @discardableResult
    package static func send(_ signal: Int32, toGroup group: Int32) -> Bool {
        kill(-group, signal) == 0
    }
}

extension Signals {
    /// Passes over a signal, or no longer does: what this process becomes would pass over it, too.
    package static func ignore(_ number: Int32, _ isIgnored: Bool = true) {
        _ = signal(number, isIgnored ? SIG_IGN : SIG_DFL)
    }

    /// Whether this process was started to ignore it.
    package static func isIgnored(_ signal: Int32) -> Bool {
        cl_is_ignored(signal) == 1
    }

    /// Lets signals end this process while something is done, whoever waits for them otherwise; those that
    /// came before do so at once.
    package static func lettingEnd<Result>(by signals: [Int32], _ work: () -> Result) -> Result {
        let blocked = signals.filter { cl_block_signal($0, 0) == 1 }
        defer { for signal in blocked { cl_block_signal(signal, 1) } }
        return work()
    }

    /// Stops this process, or its whole process group, until somebody continues it.
    ///
    /// - Returns: false when nothing could stop it: nobody would be there to continue it.
    @discardableResult
    package static func stopSelf(by signal: Int32, wholeGroup: Bool) -> Bool {
        cl_stop_self(signal, wholeGroup ? 1 : 0) == 1
    }
}
