import Glibc
import Linux
import Testing

@testable import Attach

/// What a service in a box tells the host's manager.
@Suite struct NotifyRelayTests {
    private func folder() -> String {
        "/tmp/alcove-notify-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
    }

    @Test func messagesPassOn() throws {
        let folder = folder()
        defer { try? File.removeTree(folder) }
        try File.makeDirectories(folder, mode: 0o700)
        let manager = try Datagrams.socket(at: folder + "/manager", mode: 0o600)
        do {
            let relay = try NotifyRelay(in: folder, target: folder + "/manager")
            try Datagrams.send(Array("READY=1\nMAINPID=7".utf8), to: relay.path)
            try Datagrams.send(Array("MAINPID=1".utf8), to: relay.path)
            relay.pass()
            #expect(Datagrams.next(from: manager.number) == Array("READY=1".utf8))
            #expect(Datagrams.next(from: manager.number) == nil)
            // What was said last comes with the end.
            try Datagrams.send(Array("STOPPING=1".utf8), to: relay.path)
        }
        #expect(Datagrams.next(from: manager.number) == Array("STOPPING=1".utf8))
        #expect(File.names(in: folder) == ["manager"])
    }

    @Test func onlyWordsAboutTheServicePass() {
        let said = """
            READY=1
            STATUS=half way
            MAINPID=1
            FDSTORE=1
            NOTIFYACCESS=all
            READYX=1
            BARRIER=1
            WATCHDOG=1
            """
        let heard = NotifyRelay.passed(Array(said.utf8)).text
        #expect(heard == "READY=1\nSTATUS=half way\nWATCHDOG=1")
        #expect(NotifyRelay.passed([]) == [])
        #expect(NotifyRelay.passed([0, 0xff, 0x0a]) == [])
    }

    @Test func socketsOfKilledProgramsAreRemoved() throws {
        let folder = folder()
        defer { try? File.removeTree(folder) }
        try File.makeDirectories(folder, mode: 0o700)
        // A number that no process has: they end before it.
        try File.replace(folder + "/4194999", with: [], mode: 0o600)
        try File.replace(folder + "/\(getppid())", with: [], mode: 0o600)
        let relay = try NotifyRelay(in: folder, target: folder + "/nobody")
        try Datagrams.send(Array("READY=1".utf8), to: relay.path)
        relay.pass()
        #expect(Set(File.names(in: folder)) == ["\(getppid())", "\(getpid())"])
    }
}
