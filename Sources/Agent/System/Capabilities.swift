import Linux

/// What root of a system in a box does without, because it is the host's.
///
/// A unit that needs one of these says so (`ConditionCapability=`), and is passed over: a box sets no
/// clock, loads no module, and leaves the host's network alone. Sessions are the agent's, which keeps all.
enum Capabilities {
    /// By their numbers in capability.h.
    private static let hosts: [Int32] = [
        16,  // modules of the kernel
        17,  // its memory and ports
        25,  // the clock
        30, 37,  // the audit
        33, 32,  // the rules of the security modules
        34,  // the kernel's log
        35, 36,  // waking up and sleeping
    ]
    private static let network: Int32 = 12
    private static let mounting: Int32 = 21

    /// - Throws: the first that could not be taken: what has it reaches the host.
    static func dropThoseOfHosts(keepsNetwork: Bool) throws(SystemError) {
        // Else they came to root by another set.
        try clearInheritedCapabilities()
        for number in hosts + (keepsNetwork ? [] : [network]) { try dropCapability(number) }
    }

    /// Of a root who is the host's: a script that readies a machine for its end mounts its file
    /// systems read-only, and means all of them.
    static func dropMounting() throws(SystemError) { try dropCapability(mounting) }
}
