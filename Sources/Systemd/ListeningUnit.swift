import CSystemd
import Linux

/// A socket that the user's service manager listens on, and the service that it starts for callers.
///
/// The units live as long as the manager; no file says what they are.
package struct ListeningUnit: Equatable, Sendable {
    /// `x.socket` and `x.service` without their endings.
    package var name: String
    package var description: String
    package var path: String
    /// The program and its words.
    package var command: [[UInt8]]
    /// `KEY=VALUE`.
    package var environment: [[UInt8]]

    package init(
        name: String,
        description: String,
        path: String,
        command: [[UInt8]],
        environment: [[UInt8]]
    ) {
        self.name = name
        self.description = description
        self.path = path
        self.command = command
        self.environment = environment
    }

    /// Has the manager listen, and returns when it does.
    ///
    /// - Returns: the manager's process id.
    package func start(
        seconds: Int = 10,
        library: String = "libsystemd.so.0"
    ) throws(SystemdError) -> Int32 {
        var outcome: Int32 = 0
        var process: Int32 = 0
        let (socket, service) = ("\(name).socket", "\(name).service")
        let bytes = unsafe [CChar](unsafeUninitializedCapacity: 512) { buffer, count in
            unsafe buffer.initialize(repeating: 0)
            let (room, words) = (buffer.count, buffer.baseAddress)
            unsafe withCStrings(command) { command in
                unsafe withCStrings(sayable) { environment in
                    var unit = unsafe cs_listening()
                    unsafe unit.command = command
                    unsafe unit.environment = environment
                    unsafe socket.withCString { socket in
                        unsafe service.withCString { service in
                            unsafe description.withCString { description in
                                unsafe path.withCString { path in
                                    unsafe unit.socket = socket
                                    unsafe unit.service = service
                                    unsafe unit.description = description
                                    unsafe unit.path = path
                                    outcome = unsafe cs_listen(
                                        library,
                                        &unit,
                                        Int32(seconds),
                                        &process,
                                        words,
                                        room
                                    )
                                }
                            }
                        }
                    }
                }
            }
            count = unsafe buffer.firstIndex(of: 0) ?? room
        }
        let words = String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        switch Int(outcome) {
        case CS_DONE: return process
        case CS_NO_LIBRARY: throw .missingLibrary(library)
        case CS_FAILED: throw .failed(words)
        case CS_TIMED_OUT: throw .timedOut(seconds: seconds)
        case CS_TAKEN: throw .nameTaken
        default: throw .refused(words)
        }
    }

    /// Has the manager listen no longer, and end the service.
    ///
    /// Unless it `waits`, the units may be there for a while, and none of their names can be made: so
    /// does the service itself, which would wait for its own end.
    package static func stop(
        _ name: String,
        waits: Bool,
        library: String = "libsystemd.so.0"
    ) {
        // One that is not there needs no end.
        _ = unsafe cs_stop_unit(library, "\(name).socket", 5, waits ? 1 : 0)
        _ = unsafe cs_stop_unit(library, "\(name).service", 5, waits ? 1 : 0)
    }

    /// Variables as the manager takes them: names of letters, digits and `_`, and text of one line.
    private var sayable: [[UInt8]] {
        environment.filter { variable in
            let name = variable.prefix { $0 != UInt8(ascii: "=") }
            let isName = name.allSatisfy {
                $0 == UInt8(ascii: "_") || (48...57).contains($0) || (65...90).contains($0)
                    || (97...122).contains($0)
            }
            return isName && name.first.map { !(48...57).contains($0) } == true
                && name.count < variable.count && variable.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
                && String(validating: variable, as: UTF8.self) != nil
        }
    }
}

/// The descriptors that the service manager gave this process, from 3; 0 for a process of others.
package func listenedDescriptors(library: String = "libsystemd.so.0") -> Int {
    // Who was not started so needs no library to know it.
    guard Environment.value("LISTEN_FDS") != nil else { return 0 }
    return Int(unsafe cs_listened(library))
}

/// Tells the service manager that this process is ready.
package func tellReady(library: String = "libsystemd.so.0") {
    guard Environment.value("NOTIFY_SOCKET") != nil else { return }
    // A manager that is not told waits in vain, and ends the service.
    _ = unsafe cs_notify(library, "READY=1")
}
