import Boxes
import Engines
import Foundation
import Glibc
import Linux
import TestSupport
import Testing
import Wire

@testable import Upkeep

/// Nobody is put out of a box who came in behind the look.
extension GenerationTests {
    @Test func whoCameInBehindTheLookIsHeeded() throws {
        try startAsAnother()
        try play(sessions: 2, at: sandbox.places.socket(of: try record()))
        let failure = UpkeepError.inUse(.named("web"), sessions: 2)
        #expect(throws: failure) { try rollBackIfIdle() }
        #expect(try record().generation == 2)
        #expect(engine.containers.map(\.state) == [.created, .running])
        try checkWhole()
    }

    /// One of before cannot be asked in one, and was looked at.
    @Test func anAgentOfBeforeIsToldToEnd() throws {
        try startAsAnother()
        let socket = sandbox.places.socket(of: try record())
        try play(sessions: 2, at: socket, saying: Hello(version: 1, oldest: 1))
        #expect(try rollBackIfIdle().generation == 1)
    }

    /// What the engine runs there by itself, an editor's server among it, no agent knows of.
    @Test func commandsOfTheEngineAreHeeded() throws {
        try startAsAnother()
        engine.containers[1].execs = ["over", "running"]
        engine.exitCodes = ["over": 0]
        let failure = UpkeepError.inUse(.named("web"), sessions: 1)
        #expect(throws: failure) { try rollBackIfIdle() }
        _ = try advance(calls())
        #expect(try record().generation == 2)
        #expect(try record().staged == 3)
        try sandbox.household.takeStaged(.named("web"), isBusy: { _ in false }, isUp: isUp)
        #expect(try record().generation == 2)
        #expect(try rollBack().generation == 1)
    }

    private func startAsAnother() throws {
        try edit("/bin/zsh")
        try sandbox.household.start(.named("web")) { sandbox.linked("web", isUp) }
    }

    private func rollBackIfIdle() throws -> BoxRecord {
        try sandbox.household.rollBack(
            .named("web"),
            to: nil,
            sessions: { _ in 0 },
            isUp: isUp
        )
    }

    /// Plays the agent of a running box for one caller.
    private func play(sessions: Int, at socket: String, saying hello: Hello = .ours) throws {
        try File.remove(socket)
        let listener = try UnixSocket.listen(at: socket, mode: 0o600).release()
        _ = fcntl(listener, F_SETFL, 0)
        let session = BoxStatus.Session(pid: 7, command: [], hasTerminal: false, since: 0)
        let status = BoxStatus(
            version: "1.0",
            boxID: "",
            steps: [],
            sessions: Array(repeating: session, count: sessions)
        )
        Thread.detachNewThread {
            guard let caller = try? UnixSocket.accept(from: listener) else { return }
            close(listener)
            let answers: [Answer] = [.hello(hello), .status(status)]
            try? UnixSocket.send(answers.flatMap(\.frame.bytes), on: caller.number)
            // Until the caller has heard it, and goes.
            while let bytes = try? UnixSocket.receive(from: caller.number).bytes, !bytes.isEmpty {}
        }
    }
}
