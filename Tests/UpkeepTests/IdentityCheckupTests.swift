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
