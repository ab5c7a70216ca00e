import Foundation
import Testing

/// Keys of the host's in boxes with a home of their own: by the agent's restricted socket.
///
/// One after the other: a person has one agent.
@Suite(.lab, .desktop, .serialized) struct GPGAgentTests {
    let host: Host

    /// A key, and something that only it decrypts, in a folder that boxes share.
    init() throws {
        host = try Host()
        let made = try host.shell(
            """
            # The service manager's would have another home.
            systemctl --user -q stop 'gpg-agent*.socket' gpg-agent.service
            set -e; mkdir shared; cd shared; gpgconf --kill gpg-agent; echo data >data
            gpg --batch --quiet --passphrase '' --quick-generate-key amy@example.com
            gpg --armor --export >key; gpg --batch --quiet -r amy@example.com -o secret -e data
            """
        )
        #expect(made.status == 0, "\(made)")
    }

    private func box(from image: TestImage, _ options: String...) throws -> String {
        let name = host.name()
        let made = try host.alcove(
            ["create", name, "--bare", "-i", try image.reference, "--home", "private"]
                + ["--volume", host.home + "/shared"] + options
        )
        made.expect("\(name)\n")
        return name
    }

    private func end() { _ = try? host.shell("gpgconf --kill gpg-agent") }

    private let use = """
        cd ~/shared && gpg --batch --quiet --import key && gpg --batch --quiet --decrypt secret &&
        gpg --batch --quiet --local-user amy --sign <data | gpg --batch --quiet --decrypt

        """
    private let socket = "$XDG_RUNTIME_DIR/gnupg/S.gpg-agent"

    @Test func privateHomeHasTheRestrictedSocket() throws {
        defer { end() }
        let box = try box(from: .desktop, "--host-commands", "gpgconf")
        try host.alcove("run", box, "--", "sh", "-c", use).expect("data\ndata\n")
        // By no path of the runtime directory is there any other.
        let look = """
            gpg-connect-agent 'getinfo restricted' /bye; gpg-connect-agent 'killagent' /bye
            for folder in $XDG_RUNTIME_DIR /run/host$XDG_RUNTIME_DIR; do ls -A $folder/gnupg; done
            ls -A /run/alcove/gnupg
            """
        try host.alcove("run", box, "--", "sh", "-c", look).expect(
            """
            OK
            ERR 67109115 Forbidden <GPG Agent>
            S.gpg-agent
            S.gpg-agent.ssh
            S.gpg-agent
            S.gpg-agent.ssh
            S.gpg-agent.extra
            S.gpg-agent.ssh

            """
        )
        // The host has what it had.
        try host.shell("gpg-connect-agent 'getinfo restricted' /bye").expect(
            "ERR 67109120 False <GPG Agent>\n"
        )
    }

    /// In a session that lives on.
    @Test func agentThatEndsAndOneThatComesAreFollowed() throws {
        defer { end() }
        let box = try box(from: .desktop, "--host-commands", "gpgconf")
        let script = """
            set -e
            await() { for i in $(seq 100); do "$@" && return; sleep 0.1; done; echo "not: $*"; exit 1; }
            [ -L \(socket) ]; alcove host -- gpgconf --kill gpg-agent
            await test ! -L \(socket)
            alcove host -- gpgconf --launch gpg-agent
            await test -S \(socket); gpg-connect-agent 'getinfo restricted' /bye
            """
        try host.alcove("run", box, "--", "sh", "-c", script).expect("OK\n")
        end()
        // As after a logout, another agent has another directory.
        try host.shell("rm -r $XDG_RUNTIME_DIR/gnupg && gpgconf --launch gpg-agent").expect()
        try host.alcove("run", box, "--", "sh", "-c", use).expect("data\ndata\n")
    }

    /// As on most desktops: nobody starts the agent but the first word to one of its sockets, which are
    /// the service manager's.
    @Test(.managed) func agentThatTheServiceManagerStartsIsUsed() throws {
        let units = "gpg-agent.socket gpg-agent-extra.socket"
        let folder = "$XDG_RUNTIME_DIR/systemd/user/gpg-agent.service.d"
        defer {
            _ = try? host.shell(
                """
                systemctl --user -q stop \(units) gpg-agent.service
                rm -r \(folder); systemctl --user daemon-reload
                """
            )
        }
        // It is to have the keys of this home, and not those of whoever the manager is of.
        let prepare = """
            set -e; gpgconf --kill gpg-agent; mkdir -p \(folder)
            printf '[Service]\\nEnvironment=HOME=%s\\n' "$HOME" >\(folder)/home.conf
            systemctl --user daemon-reload; systemctl --user start \(units)
            """
        try host.shell(prepare).expect()
        let state = "systemctl --user is-active gpg-agent.service"
        let box = try box(from: .desktop)
        try host.alcove("start", box).expect()
        // That a box is there, and has the sockets, wakes nobody.
        try host.alcove("run", box, "--", "sh", "-c", "test -S \(socket)").expect()
        try host.shell(state).expect("inactive\n", exit: 3)
        try host.alcove("run", box, "--", "sh", "-c", use).expect("data\ndata\n")
        try host.shell(state).expect("active\n")
        // It ends, as one does that is renewed, and so do the sockets: the next word has another.
        for ended in ["gpg-agent.service", "gpg-agent.service \(units)"] {
            try host.shell("systemctl --user stop \(ended) && systemctl --user start \(units)")
                .expect()
            try host.shell(state).expect("inactive\n", exit: 3)
            try host.alcove("run", box, "--", "sh", "-c", use).expect("data\ndata\n")
            try host.shell(state).expect("active\n")
        }
    }

    @Test func leftOutItIsNotThere() throws {
        defer { end() }
        let box = try box(from: .desktop, "--without", "gpg-agent")
        let look = "test -e \(socket) || echo none; gpg --batch --list-secret-keys"
        try host.alcove("run", box, "--", "sh", "-c", look).expect("none\n")
    }

    /// Of a home that the caller named, gpg has sockets of their own.
    @Test func homeOfGPGsThatIsElsewhereHasItsAgent() throws {
        let folder = host.home + "/shared/keys"
        let variables = host.environment.merging(["GNUPGHOME": folder]) { $1 }
        let kill = "GNUPGHOME=\(folder) gpgconf --kill gpg-agent"
        try host.shell("cp -r .gnupg shared/keys; GNUPGHOME=\(folder) gpgconf --launch gpg-agent")
            .expect()
        defer { _ = try? host.shell(kill) }
        let box = try box(from: .desktop)
        let ask =
            "gpg-connect-agent 'getinfo restricted' /bye; gpg -q --batch --decrypt ~/shared/secret"
        try host.alcove(["run", box, "--", "sh", "-c", ask], environment: variables)
            .expect("OK\ndata\n")
    }

    /// Where the user's services have a runtime directory of their own; by the host's programs, as the
    /// image has none and is of the same distribution.
    @Test func boxWithSystemdHasIt() throws {
        defer { end() }
        let box = try box(from: .system, "--init", "systemd")
        try host.alcove("start", box).expect()
        try host.alcove("run", box, "--", "systemctl", "--user", "is-system-running", "--wait")
            .expect("running\n")
        let script = """
            export PATH=$PATH:/run/host/usr/bin
            export LD_LIBRARY_PATH=$(echo /run/host/usr/lib/*-linux-gnu):$(echo /run/host/lib/*-linux-gnu)
            """
        try host.alcove("run", box, "--", "sh", "-c", script + "\n" + use).expect("data\ndata\n")
    }
}
