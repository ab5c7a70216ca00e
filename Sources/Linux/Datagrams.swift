import CLinux
import Glibc

/// Sockets of unix(7) that take messages one by one.
package enum Datagrams {
    /// A socket at the path, its file made with `mode`; its readings never wait.
    package static func socket(at path: String, mode: UInt32) throws(SystemError) -> FileDescriptor
    {
        FileDescriptor(owning: try descriptor("bind", path, unsafe cl_take_datagrams(path, mode)))
    }

    /// Sends one message to the socket at a path, or at an abstract name behind `@`.
    package static func send(_ bytes: [UInt8], to path: String) throws(SystemError) {
        try checkCode("sendto", path) {
            unsafe bytes.withUnsafeBytes { bytes in
                unsafe cl_send_datagram(path, bytes.baseAddress, bytes.count)
            }
        }
    }

    /// The next message; nil when there is none.
    ///
    /// Descriptors that come along are closed.
    package static func next(from socket: Int32, room: Int = 8192) -> [UInt8]? {
        var answer = -1
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            answer = unsafe recv(socket, buffer.baseAddress, room, Int32(MSG_DONTWAIT))
            count = max(answer, 0)
        }
        return answer < 0 ? nil : bytes
    }
}
