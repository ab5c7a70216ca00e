import Glibc

/// TCP on 127.0.0.1.
enum Loopback {
    /// The ports that the lab's Podman takes for registries without certificates: `Tests/Lab/world`.
    private static let ports: Range<UInt16> = 42600..<42640

    /// One that nothing listens at.
    static func freePort() throws -> UInt16 {
        for port in ports.shuffled() {
            if let listener = listen(at: port) {
                close(listener)
                return port
            }
        }
        throw Problem("all ports are taken")
    }

    /// A listening socket at one of the ports.
    static func listen() throws -> (socket: Int32, port: UInt16) {
        for port in ports.shuffled() {
            if let listener = listen(at: port) { return (listener, port) }
        }
        throw Problem("all ports are taken")
    }

    static func connect(to port: UInt16) -> Int32? {
        unsafe socket(at: port) { unsafe Glibc.connect($0, $1, $2) }
    }

    private static func listen(at port: UInt16) -> Int32? {
        unsafe socket(at: port) { socket, address, size in
            var yes: Int32 = 1
            _ = unsafe setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, 4)
            return unsafe bind(socket, address, size) == 0 ? Glibc.listen(socket, 64) : -1
        }
    }

    private static func socket(
        at port: UInt16,
        _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32? {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let socket = Glibc.socket(AF_INET, kind, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        let answer = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if answer == 0 { return socket }
        close(socket)
        return nil
    }
}
