import CLinux
import Glibc

/// A stream socket of unix(7), by its functions; its descriptor is kept elsewhere.
package enum UnixSocket {
    /// A listening socket, its file made with `mode`.
    package static func listen(at path: String, mode: UInt32) throws(SystemError) -> FileDescriptor
    {
        FileDescriptor(owning: try descriptor("bind", path, unsafe cl_listen(path, mode)))
    }

    package static func connect(to path: String) throws(SystemError) -> FileDescriptor {
        FileDescriptor(owning: try descriptor("connect", path, unsafe cl_connect(path)))
    }

    package static func accept(from listener: Int32) throws(SystemError) -> FileDescriptor {
        FileDescriptor(owning: try descriptor("accept", "socket", cl_accept(listener)))
    }

    /// Two sockets that are each other's other end.
    package struct Pair: ~Copyable {
        package let one: FileDescriptor
        package let other: FileDescriptor

        package init() throws(SystemError) {
            var ends: [Int32] = [-1, -1]
            let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            try check("socketpair", "socket") {
                unsafe ends.withUnsafeMutableBufferPointer { ends in
                    unsafe socketpair(AF_UNIX, kind, 0, ends.baseAddress)
                }
            }
            one = FileDescriptor(owning: ends[0])
            other = FileDescriptor(owning: ends[1])
        }

        /// Gives one and closes the other.
        package consuming func keepOne() -> FileDescriptor { one }
    }

    /// Who is at the other end.
    package struct Peer: Equatable, Sendable {
        package let uid: UInt32
        package let pid: Int32
    }

    package static func peer(of socket: Int32) throws(SystemError) -> Peer {
        var uid: UInt32 = 0
        var pid: Int32 = 0
        try checkCode("getsockopt", "socket") { unsafe cl_peer(socket, &uid, &pid) }
        return Peer(uid: uid, pid: pid)
    }

    /// Sends all bytes, descriptors with the first of them.
    ///
    /// Unless it `waits`, a reader that is behind is `EAGAIN`.
    package static func send(
        _ bytes: [UInt8],
        descriptors: [Int32] = [],
        on socket: Int32,
        waits: Bool = true
    ) throws(SystemError) {
        try checkCode("sendmsg", "socket") {
            unsafe bytes.withUnsafeBytes { bytes in
                unsafe descriptors.withUnsafeBufferPointer { descriptors in
                    unsafe cl_send(
                        socket,
                        bytes.baseAddress,
                        bytes.count,
                        descriptors.baseAddress,
                        Int32(descriptors.count),
                        waits ? 1 : 0
                    )
                }
            }
        }
    }

    /// Makes sending to one that does not read `EAGAIN` after so long.
    package static func limitSending(on socket: Int32, seconds: Int) {
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        // A socket that cannot be told waits for ever, as all others do.
        _ = unsafe setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &time, size)
    }

    /// What one reading gave.
    package struct Received {
        /// Empty when the other side is gone.
        package var bytes: [UInt8]
        /// Open descriptors, the caller's to close.
        package var descriptors: [Int32]
    }

    /// Reads once; unless it `waits`, that nothing came yet is `EAGAIN`.
    package static func receive(
        from socket: Int32,
        room: Int = 65536,
        waits: Bool = true
    ) throws(SystemError) -> Received {
        var fds = [Int32](repeating: -1, count: 8)
        var fdCount = Int32(fds.count)
        var answer = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            answer = unsafe cl_receive(
                socket,
                buffer.baseAddress,
                room,
                &fds,
                &fdCount,
                waits ? 1 : 0
            )
            count = max(answer, 0)
        }
        if answer < 0 {
            throw SystemError(call: "recvmsg", subject: "socket", code: Int32(-answer))
        }
        return Received(bytes: bytes, descriptors: Array(fds.prefix(Int(fdCount))))
    }
}
