import Glibc
import Linux
import Wire

/// The three streams of a session, from where each of them comes.
struct Streams {
    private(set) var numbers: (Int32, Int32, Int32) = (0, 1, 2)
    /// The slave side of a terminal made for it.
    private(set) var slave: Int32?
    /// The other side, for the caller.
    private(set) var master: Int32?
    /// To be closed once the session has them.
    private var taken: [Int32] = []

    /// Takes the descriptors that came with the request off the connection.
    init(for request: SessionRequest, from connection: Connection?) throws(SystemError) {
        do {
            try take(for: request, from: connection)
        } catch {
            closeAll()
            throw error
        }
    }

    private mutating func take(
        for request: SessionRequest,
        from connection: Connection?
    ) throws(SystemError) {
        if !request.terminals.isEmpty { try openTerminal(for: request) }
        var list: [Int32] = []
        for (index, terminal) in [
            SessionRequest.Terminals.input, .output, .error,
        ].enumerated() {
            if request.terminals.contains(terminal), let slave {
                list.append(slave)
            } else if request.detached {
                list.append(index == 0 ? try openNull() : 2)
            } else if let connection, !connection.descriptors.isEmpty {
                let number = connection.descriptors.removeFirst()
                taken.append(number)
                list.append(number)
            } else {
                list.append(try openNull())
            }
        }
        numbers = (list[0], list[1], list[2])
    }

    private mutating func openTerminal(for request: SessionRequest) throws(SystemError) {
        let pair = try Linux.Terminal.open()
        let master = fcntl(pair.master.number, F_DUPFD_CLOEXEC, 3)
        if master < 0 { throw SystemError(call: "fcntl", subject: "terminal", code: errno) }
        self.master = master
        let slave = fcntl(pair.slave.number, F_DUPFD_CLOEXEC, 3)
        if slave < 0 { throw SystemError(call: "fcntl", subject: "terminal", code: errno) }
        self.slave = slave
        taken.append(slave)
        if let terminal = Linux.Terminal(slave) {
            terminal.apply(request.termios)
            terminal.resize(
                Linux.Terminal.Window(rows: request.window.rows, columns: request.window.columns)
            )
        }
    }

    private mutating func openNull() throws(SystemError) -> Int32 {
        let null = try FileDescriptor(opening: "/dev/null", O_RDWR).release()
        taken.append(null)
        return null
    }

    mutating func closeTaken() {
        for number in taken { close(number) }
        taken = []
    }

    /// When there will be no session: the caller's side, too.
    mutating func closeAll() {
        closeTaken()
        if let master { close(master) }
        master = nil
    }
}
