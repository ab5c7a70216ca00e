import Foundation
import Testing

/// A program of a box, called from everywhere with words that shells and options are made of.
@Suite(.lab, .sharedBox()) struct AwkwardCallTests {
    let box: SharedBox
    let wrapper: String

    init() throws {
        box = try SharedBox.current
        wrapper = box.host.home + "/.local/bin/tell"
        // The program is the box's shell, which tells its words; once more is as good as once.
        try box.host.alcove(
            "export",
            "bin",
            "--box",
            box.name,
            "--as",
            "tell",
            "sh",
            "--",
            "-c",
            #"test -e /bin/busybox && printf '<%s>' "$@""#,
            "tell"
        ).expect("\(wrapper)\n")
    }

    static let words = [
        "", " ", "two words", "a\"b", "a'b", "'", "$HOME", "`id`", "$(id)", "a\nb", "\\", "*", "-n",
        "--", "-e", "--root", "--help", "ü", "\u{1F9F0}", "#", "!", "~", "%s", "\t", "a=b", "{a,b}",
        "\u{1B}[0m", ";", "&", "|", ">", "<", "alcove", "run",
    ]
    private var told: String { Self.words.map { "<\($0)>" }.joined() }

    @Test func fromTheHost() throws {
        let misleading = [
            "container": "podman", "ALCOVE_BOX": "ghost", "CONTAINER_ID": "ghost", "IFS": "o",
            "CDPATH": "/", "ENV": "/nowhere", "POSIXLY_CORRECT": "1",
        ]
        let environment = box.host.environment.merging(misleading) { $1 }
        try box.host.run(
            [wrapper] + Self.words,
            stdin: [],
            environment: environment.map { Array("\($0)=\($1)".utf8) }
        ).expect(told).expectSilence()
    }

    @Test func fromItsOwnBox() throws {
        try box.host.alcove(["run", box.name, "--", wrapper] + Self.words)
            .expect(told).expectSilence()
    }

    /// By way of the host: this box's `alcove` is the host's.
    @Test func fromAnotherBox() throws {
        let other = try box.host.box()
        try box.host.alcove(["run", other, "--", wrapper] + Self.words)
            .expect(told).expectSilence()
        let bytes = (0...255).map { UInt8($0) }
        let script = "cat; echo err >&2; grep ^name= /run/.alcoveenv >&2; exit 42"
        let sh = box.host.home + "/.local/bin/tell-sh"
        try box.host.alcove("export", "bin", "--box", box.name, "--as", "tell-sh", "sh")
            .expect("\(sh)\n")
        let outcome = try box.host.run(
            ["\(box.host.programs)/alcove", "run", other, "--", sh, "-c", script],
            stdin: bytes,
            environment: box.host.environment.map { Array("\($0)=\($1)".utf8) }
        )
        outcome.expect(bytes: bytes, exit: 42)
        #expect(outcome.complaints == ["err", "name=\(box.name)"])
    }
}
