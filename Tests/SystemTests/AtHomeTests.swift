import Foundation
import Testing

/// What a box has of the host's: agents, places, passwords.
@Suite(.lab, .serialized, .sharedBox()) struct AtHomeTests {
    let box: SharedBox

    init() throws { box = try SharedBox.current }

    private func run(_ script: String, _ variables: [String: String] = [:]) throws -> Outcome {
        try box.host.alcove(
            ["run", box.name, "--", "sh", "-c", script],
            environment: box.host.environment.merging(variables) { $1 }
        )
    }

    @Test func placesOfTheHostAreNamedAsTheBoxSeesThem() throws {
        let told = try run(
            "echo $WAYLAND_DISPLAY $KRB5CCNAME $XDG_DATA_DIRS; readlink /.alcove/share/icons",
            ["WAYLAND_DISPLAY": "/var/lib/display", "KRB5CCNAME": "FILE:/tmp/cache"]
        )
        told.expect(
            """
            /run/host/var/lib/display FILE:/tmp/cache /usr/local/share:/usr/share:/.alcove/share
            /run/host/usr/share/icons

            """
        )
    }

    private static let kerberos = "/etc/krb5.conf.d/lab"

    /// In worlds whose `/etc` the lab may write.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: kerberos), "needs a krb5.conf"))
    func hostsSettingsOfKerberosAreThereWithWhatTheyInclude() throws {
        let settings = try String(contentsOfFile: "/etc/krb5.conf", encoding: .utf8)
        #expect(settings.contains("includedir /etc/krb5.conf.d"))
        let included = try String(contentsOfFile: Self.kerberos, encoding: .utf8)
        try run("cat /etc/krb5.conf \(Self.kerberos)").expect(settings + included)
    }

    @Test func callerWithoutADesktopLeavesNothingStale() throws {
        let desktop = ["DISPLAY": ":77", "WAYLAND_DISPLAY": "wayland-7", "SSH_AUTH_SOCK": "/tmp/s"]
        try run("echo $DISPLAY $WAYLAND_DISPLAY $SSH_AUTH_SOCK", desktop).expect(
            ":77 wayland-7 /run/alcove/ssh-agent\n"
        )
        try run("echo $DISPLAY $WAYLAND_DISPLAY $SSH_AUTH_SOCK").expect("\n")
    }

    /// Whatever a host has not is no reason to complain.
    @Test func callerWithNothingAtAllEntersSilently() throws {
        let needed = ["HOME", "PATH", "USER", "ALCOVE_ENGINE"]
        let environment = box.host.environment.filter { needed.contains($0.key) }
        let told = try box.host.alcove(["run", box.name, "--", "true"], environment: environment)
        told.expect().expectSilence()
    }

    /// What lives on in a box finds the newest caller's agent, and an older one's when that left.
    @Test func sshAgentIsThatOfTheNewestCaller() throws {
        let first = try box.host.start(
            ["run", box.name, "--", "sleep", "60"],
            environment: box.host.environment.merging(["SSH_AUTH_SOCK": "/tmp/first"]) { $1 }
        )
        defer { first.send(SIGKILL) }
        try eventually("the first caller's agent is known") {
            try run("readlink /run/alcove/ssh-agent").stdout == Array("/tmp/first\n".utf8)
        }
        try run("readlink $SSH_AUTH_SOCK", ["SSH_AUTH_SOCK": "/tmp/second"]).expect(
            "/tmp/second\n"
        )
        // Who went away at once, and left something running, is no caller who is there.
        let left = try box.host.alcove(
            ["run", "--detach", box.name, "--", "sleep", "60"],
            environment: box.host.environment.merging(["SSH_AUTH_SOCK": "/tmp/third"]) { $1 }
        )
        left.expect()
        try run("readlink /run/alcove/ssh-agent").expect("/tmp/first\n")
        try eventually("the first caller's agent is back") {
            try run("readlink /run/alcove/ssh-agent").stdout == Array("/tmp/first\n".utf8)
        }
    }

    /// What is asked of the host by `alcove host` meets the host's own places.
    @Test func theHostMeetsItsOwnPlacesAgain() throws {
        let told = try run(
            "alcove host -- sh -c 'echo $SSH_AUTH_SOCK $WAYLAND_DISPLAY'",
            ["SSH_AUTH_SOCK": "/var/agent", "WAYLAND_DISPLAY": "/var/display"]
        )
        told.expect("/var/agent /var/display\n")
    }

    @Test func hostsGitIsAskedForPasswords() throws {
        try box.host.write("[credential]\n\thelper = store\n", to: ".gitconfig")
        try box.host.write("https://amy:secret@example.com\n", to: ".git-credentials", mode: 0o600)
        let ask = "printf 'protocol=https\\nhost=%s\\n\\n' $0 | $GIT_CONFIG_VALUE_0 get"
        let told = try box.run("sh", "-c", ask, "example.com")
        told.expect(
            "protocol=https\nhost=example.com\nusername=amy\npassword=secret\n"
        ).expectSilence()
        // Where git is all that the box may run there, too.
        let listed = try box.host.box(from: .busybox, "--host-commands", "git")
        try box.host.alcove("run", listed, "--", "sh", "-c", ask, "example.com")
            .expect(text(told.stdout))
        // Of one it does not know it says nothing, and asks nobody.
        try box.run("sh", "-c", ask, "example.org").expect("").expectSilence()
    }
}

/// A logout and a login make the runtime directory anew while a box runs.
@Suite(.lab) struct LoginTests {
    @Test(arguments: ["shared", "private"])
    func nextSessionHasThePresentOne(_ home: String) throws {
        let host = try Host()
        let runtime = "\(Lab.runtime)/login-\(UUID().uuidString.prefix(8))"
        var environment = host.environment
        environment["XDG_RUNTIME_DIR"] = runtime
        environment["ALCOVE_ENGINE"] = "unix://" + Lab.socket
        defer { try? FileManager.default.removeItem(atPath: runtime) }
        func login(_ count: Int) throws {
            let made = try host.shell(
                "rm -rf $1; mkdir -m 700 $1 && echo $2 >$1/bus",
                runtime,
                String(count)
            )
            made.expect()
        }
        try login(1)
        let box = host.name()
        let image = try TestImage.busybox.reference
        let create = ["create", box, "--bare", "-i", image, "--home", home]
        try host.alcove(create, environment: environment).expect("\(box)\n")
        let look = ["run", box, "--", "sh", "-c", "cat $XDG_RUNTIME_DIR/bus"]
        try host.alcove(look, environment: environment).expect("1\n")
        try login(2)
        try host.alcove(look, environment: environment).expect("2\n")
        try host.alcove(look, environment: environment).expect("2\n")
    }
}

/// What a box is to do without.
@Suite(.lab) struct WithoutTests {
    @Test func whatIsLeftOutIsNotThere() throws {
        let host = try Host()
        let box = try host.box(
            from: .busybox,
            "--without=gpg-agent,ssh-agent,kerberos,smart-cards",
            "--without",
            "git-credentials"
        )
        let name = "marker-\(UUID().uuidString)"
        try host.shell(
            "mkdir -p -m 700 $XDG_RUNTIME_DIR/gnupg && touch $XDG_RUNTIME_DIR/gnupg/$1",
            name
        )
        .expect()
        let script = """
            cd $XDG_RUNTIME_DIR/gnupg && ls -A | grep -c \(name); touch own-\(name)
            echo ${SSH_AUTH_SOCK-none} $KRB5CCNAME ${GIT_CONFIG_COUNT-none}
            for socket in .heim_org.h5l.kcm-socket pcscd/pcscd.comm cups/cups.sock; do
                readlink /run/$socket || echo none
            done
            """
        let told = try host.alcove(
            ["run", box, "--", "sh", "-c", script],
            environment: host.environment.merging([
                "SSH_AUTH_SOCK": "/tmp/agent", "KRB5CCNAME": "FILE:/tmp/tickets",
            ]) { $1 }
        )
        told.expect(
            """
            0
            none FILE:/var/tmp/krb5cc_\(Lab.uid) none
            none
            none
            /run/host/run/cups/cups.sock

            """
        )
        // The host's folder is as it was.
        try host.shell("cd $XDG_RUNTIME_DIR/gnupg && ls -A | grep $1; rm $1", name)
            .expect("\(name)\n")
        #expect(text(try host.alcove("show", box).stdout).contains("Without:"))
        let looked = text(try host.alcove("doctor", box).stdout)
        for words in [
            "\(box) runs\n", "--without ssh-agent\n", "Run: alcove edit \(box) --without ",
        ] {
            #expect(looked.contains(words), "\(looked)")
        }
    }
}

/// Drivers as specifications of CDI say it, of a stand-in for a card.
@Suite(.lab) struct GraphicsCardTests {
    /// Also with a real library, where no loader looks by itself.
    private func specification(_ version: Int, of host: Host) throws {
        let library = "\(host.home)/driver/libgpu.so.\(version)"
        let real = try host.shell("echo /lib/*-linux-gnu/libutil.so.1")
        try host.write("driver \(version)", to: "driver/libgpu.so.\(version)")
        try host.write(
            """
            cdiVersion: 0.5.0
            kind: example.com/gpu
            containerEdits:
              env:
              - GPU_VERSION=\(version)
              hooks:
              - args: [hook, create-symlinks, --link, libgpu.so.\(version)::/usr/lib/libgpu.so]
                hookName: createContainer
                path: /usr/bin/hook
              - args: [hook, update-ldcache, --folder, /usr/lib, --folder, /opt/gpu]
                hookName: createContainer
                path: /usr/bin/hook
              mounts:
              - containerPath: /opt/gpu/libutil.so.1
                hostPath: \(text(real.stdout).trimmingCharacters(in: .newlines))
              - containerPath: /usr/lib/libgpu.so.\(version)
                hostPath: \(library)
            devices:
            - containerEdits:
                deviceNodes:
                - path: /dev/null
              name: all

            """,
            to: ".config/cdi/example.yaml"
        )
    }

    private static let cards = "/dev/dri"

    /// On a host with a card, or something in the place of one.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: cards), "needs a graphics card"))
    func cardsAreThereUnlessTheyAreLeftOut() throws {
        let host = try Host()
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.cards).sorted()
        let nodes = names.map { "\(Self.cards)/\($0)" }.joined(separator: " ")
        let look = ["sh", "-c", "for node in \(nodes); do test -e $node && echo $node; done; true"]
        let box = try host.box()
        try host.alcove(["run", box, "--"] + look).expect(nodes.replacing(" ", with: "\n") + "\n")
        let without = try host.box(from: .busybox, "--gpu", "none")
        try host.alcove(["run", without, "--"] + look).expect("").expectSilence()
        try host.alcove("restart", without).expect()
        try host.alcove(["run", without, "--"] + look).expect("").expectSilence()
    }

    @Test func driverOfTheHostIsThatOfEachStart() throws {
        let host = try Host()
        try specification(1, of: host)
        let box = try host.box(from: .bookworm, "--gpu", "example.com/gpu=all")
        let look = "echo $GPU_VERSION; cat /usr/lib/libgpu.so; ls /usr/lib | grep -c libgpu"
        try host.alcove("run", box, "--", "sh", "-c", look).expect(
            "1\ndriver 12\n"
        ).expectSilence()
        let loaded = "/sbin/ldconfig -p | grep -o '=> /opt/gpu/.*'"
        try host.alcove("run", box, "--", "sh", "-c", loaded)
            .expect("=> /opt/gpu/libutil.so.1\n")
        try specification(2, of: host)
        try host.alcove("stop", box).expect()
        try host.alcove("run", box, "--", "sh", "-c", look).expect(
            "2\ndriver 22\n"
        ).expectSilence()
        // A specification that is broken is a warning, and so is one that is gone.
        try host.write("kind: [", to: ".config/cdi/example.yaml")
        try host.alcove("stop", box).expect()
        let broken = try host.alcove("run", box, "--", "sh", "-c", look)
        broken.expect("\n0\n", exit: 1)
        #expect(text(broken.stderr).contains("line 1 is not understood"))
        #expect(text(broken.stderr).contains("the host has no device 'example.com/gpu=all'"))
        try host.alcove("run", box, "--", "sh", "-c", loaded).expect("", exit: 1)
    }
}
