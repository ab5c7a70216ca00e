import Glibc
import Linux

/// Whether the user wants an end: by Ctrl-C, or by a signal that asks for one.
///
/// From its making on these signals end nothing by themselves; who works looks here now and then.
final class Interruption {
    /// What came first.
    private(set) var signal: Int32?
    private let queue: SignalQueue?

    /// Waits for the signals of this process.
    init() throws(Failure) {
        let signals = [SIGINT, SIGTERM, SIGHUP].filter { !Signals.isIgnored($0) }
        do { queue = try SignalQueue(signals) } catch { throw Failure(error) }
    }

    /// One that has come already, or never will.
    init(signal: Int32?) {
        queue = nil
        self.signal = signal
    }

    var isWanted: Bool {
        if signal == nil { signal = queue?.next() }
        return signal != nil
    }

    /// How a command ends that was told to end.
    func failure(_ message: String) -> Failure {
        Failure(message, status: 128 + (signal ?? SIGINT))
    }
}
