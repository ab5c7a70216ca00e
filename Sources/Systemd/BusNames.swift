import CSystemd
import Linux

/// What a bus knows of a name.
package enum BusName: Equatable, Sendable {
    case unknown
    /// Who calls it has a program started.
    case startable
    case owned
}

/// What a bus said of names.
package enum BusNames: Equatable, Sendable {
    case known([String: BusName])
    /// It is not there, or did not say it in time.
    case silent
    case missingLibrary
}

/// Asks a user's bus for names.
///
/// - Parameters:
///   - names: each of which is asked for.
///   - bus: the bus's address; nil is the one that the environment names.
///   - seconds: within which the bus has to say each of its answers.
///   - library: the file name of libsystemd.
/// - Returns: what it knows of each.
package func namesOnBus(
    _ names: [String],
    bus: String? = nil,
    seconds: Int = 3,
    library: String = "libsystemd.so.0"
) -> BusNames {
    var states = [Int32](repeating: Int32(CS_UNKNOWN), count: names.count)
    var outcome: Int32 = 0
    unsafe withText(bus) { bus in
        unsafe withCStrings(names.map { Array($0.utf8) }) { list in
            unsafe states.withUnsafeMutableBufferPointer { states in
                let start = states.baseAddress
                outcome = unsafe cs_find_names(library, bus, list, Int32(seconds), start)
            }
        }
    }
    if Int(outcome) == CS_NO_LIBRARY { return .missingLibrary }
    guard Int(outcome) == CS_DONE else { return .silent }
    let known = states.map { state -> BusName in
        switch Int(state) {
        case CS_OWNED: .owned
        case CS_STARTABLE: .startable
        default: .unknown
        }
    }
    return .known(Dictionary(zip(names, known)) { one, _ in one })
}
