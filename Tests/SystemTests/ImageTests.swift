import Foundation
import Glibc
import Testing

/// Any ordinary image will do.
@Suite(.lab) struct ImageTests {
    let host: Host

    init() throws { host = try Host() }

    @Test(arguments: TestImage.ordinary)
    func boxFromIt(_ image: TestImage) throws {
        let box = try host.box(from: image)
        let outcome = try host.alcove(
            "run",
            box,
            "--",
            "sh",
            "-c",
            "id -un; id -u; echo $HOME; pwd"
        )
        outcome.expect("\(Lab.user)\n\(Lab.uid)\n\(host.home)\n\(host.home)\n")
        try host.alcove("run", "--root", box, "--", "id", "-u").expect("0\n")
        try host.alcove("stop", box).expect()
        try host.alcove("run", box, "--", "sh", "-c", "exit 3").expect(exit: 3)
        let terminal = try Terminal(host, "enter", box)
        try terminal.send("echo entered-$((1 + 1)); exit\n")
        try terminal.expect("entered-2")
    }

    @Test func imageWithoutAShell() throws {
        let box = try host.box(from: .static)
        try host.alcove("run", box, "--", "/hello", "0").expect("one static program, 1 words\n")
        try host.alcove("run", box, "--", "/hello", "7").expect(
            "one static program, 1 words\n",
            exit: 7
        )
        let outcome = try host.alcove("enter", box)
        #expect(outcome.status == 127, "\(outcome)")
    }

    @Test func entrypointIsNotRun() throws {
        let box = try host.box(from: .entrypoint)
        try host.alcove("run", box, "--", "sh", "-c", "echo $APP; echo ${PATH%%:*}")
            .expect("of the image\n/opt/app/bin\n")
        #expect(!text(try host.alcove("logs", box).stdout).contains("entrypoint"))
    }

    @Test func residentOfTheSameUidGivesWay() throws {
        let box = try host.box(from: .sameuid)
        try host.alcove("run", box, "--", "sh", "-c", "id -un; ls -d /home/resident")
            .expect("\(Lab.user)\n/home/resident\n")
    }

    @Test func filesBelowHomeAndMntStay() throws {
        let box = try host.box(from: .populated)
        try host.alcove("run", box, "--", "cat", "/home/somebody/file", "/mnt/data/file")
            .expect("home\nmnt\n")
    }

    @Test(arguments: [
        "busybox.tar", "busybox.tar.gz", "busybox.oci.tar", "busybox.docker.tar",
        "entrypoint.oci.tar",
        "trixie.tar.zst",
    ])
    func boxFromAnArchive(_ archive: String) throws {
        let name = host.name()
        try host.alcove("create", name, "--bare", "-i", TestImage.archive(archive), seconds: 180)
            .expect("\(name)\n")
        try host.alcove("run", name, "--", "echo", "up").expect("up\n")
    }

    /// A stranger's archive may say that it is an image which is here.
    @Test func anArchiveTakesNoName() throws {
        let box = try host.box(from: .busybox)
        let name = "localhost/alcove-test/mine-\(UUID().uuidString.prefix(8).lowercased())"
        try EngineSocket.commit(box, as: name, changes: [])
        defer { try? EngineSocket.removeImage(name) }
        let mine = try id(of: name)
        let folder = host.home + "/unpacked"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let script = """
            tar -xf "$1" -C "$2"
            sed -i 's#"RepoTags":[^]]*]#"RepoTags":["'"$3"':latest"]#' "$2/manifest.json"
            grep -q "$3" "$2/manifest.json" && tar -cf "$2.tar" -C "$2" .
            """
        let archive = try TestImage.archive("busybox.docker.tar")
        let made = try host.run(
            ["/bin/sh", "-ec", script, "-", archive, folder, name],
            stdin: [],
            environment: [Array("PATH=/usr/bin:/bin".utf8)]
        )
        #expect(made.status == 0, "\(made)")
        let loaded = host.name()
        try host.alcove("create", loaded, "--bare", "-i", folder + ".tar").expect("\(loaded)\n")
        try host.alcove("run", loaded, "--", "echo", "up").expect("up\n")
        #expect(try id(of: name) == mine)
    }

    private func id(of image: String) throws -> String? {
        let answer = Data(try EngineSocket.get("/images/\(image)/json"))
        return (try JSONSerialization.jsonObject(with: answer) as? [String: Any])?["Id"] as? String
    }

    @Test func boxFromTheDistributionsMirror() throws {
        let name = host.name()
        let words = ["create", name, "--bare", "-i", "bootstrap:debian/bookworm"]
        guard unsafe access("/usr/bin/mmdebstrap", X_OK) == 0 else {
            // The worlds of newer engines bring no such program: that is told, with the way out.
            try host.alcove(words).expectError(mentioning: "mmdebstrap")
            return
        }
        try host.alcove(words, seconds: 300).expect("\(name)\n")
        try host.alcove("run", name, "--", "grep", "-c", "^ID=debian", "/etc/os-release").expect(
            "1\n"
        )
    }

    @Test func hostsResolverTimeZoneAndNameAreFollowed() throws {
        let box = try host.box(from: .bookworm)
        for file in ["/etc/resolv.conf", "/etc/hosts"] {
            let own = try Data(contentsOf: URL(filePath: file))
            try host.alcove("run", box, "--", "cat", file).expect(bytes: Array(own))
        }
        try host.alcove("run", box, "--", "hostname").expect(
            "\(ProcessInfo.processInfo.hostName)\n"
        )
    }

    @Test func packageManagerWorksOnWhatIsInstalled() throws {
        let box = try host.box(from: .bookworm)
        // Its files are written anew, those in places that the box shares with the host excepted.
        let outcome = try host.alcove(
            "run",
            "--root",
            box,
            "--",
            "sh",
            "-c",
            "dpkg --remove --force-all hostname >/dev/null 2>&1; dpkg --configure -a && dpkg --audit"
        )
        #expect(outcome.status == 0, "\(outcome)")
    }
}
