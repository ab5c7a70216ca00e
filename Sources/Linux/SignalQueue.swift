import CLinux

/// Signals as something to be read: they are blocked, and a descriptor tells of them.
package struct SignalQueue: ~Copyable {
    private let queue: FileDescriptor

    package init(_ signals: [Int32]) throws(SystemError) {
        let answer = unsafe signals.withUnsafeBufferPointer { signals in
            unsafe cl_signals(signals.baseAddress, Int32(signals.count))
        }
        queue = FileDescriptor(owning: try descriptor("signalfd", "signals", answer))
    }

    package var number: Int32 { queue.number }

    /// The next signal that came; nil when there is none.
    package func next() -> Int32? {
        let signal = cl_next_signal(queue.number)
        return signal == 0 ? nil : signal
    }
}

/// Puts all signals back to what a program expects at its start.
package func restoreDefaultSignals() {
    cl_default_signals()
}

/// Makes a crash end the program and nothing else.
///
/// The runtime's own handlers would start a backtracer that they look up relative to the working
/// directory when the program was found through `PATH`.
package func endPlainlyOnFaults() {
    cl_default_faults()
}
