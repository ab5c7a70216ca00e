import Glibc
import Linux
import TestSupport
import Testing

/// One end of a connection, closed when nobody uses it any more.
final class End {
    let number: Int32
    init(_ number: Int32) { self.number = number }
    deinit { FileDescriptor.close(number) }

    static func pair() throws -> (End, End) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        try check("socketpair", "socket") { unsafe socketpair(AF_UNIX, kind, 0, &ends) }
        return (End(ends[0]), End(ends[1]))
    }
}

@Suite struct UnixSocketTests {
    @Test(arguments: [1, 200])
    func socketIsReachedByAPathOfAnyLength(_ length: Int) throws {
        let folder = try TemporaryFolder()
        let deep = "\(folder.path)/\(String(repeating: "d", count: length))"
        try File.makeDirectories(deep, mode: 0o700)
        let path = "\(deep)/socket"
        let listener = try UnixSocket.listen(at: path, mode: 0o600)
        #expect(FileStatus(path)?.kind == .socket)
        #expect(FileStatus(path)?.mode == 0o600)
        let client = try UnixSocket.connect(to: path)
        let server = try UnixSocket.accept(from: listener.number)
        let peer = try UnixSocket.peer(of: server.number)
        #expect(peer.uid == getuid())
        #expect(peer.pid == getpid())
        try UnixSocket.send([1, 2], on: client.number)
        #expect(try UnixSocket.receive(from: server.number).bytes == [1, 2])
        _ = consume client
        #expect(try UnixSocket.receive(from: server.number).bytes == [])
    }

    @Test func nameThatIsTooLongIsAnError() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/\(String(repeating: "s", count: 120))"
        #expect(throws: SystemError(call: "bind", subject: path, code: ENAMETOOLONG)) {
            _ = try UnixSocket.listen(at: path, mode: 0o600)
        }
        #expect(folder.names == [])
    }

    @Test func socketThatIsNotThereIsAnError() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/socket"
        #expect(throws: SystemError(call: "connect", subject: path, code: ENOENT)) {
            _ = try UnixSocket.connect(to: path)
        }
        _ = try UnixSocket.listen(at: path, mode: 0o600)
        #expect(throws: SystemError(call: "connect", subject: path, code: ECONNREFUSED)) {
            _ = try UnixSocket.connect(to: path)
        }
    }

    @Test func descriptorsComeWithTheFirstByteAndCloseOnExec() throws {
        let (one, other) = try End.pair()
        let pipe = try Pipe()
        try UnixSocket.send(
            [7],
            descriptors: [pipe.writer.number, pipe.reader.number],
            on: one.number
        )
        let received = try UnixSocket.receive(from: other.number)
        #expect(received.bytes == [7])
        let descriptors = received.descriptors.map { FileDescriptor(owning: $0).release() }
        #expect(descriptors.count == 2)
        #expect(descriptors.map { fcntl($0, F_GETFD) } == [FD_CLOEXEC, FD_CLOEXEC])
        try writeAll([5], to: descriptors[0], subject: "pipe")
        #expect(try readSome(from: descriptors[1], subject: "pipe") == [5])
        for descriptor in descriptors { FileDescriptor.close(descriptor) }
    }

    @Test func moreDescriptorsThanMayTravelAreNotSent() throws {
        let (one, _) = try End.pair()
        #expect(throws: SystemError(call: "sendmsg", subject: "socket", code: EINVAL)) {
            try UnixSocket.send([7], descriptors: Array(repeating: 0, count: 9), on: one.number)
        }
    }

    @Test func readerThatIsBehindIsNotWaitedFor() throws {
        let (one, other) = try End.pair()
        let much = [UInt8](repeating: 0, count: 4 << 20)
        #expect(throws: SystemError(call: "sendmsg", subject: "socket", code: EAGAIN)) {
            try UnixSocket.send(much, on: one.number, waits: false)
        }
        #expect(try UnixSocket.receive(from: other.number, room: 10).bytes.count == 10)
    }

    @Test func writerThatIsBehindIsNotWaitedFor() throws {
        let (_, other) = try End.pair()
        let (one, silent) = try End.pair()
        #expect(throws: SystemError(call: "recvmsg", subject: "socket", code: EAGAIN)) {
            _ = try UnixSocket.receive(from: silent.number, waits: false)
        }
        #expect(try UnixSocket.receive(from: other.number, waits: false).bytes == [])
        withExtendedLifetime(one) {}
    }

    @Test func clientThatDidNotComeIsNotWaitedFor() throws {
        let folder = try TemporaryFolder()
        let listener = try UnixSocket.listen(at: "\(folder.path)/socket", mode: 0o600)
        #expect(throws: SystemError(call: "accept", subject: "socket", code: EAGAIN)) {
            _ = try UnixSocket.accept(from: listener.number)
        }
    }

    @Test func peerThatIsGoneIsAnErrorAndNoSignal() throws {
        let (one, _) = try End.pair()
        #expect(throws: SystemError(call: "sendmsg", subject: "socket", code: EPIPE)) {
            try UnixSocket.send([1], on: one.number)
        }
    }
}
