import Boxes
import Linux
import Testing
import Wire

@testable import Upkeep

extension CheckupTests {
    private func findings(
        of sandbox: Sandbox,
        _ checkup: Checkup,
        steps: [BoxStatus.Step] = [],
        _ change: (inout BoxSpec) -> Void = { _ in }
    ) throws -> [Finding] {
        let record = try sandbox.plan("web", change).record
        let status = BoxStatus(version: "1.0", boxID: "", steps: steps, sessions: [])
        return BoxCheckup(checkup, record, status).findings()
    }

    private func finding(_ check: Finding.Check, in findings: [Finding]) throws -> Finding {
        let found = findings.filter { $0.check == check }
        try #require(found.count == 1, "\(found)")
        return found[0]
    }

    @Test func usualBoxHasWhatItsCallerHas() throws {
        let sandbox = try Sandbox()
        let findings = try findings(of: sandbox, try checkup(sandbox))
        #expect(findings.filter { $0.state != .ok } == [])
        #expect(findings.first == Finding(.box, .ok, "web runs"))
        let parts: [Finding.Check] = [
            .display, .sound, .sessionBus, .systemBus, .opener, .portal, .hostCommands, .graphics,
            .language, .timeZone, .sshAgent, .gpgAgent, .kerberos, .gitCredentials,
        ]
        #expect(Set(parts).isSubset(of: findings.map(\.check)))
        // What is of the engine and of all boxes is not about this one.
        #expect(!findings.contains { [.engine, .records, .questions].contains($0.check) })
        let commands = try finding(.hostCommands, in: findings)
        #expect(commands.fact == "all, by systemd --user")
    }

    @Test(arguments: [
        (Finding.Check.sshAgent, "--without ssh-agent", ["--without", "kerberos"]),
        (.kerberos, "--without kerberos", ["--without", "ssh-agent"]),
        (.graphics, "--gpu none", ["--unset", "gpu"]),
        (.display, "--env DISPLAY=:9", ["--unset", "env=DISPLAY"]),
        (.opener, "--host-commands git,make", ["--host-commands", "git,make,xdg-open"]),
    ])
    func whatTheBoxLeavesOutIsTold(
        _ check: Finding.Check,
        _ fact: String,
        _ mend: [String]
    ) throws {
        let sandbox = try Sandbox()
        let findings = try findings(of: sandbox, try checkup(sandbox)) {
            $0.without = [.sshAgent, .kerberos]
            $0.gpu = .nothing
            $0.env = [BoxSpec.Variable(name: "DISPLAY", value: ":9")]
            $0.hostCommands = .only(["git", "make"])
        }
        let command = Finding.Mend.command(["alcove", "edit", "web"] + mend, asRoot: false)
        #expect(try finding(check, in: findings) == Finding(check, .note, fact, mend: command))
        #expect(try finding(.gitCredentials, in: findings).state == .ok)
    }

    @Test func homeOfItsOwnPermitsNothingAndWantsTheRestrictedSocket() throws {
        let sandbox = try Sandbox()
        var checkup = try checkup(sandbox)
        let status = checkup.host.status
        checkup.host.status = { $0.hasSuffix(".extra") ? nil : status($0) }
        #expect(
            try finding(.gpgAgent, in: findings(of: sandbox, checkup)).state == .ok
        )
        let apart = try findings(of: sandbox, checkup) { $0.home = .private }
        #expect(try finding(.gpgAgent, in: apart).state == .note)
        let commands = try finding(.hostCommands, in: apart)
        let words = ["alcove", "edit", "web", "--host-commands", "ask"]
        #expect(commands.fact == "--host-commands none")
        #expect(commands.mend == .command(words, asRoot: false))
        #expect(try finding(.gitCredentials, in: apart).fact == "--host-commands none")
    }

    @Test func systemOfABoxHasBusesOfItsOwn() throws {
        let sandbox = try Sandbox()
        let findings = try findings(of: sandbox, try checkup(sandbox)) {
            $0.initSystem = .systemd
            $0.pid = .private
        }
        for check: Finding.Check in [.sessionBus, .systemBus, .portal, .notifications] {
            let fact = "of the box, by --init systemd"
            #expect(try finding(check, in: findings) == Finding(check, .note, fact))
        }
    }

    @Test func setUpThatFailedAndBoxThatDoesNotRunAreTold() throws {
        let sandbox = try Sandbox()
        let checkup = try checkup(sandbox)
        let steps = [BoxStatus.Step(name: "user"), .init(name: "devices", warning: "no driver")]
        let told = try finding(.setup, in: findings(of: sandbox, checkup, steps: steps))
        let restart = Finding.Mend.command(["alcove", "restart", "web"], asRoot: false)
        #expect(told == Finding(.setup, .warning, "devices: no driver", mend: restart))
        let record = try sandbox.plan("web").record
        let start = Finding.Mend.command(["alcove", "start", "web"], asRoot: false)
        #expect(
            BoxCheckup(checkup, record, nil).findings().first
                == Finding(.box, .note, "web does not run", mend: start)
        )
    }
}
