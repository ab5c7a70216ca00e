import Foundation
import Testing

/// What a session's bus, the daemons of a system and its administrator have for the boxes on it, met by
/// programs that know nothing of boxes.
@Suite(.lab, .desktop) struct DesktopServiceTests {
    private let host: Host
    private let desk: Desk

    init() throws {
        host = try Host()
        desk = try Desk(of: host)
    }

    /// Runs a shell's words in the box.
    private func run(
        _ box: String,
        _ script: String,
        _ more: [String: String] = [:]
    ) throws -> Outcome {
        try host.alcove(
            ["run", box, "--", "sh", "-c", script],
            environment: desk.environment.merging(more) { $1 }
        )
    }

    @Test func programsOfABoxMeetWhatTheHostHas() throws {
        let authority = try Authority(of: host)
        let another = try Authority(of: host, below: "of-a-team")
        let box = try host.box(from: .desktop)
        let sockets = [
            "/run/cups/cups.sock", "/run/avahi-daemon/socket", "/run/pcscd/pcscd.comm",
            "/run/kcm/socket",
        ]
        defer { for path in sockets { unsafe unlink(path) } }
        try desk.serve(sockets)
        try bus(box)
        try opening(box)
        for path in sockets {
            // That of Kerberos has a name in /run itself, which the lab has as a link.
            let name = path == "/run/kcm/socket" ? "/run/.heim_org.h5l.kcm-socket" : path
            try run(box, "curl --silent --unix-socket \(name) http://daemon/").expect("\(path)\n")
        }
        try systemBus(box)
        try places(box)
        try eventually("the box trusts what the host trusts") {
            try [authority, another].allSatisfy { authority in
                try run(box, "curl --silent --output /dev/null \(authority.address)").status == 0
            }
        }
    }

    private func bus(_ box: String) throws {
        try run(box, "notify-send 'Of a box' 'It is done'").expect()
        #expect(try desk.calls.last == "notification Of a box: It is done")
        let ask = "dbus-send --session --print-reply=literal --dest="
        let greeting = try run(
            box,
            ask + "dev.alcove.Lab /dev/alcove/Lab dev.alcove.Lab.Greet string:amy"
        )
        #expect(text(greeting.stdout).contains("hello amy from process"), "\(greeting)")
        let portal = "org.freedesktop.portal"
        let setting = try run(
            box,
            ask + "\(portal).Desktop /org/freedesktop/portal/desktop \(portal).Settings.Read "
                + "string:org.freedesktop.appearance string:color-scheme"
        )
        #expect(text(setting.stdout).contains("uint32 1"), "\(setting)")
    }

    /// The host's portal opens what the host has, and a copy of what only the box has.
    private func opening(_ box: String) throws {
        try run(box, "$BROWSER 'https://example.org/?a=b'", ["XDG_ACTIVATION_TOKEN": "token7"])
            .expect().expectSilence()
        #expect(try desk.calls.last == "address https://example.org/?a=b token7")
        try host.write("words", to: "a note.txt")
        for word in ["'a note.txt'", "file://\(host.home)/a%20note.txt"] {
            try run(box, "xdg-open \(word)").expect().expectSilence()
            #expect(try desk.calls.last == "file \(host.home)/a note.txt: words")
        }
        // The host has another one of that name.
        let system = try run(box, "xdg-open /usr/lib/os-release")
        system.expect()
        #expect(text(system.stderr).contains("a copy of '/usr/lib/os-release'"))
        let call = try desk.calls.last ?? ""
        #expect(call.hasPrefix("file \(Lab.runtime)/alcove/opened/"), "\(call)")
        #expect(call.contains("/os-release: PRETTY_NAME="), "\(call)")
        try run(box, "xdg-open https://example.org/cancel")
            .expectError(exit: 4, mentioning: "chosen")
        try run(box, "xdg-open none.txt").expectError(exit: 2, mentioning: "none.txt")
        try run(box, "xdg-open /opt/none").expectError(exit: 2, mentioning: "/opt/none")
        try run(box, "xdg-open /opt").expectError(exit: 2, mentioning: "'/opt' is not on the host")
    }

    private func systemBus(_ box: String) throws {
        let path = "/run/dbus/system_bus_socket"
        let words =
            ["/usr/bin/dbus-daemon", "--session", "--nofork", "--address=unix:path=\(path)"]
        let daemon = try Child(
            words.map { Array($0.utf8) },
            environment: [],
            directory: "/",
            streams: [.file("/dev/null"), .file("/dev/null"), .file("/dev/null")]
        )
        defer {
            daemon.send(SIGKILL)
            unsafe unlink(path)
        }
        try eventually("the system's bus answers") { FileManager.default.fileExists(atPath: path) }
        let ask =
            "dbus-send --system --print-reply=literal --dest=org.freedesktop.DBus / "
            + "org.freedesktop.DBus.GetId"
        let own = try host.shell(ask)
        #expect(own.stdout.count > 32, "\(own)")
        try run(box, ask).expect(text(own.stdout))
    }

    /// Fonts, a terminal, zones and tickets that the image has not.
    private func places(_ box: String) throws {
        let fonts = try run(box, "fc-list : file")
        #expect(text(fonts.stdout).contains("/run/host/usr/share/fonts/"), "\(fonts)")
        let terminal = "lab-terminal|a terminal of the lab, colors#7, cup=\\E[%i%p1%d;%p2%dH,\n"
        try host.write(terminal, to: "lab.terminfo")
        try host.shell("tic -o terminfo lab.terminfo").expect()
        let named = ["TERM": "lab-terminal", "TERMINFO": host.home + "/terminfo"]
        try run(box, "tput colors", named).expect("7\n")
        try run(box, "ls /usr/share/zoneinfo || date +%Z%z", ["TZ": "Asia/Tokyo"])
            .expect("JST+0900\n")
        try run(box, "locale charmap", ["LANG": "C.UTF-8"]).expect("UTF-8\n")
        // Nothing but the name of whom they are for.
        var tickets = Data([5, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 11])
        tickets += Data("EXAMPLE.ORG".utf8) + Data([0, 0, 0, 3]) + Data("amy".utf8)
        try tickets.write(to: URL(filePath: host.home + "/tickets"))
        let listed = try run(box, "klist", ["KRB5CCNAME": "FILE:\(host.home)/tickets"])
        #expect(text(listed.stdout).contains("principal: amy@EXAMPLE.ORG"), "\(listed)")
    }
}

/// A certificate authority that the host's administrator trusts, and a server that it vouches for.
private final class Authority {
    let address: String
    private let trusted: String
    private let server: Child

    /// The host has its certificate in the usual place, or in a folder there.
    init(of host: Host, below folder: String? = nil) throws {
        let port = Int.random(in: 42700..<42900)
        address = "https://localhost:\(port)/"
        let usual = "/usr/local/share/ca-certificates"
        trusted = [usual, folder, "lab-\(port).crt"].compactMap(\.self).joined(separator: "/")
        let place = "\(host.home)/authority-\(port)"
        let made = try host.shell(
            """
            set -e; mkdir -p "$2" "$(dirname "$1")"; cd "$2"
            new="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
            openssl req -x509 $new -days 2 -subj /CN=Lab -keyout ca.key -out ca.crt
            openssl req $new -subj /CN=localhost -keyout server.key -out server.csr
            openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 \
                -extfile <(echo subjectAltName=DNS:localhost) -out server.crt
            cp ca.crt "$1"
            """,
            trusted,
            place
        )
        guard made.status == 0 else { throw Problem("\(made)") }
        let words =
            ["/usr/bin/openssl", "s_server", "-accept", "\(port)", "-www", "-quiet"]
            + ["-cert", "server.crt", "-key", "server.key"]
        server = try Child(
            words.map { Array($0.utf8) },
            environment: [],
            directory: place,
            streams: [.file("/dev/null"), .file("/dev/null"), .file("/dev/null")]
        )
    }

    deinit {
        server.send(SIGKILL)
        _ = try? server.wait(seconds: 5)
        unsafe unlink(trusted)
    }
}
