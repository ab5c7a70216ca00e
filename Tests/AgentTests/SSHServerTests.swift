import Linux
import Testing

@testable import Agent

/// What the server in a box is told for one connection.
@Suite struct SSHServerTests {
    private func settings(_ variables: String...) -> String {
        SSHServer.settings(keys: "/run/host/k 1%", variables: variables.map { Array($0.utf8) }).text
    }

    @Test func keysAreTheHosts() {
        let lines = settings("A=1").split(separator: "\n")
        #expect(lines.first == #"HostKey "/run/host/k 1%/box""#)
        #expect(lines.contains(#"AuthorizedKeysFile "/run/host/k 1%%/user.pub""#))
        #expect(lines.contains("AuthenticationMethods publickey"))
    }

    @Test func sessionsHaveTheBoxesVariables() {
        let told = settings("ALCOVE_BOX=web", "A=b c", "HOME=/x", "SSH_TTY=/dev/pts/1", "PATH=/bin")
        #expect(told.hasSuffix("\nSetEnv \"ALCOVE_BOX=web\" \"A=b c\" \"PATH=/bin\"\n"))
    }

    @Test(arguments: ["A=\"\nForceCommand x", "A=\\", "A=\"", "=b", "A", "A=\u{7f}"])
    func noValueIsASetting(_ variable: String) {
        #expect(settings(variable, "B=1").hasSuffix("\nSetEnv \"B=1\"\n"))
    }

    @Test func allOfItFitsIntoAPipe() {
        let long = "A=" + String(repeating: "a", count: 70_000)
        let told = settings(long, "B=1")
        #expect(told.utf8.count < 65536 && told.hasSuffix(" \"B=1\"\n"))
    }
}
