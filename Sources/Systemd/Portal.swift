import CSystemd

/// What the desktop is asked to show.
package enum PortalTarget: Equatable, Sendable {
    /// `https:…`, `mailto:…`; the portal takes none of a file.
    case address(String)
    /// A descriptor of a file or directory.
    case file(Int32)
}

/// Why the desktop's portal did not open something.
package enum PortalError: Error, Equatable {
    /// There is no bus, no portal, or no library to ask it with.
    case absent
    /// The portal's own words.
    case refused(String)
    /// The user did not want to.
    case cancelled
    case timedOut(seconds: Int)
}

/// Has the desktop's portal open something, and returns when it has done so.
///
/// - Parameters:
///   - target: what is opened.
///   - token: what lets the program that opens it have the focus.
///   - bus: the address of the user's bus; nil is the one that the environment names.
///   - seconds: for how long the user may choose a program.
///   - library: the file name of libsystemd.
/// - Throws: why it was not opened.
package func openByPortal(
    _ target: PortalTarget,
    token: String? = nil,
    bus: String? = nil,
    seconds: Int = 120,
    library: String = "libsystemd.so.0"
) throws(PortalError) {
    var outcome: Int32 = 0
    let bytes = unsafe [CChar](unsafeUninitializedCapacity: 512) { buffer, count in
        unsafe buffer.initialize(repeating: 0)
        let room = buffer.count
        let words = buffer.baseAddress
        let limit = Int32(seconds)
        unsafe withText(bus) { bus in
            unsafe withText(token) { token in
                switch target {
                case .address(let address):
                    outcome = unsafe cs_open(library, bus, address, -1, token, limit, words, room)
                case .file(let file):
                    outcome = unsafe cs_open(library, bus, nil, file, token, limit, words, room)
                }
            }
        }
        count = unsafe buffer.firstIndex(of: 0) ?? room
    }
    let words = String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    switch Int(outcome) {
    case CS_DONE: return
    case CS_NO_LIBRARY, CS_ABSENT: throw .absent
    case CS_FAILED where words == "cancelled": throw .cancelled
    case CS_TIMED_OUT: throw .timedOut(seconds: seconds)
    default: throw .refused(words)
    }
}

func withText(_ text: String?, _ body: (UnsafePointer<CChar>?) -> Void) {
    guard let text else { return body(nil) }
    unsafe text.withCString { unsafe body($0) }
}
