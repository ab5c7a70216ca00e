import CSystemd

/// Why the user's service manager did not start a unit.
package enum SystemdError: Error, Equatable {
    /// The file name of the library that is not there.
    case missingLibrary(String)
    /// The manager could not be reached, or refused: its own words.
    case refused(String)
    /// A unit of that name is there, or what is left of one.
    case nameTaken
    /// The unit did not start: the job's result, `failed` or `dependency`.
    case failed(String)
    case timedOut(seconds: Int)
}

/// Writes a warning about a box into the journal.
///
/// - Returns: whether it is there.
package func tellJournal(
    _ message: String,
    box: String,
    library: String = "libsystemd.so.0"
) -> Bool {
    unsafe cs_journal(library, message, box) == Int32(CS_DONE)
}

/// Has the user's service manager start a unit, and returns when it has been started.
///
/// `bus` is the address of the user's bus; nil is the one that the environment names. `library` is
/// the file name of libsystemd.
package func startUserUnit(
    _ name: String,
    bus: String? = nil,
    seconds: Int = 10,
    library: String = "libsystemd.so.0"
) throws(SystemdError) {
    var outcome: Int32 = 0
    let bytes = unsafe [CChar](unsafeUninitializedCapacity: 512) { buffer, count in
        unsafe buffer.initialize(repeating: 0)
        let room = buffer.count
        let words = buffer.baseAddress
        let limit = Int32(seconds)
        if let bus {
            outcome = unsafe cs_start_unit(library, bus, name, limit, words, room)
        } else {
            outcome = unsafe cs_start_unit(library, nil, name, limit, words, room)
        }
        count = unsafe buffer.firstIndex(of: 0) ?? room
    }
    let words = String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    switch Int(outcome) {
    case CS_DONE: return
    case CS_NO_LIBRARY: throw .missingLibrary(library)
    case CS_FAILED: throw .failed(words)
    case CS_TIMED_OUT: throw .timedOut(seconds: seconds)
    default: throw .refused(words)
    }
}
