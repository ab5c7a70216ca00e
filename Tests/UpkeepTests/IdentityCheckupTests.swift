import Accounts
import Linux
import TestSupport
import Testing

@testable import Upkeep

extension CheckupTests {
    /// What is installed and does not run is to be started.
    @Test func agentThatDoesNotRunIsStarted() throws {
        let sandbox = try Sandbox()
        var checkup = try checkup(sandbox)
        checkup.host.status = { _ in nil }
        let agents: Set<Finding.Check> = [.gpgAgent, .smartCards]
        let mends = checkup.findings().filter { agents.contains($0.check) }.map(\.mend)
        let cards = ["systemctl", "enable", "--now", "pcscd.socket"]
        let expected: [Finding.Mend?] = [
            .command(["gpgconf", "--launch", "gpg-agent"], asRoot: false),
            .command(cards, asRoot: true),
        ]
        #expect(mends == expected)
    }

    /// By the restricted socket of the agent, boxes with a home of their own are served.
    @Test func restrictedSocketIsLookedForAsWell() throws {
        let sandbox = try Sandbox()
        var checkup = try checkup(sandbox)
        let socket = sandbox.home + "/agent"
        let listener = try UnixSocket.listen(at: socket, mode: 0o600)
        defer { extendLifetime(listener) }
        func finding(_ lacks: String) throws -> Finding {
            checkup.host.status = { $0.hasSuffix(lacks) ? nil : FileStatus(following: socket) }
            return try #require(checkup.findings().first { $0.check == .gpgAgent })
        }
        #expect(try finding("/nothing").state == .ok)
        let words = ["systemctl", "--user", "enable", "--now", "gpg-agent-extra.socket"]
        #expect(try finding(".extra").mend == .command(words, asRoot: false))
    }

    @Test(arguments: [
        ("FILE:/run/tickets", nil, Finding.State.ok, "/run/tickets"),
        ("/run/tickets", nil, .ok, "/run/tickets"), ("DIR:/run/tickets", nil, .ok, "/run/tickets"),
        ("FILE:/gone", nil, .note, "no /gone"), ("KCM:", nil, .ok, "KCM:"),
        ("KEYRING:persistent:7", nil, .note, "KEYRING:persistent:7"),
        ("", " default_ccache_name = KEYRING:user:%{uid}\n", .note, "KEYRING:user:1000"),
        ("", "[libdefaults]\n\tdefault_ccache_name=FILE:/run/tickets\n", .ok, "/run/tickets"),
        ("", nil, .ok, "KCM:"),
    ])
    func ticketsAreWhereTheHostSays(
        _ variable: String,
        _ configuration: String?,
        _ state: Finding.State,
        _ fact: String
    ) throws {
        let sandbox = try Sandbox()
        var checkup = try checkup(sandbox)
        checkup.environment = [
            "WAYLAND_DISPLAY": "wayland-0", "SSH_AUTH_SOCK": "/run/user/1000/agent",
            "KRB5CCNAME": variable,
        ]
        checkup.user.uid = 1000
        checkup.host.text = { $0 == "/etc/krb5.conf" ? configuration : nil }
        let status = checkup.host.status
        checkup.host.status = { $0 == "/gone" ? nil : status($0) }
        let finding = try #require(checkup.findings().first { $0.check == .kerberos })
        #expect(finding.state == state)
        #expect(finding.fact == fact)
    }
}
