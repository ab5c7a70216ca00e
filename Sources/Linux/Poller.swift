import CLinux

/// Waits for many descriptors at once: epoll(7).
package struct Poller: ~Copyable {
    private let epoll: FileDescriptor

    /// What a descriptor is waited for.
    package struct Kinds: OptionSet, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }
        package static let input = Kinds(rawValue: UInt32(CL_IN))
        package static let output = Kinds(rawValue: UInt32(CL_OUT))
        package static let hangup = Kinds(
            rawValue: UInt32(CL_HUP | CL_ERR | CL_RDHUP)
        )
        /// That the other side of a socket will send no more.
        package static let peerGone = Kinds(rawValue: UInt32(CL_RDHUP))
    }

    package struct Event {
        package let descriptor: Int32
        package let kinds: Kinds
    }

    package init() throws(SystemError) {
        epoll = FileDescriptor(owning: try descriptor("epoll_create1", "epoll", cl_epoll()))
    }

    package func add(_ descriptor: Int32, _ kinds: Kinds) throws(SystemError) {
        try checkCode("epoll_ctl", "epoll") {
            cl_epoll_add(epoll.number, descriptor, kinds.rawValue)
        }
    }

    package func change(_ descriptor: Int32, _ kinds: Kinds) throws(SystemError) {
        try checkCode("epoll_ctl", "epoll") {
            cl_epoll_change(epoll.number, descriptor, kinds.rawValue)
        }
    }

    /// Waits for it no longer; one that is not waited for is no error.
    package func remove(_ descriptor: Int32) {
        _ = cl_epoll_remove(epoll.number, descriptor)
    }

    /// Waits until something happens, or for so many milliseconds.
    package func wait(milliseconds: Int32 = -1) throws(SystemError) -> [Event] {
        let room = 64
        var found = 0
        let events = unsafe [cl_event](unsafeUninitializedCapacity: room) { buffer, count in
            found = Int(
                unsafe cl_epoll_wait(epoll.number, buffer.baseAddress, Int32(room), milliseconds)
            )
            count = max(found, 0)
        }
        if found < 0 {
            throw SystemError(call: "epoll_wait", subject: "epoll", code: Int32(-found))
        }
        return events.map { Event(descriptor: $0.fd, kinds: Kinds(rawValue: $0.kinds)) }
    }
}

/// Takes the answer of a CLinux function that gives a descriptor or -errno.
package func descriptor(
    _ call: String,
    _ subject: String,
    _ answer: Int32
) throws(SystemError) -> Int32 {
    if answer < 0 { throw SystemError(call: call, subject: subject, code: -answer) }
    return answer
}
