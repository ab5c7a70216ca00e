import Foundation
import Glibc
import Linux
import Synchronization
import Testing

@testable import Engines

/// Docker's containers and their files.
@Suite struct DockerFilesTests {
    /// Two such calls have each other's mounts in theirs.
    @Test func filesAreForOneCallerAtATime() throws {
        let now = Mutex(0)
        let most = Mutex(0)
        let engine = try FakeEngine { request, connection in
            guard request.contains("/archive?") else {
                return FakeEngine.send(FakeEngine.answer("200 OK", "OK"), on: connection)
            }
            let count = now.withLock { count in
                count += 1
                return count
            }
            most.withLock { $0 = max($0, count) }
            usleep(20_000)
            now.withLock { $0 -= 1 }
            FakeEngine.send(FakeEngine.answer("200 OK", ""), on: connection)
        }
        let socket = engine.socket
        let failures = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 6) { _ in
            let own = Surroundings(variables: [:], uid: 1000)
            do {
                try Docker(socket: socket, surroundings: own).upload([1, 2, 3], to: "box")
            } catch {
                failures.withLock { $0 += 1 }
            }
        }
        #expect(failures.withLock { $0 } == 0)
        #expect(most.withLock { $0 } == 1)
    }
}
