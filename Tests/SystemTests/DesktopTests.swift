import Foundation
import Testing

/// The desktop that a box is entered from: its display under any name of the box, its sound, its
/// agents and its bus.
@Suite(.lab, .desktop) struct DesktopTests {
    /// A box that is apart in every way that a display, sound and agents might mind.
    private func apart(_ host: Host) throws -> String {
        try FileManager.default.createDirectory(
            atPath: host.home + "/shared",
            withIntermediateDirectories: true
        )
        return try host.box(
            from: .desktop,
            "--hostname",
            "elsewhere",
            "--home",
            "private",
            // The display's abstract name is another network's, then, and its socket is not.
            "--network",
            "none",
            "--volume",
            host.home + "/shared"
        )
    }

    @Test func boxOfAnotherNameAndHomeIsAtHomeAllTheSame() throws {
        let host = try Host()
        let box = try apart(host)
        try display(host, box)
        try sound(host, box)
        try agents(host, box)
        let bus = try host.alcove(
            "run",
            box,
            "--",
            "dbus-send",
            "--session",
            "--print-reply=literal",
            "--dest=org.freedesktop.systemd1",
            "/org/freedesktop/systemd1",
            "org.freedesktop.DBus.Peer.Ping"
        )
        #expect(bus.status == 0, "\(bus)")
        // The real home is not there; the box's own is, with what it began with.
        try host.alcove("run", box, "--", "sh", "-c", "ls ~", directory: "/").expect("shared\n")
        let skeleton = "cd /etc/skel && for f in .[!.]*; do cmp $f ~/$f && echo $f; done"
        let copied = try host.alcove("run", box, "--", "sh", "-c", skeleton, directory: "/")
        #expect(text(copied.stdout).contains(".profile\n"), "\(copied)")
    }

    /// Windows come, with a key that is the host's, on one display and then on another.
    private func display(_ host: Host, _ box: String) throws {
        for _ in 1...2 {
            let desk = try Desk(of: host)
            let look = ["run", box, "--", "xwd", "-root", "-silent"]
            let picture = try host.alcove(look, environment: desk.environment)
            #expect(picture.status == 0, "\(picture.complaints)")
            #expect(picture.stdout.count > 1_000_000)
            // The host's own home has the key when no variable names another file.
            var environment = desk.environment
            let key = environment.removeValue(forKey: "XAUTHORITY") ?? ""
            try Data(contentsOf: URL(filePath: key)).write(
                to: URL(filePath: host.home + "/.Xauthority")
            )
            #expect(try host.alcove(look, environment: environment).status == 0)
            try FileManager.default.removeItem(atPath: host.home + "/.Xauthority")
            #expect(try host.alcove(look, environment: environment).status != 0)
        }
    }

    /// A tone that is played in the box is recorded on the host.
    private func sound(_ host: Host, _ box: String) throws {
        let studio = try Studio(of: host)
        let file = host.home + "/shared/tone.wav"
        try Studio.tone(440).write(to: URL(filePath: file))
        for server in Studio.Server.allCases {
            let played = try host.alcove(
                ["run", box, "--"] + server.player + [file],
                environment: studio.environment
            )
            #expect(played.status == 0, "\(played)")
            let heard = try studio.recorded(seconds: 1, by: server)
            let crossings = zip(heard, heard.dropFirst()).count { $0 < 0 && $1 >= 0 }
            #expect((430...450).contains(crossings), "\(server): \(crossings) Hz")
        }
    }

    /// A key that the host's agents keep signs and decrypts in the box.
    private func agents(_ host: Host, _ box: String) throws {
        let made = try host.shell(
            """
            set -e; cd shared
            ssh-keygen -q -t ed25519 -N '' -f key; eval "$(ssh-agent -s -a "$HOME/agent")" >/dev/null
            ssh-add -q key; rm key; echo data >data; echo $SSH_AGENT_PID
            export GNUPGHOME=$PWD/gnupg; mkdir -m 700 gnupg; gpgconf --launch gpg-agent
            gpg --batch --quiet --passphrase '' --quick-generate-key amy@example.com
            gpg --batch --quiet --recipient amy@example.com --output secret --encrypt data
            """
        )
        let pid = text(made.stdout).split(separator: "\n").last.flatMap { Int32($0) }
        defer {
            if let pid { kill(pid, SIGTERM) }
            _ = try? host.shell("GNUPGHOME=$HOME/shared/gnupg gpgconf --kill gpg-agent")
        }
        #expect(made.status == 0, "\(made)")
        let environment = host.environment.merging([
            "SSH_AUTH_SOCK": host.home + "/agent", "GNUPGHOME": host.home + "/shared/gnupg",
        ]) { $1 }
        let script = """
            cd \(host.home)/shared && ssh-keygen -q -Y sign -f key.pub -n test data &&
            ssh-keygen -Y check-novalidate -n test -s data.sig <data >&2 &&
            gpg --batch --quiet --decrypt secret
            """
        let told = try host.alcove(
            ["run", box, "--", "sh", "-c", script],
            environment: environment
        )
        told.expect("data\n")
    }
}
