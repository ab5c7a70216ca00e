import Foundation
import Testing

/// What the host is told of the files in a box, by way of `alcove apps`.
@Suite(.lab) struct BoxFilesTests {
    let host: Host

    init() throws { host = try Host() }

    private static let entry = "[Desktop Entry]\\nType=Application\\nName=%s\\nExec=true\\n"

    private func apps(_ box: String) throws -> [String] {
        let outcome = try host.alcove("apps", "--json", box)
        guard outcome.end == .exited(0) else { throw Problem("\(outcome)") }
        let json = try JSONSerialization.jsonObject(with: Data(outcome.stdout)) as? [String: Any]
        let apps = json?["apps"] as? [[String: Any]] ?? []
        return apps.compactMap { $0["name"] as? String }.sorted()
    }

    @Test func nothingOfTheHostIsInABox() throws {
        let box = try host.box()
        let shared = "\(host.home)/.local/share/applications"
        try FileManager.default.createDirectory(
            atPath: shared,
            withIntermediateDirectories: true
        )
        try Data("[Desktop Entry]\nType=Application\nName=Host\nExec=true\n".utf8)
            .write(to: URL(filePath: shared + "/host.desktop"))
        let script = """
            cd / && mkdir -p /usr/share/applications /usr/share/more && cd /usr/share/applications
            printf '\(Self.entry)' Own >own.desktop
            printf '\(Self.entry)' Linked >../more/linked
            ln -s ../more/linked linked.desktop
            ln -s /usr/share/more/linked absolute.desktop
            ln -s /run/host\(shared)/host.desktop stolen.desktop
            ln -s \(shared)/host.desktop home.desktop
            ln -s /proc/1/root/run/host\(shared)/host.desktop magic.desktop
            ln -s loop.desktop loop.desktop
            mkfifo pipe.desktop
            mkdir folder.desktop
            """
        try host.alcove("run", "--root", box, "--", "sh", "-c", script).expect()
        #expect(try apps(box) == ["Linked", "Linked", "Own"])
        try host.alcove("apps", box, "--box", box).expect(
            """
            NAME    ID        EXPORTED  COMMENT
            Linked  absolute  -         -
            Linked  linked    -         -
            Own     own       -         -

            """
        )
    }

    @Test func homeOfTheBoxIsTheBoxs() throws {
        let box = host.name()
        let image = try TestImage.busybox.reference
        try host.alcove("create", box, "--bare", "-i", image, "--home", "private")
            .expect("\(box)\n")
        let script = """
            mkdir -p ~/.local/share/applications && cd ~/.local/share/applications
            printf '\(Self.entry)' Private >own.desktop
            ln -s /tmp/elsewhere.desktop tmp.desktop
            """
        try host.alcove("run", box, "--", "sh", "-c", script).expect()
        #expect(try apps(box) == ["Private"])
    }

    @Test func stoppedBoxIsStartedToBeRead() throws {
        let box = try host.box()
        try host.alcove("apps", box).expect()
        try host.alcove("stop", box).expect()
        #expect(try apps(box) == [])
        try host.alcove("apps", "nothing").expectError(mentioning: "nothing")
    }

    @Test func tenThousandEntriesAreReadInSeconds() throws {
        let box = try host.box()
        let script = """
            mkdir -p /usr/share/applications && cd /usr/share/applications && i=0
            while [ $i -lt 10000 ]; do
                printf '\(Self.entry)' $i >$i.desktop
                i=$((i + 1))
            done
            """
        try host.alcove("run", "--root", box, "--", "sh", "-c", script).expect()
        let begin = ContinuousClock.now
        #expect(try apps(box).count == 10_000)
        let time = ContinuousClock.now - begin
        #expect(time < .seconds(30), "\(time)")
        print("ten thousand entries were read in \(time)")
    }
}
