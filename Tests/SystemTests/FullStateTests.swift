import Foundation
import Testing

/// Where there is no room for what Alcove writes down, what cannot be done is not, and nothing is lost.
@Suite(.disk, .serialized) struct FullStateTests {
    let host: Host
    private let disk: String
    private let environment: [String: String]

    init() throws {
        host = try Host()
        disk = try #require(Lab.variable("ALCOVE_TEST_STATE"))
        environment = try host.tinyProfile().merging(["XDG_STATE_HOME": disk + "/state"]) { $1 }
    }

    /// Leaves so many blocks of four kilobytes on the disk.
    private func fill(leaving blocks: Int) throws {
        let script = """
            free=$(df --output=avail -k "$1" | tail -n 1)
            head -c "$((free - 4 * $2))k" /dev/zero >"$1/ballast"
            """
        try host.shell(script, disk, String(blocks)).expect()
    }

    private func empty() throws { try FileManager.default.removeItem(atPath: disk + "/ballast") }

    private func alcove(_ words: String...) throws -> Outcome {
        try host.alcove(words, environment: environment)
    }

    private func declare(_ box: String, _ value: Int) throws {
        let image = try TestImage.busybox.reference
        let text = "[box.\(box)]\nimage = \"\(image)\"\nbare = true\nenv = { A = \"\(value)\" }\n"
        try host.write(text, to: "project/alcove.toml")
    }

    /// The engine's containers are those of the generations.
    private func check(_ box: String) throws {
        let history = text(try alcove("history", "--json", box).stdout)
        let count = history.components(separatedBy: "\"number\"").count - 1
        let containers = try EngineSocket.containers().filter { $0.hasPrefix(box) }
        #expect(containers.count == count && containers.contains(box), "\(history)\(containers)")
        try alcove("run", box, "--", "true").expect()
    }

    /// None has room for its beginning, for the record, or for both but not all notes.
    @Test(arguments: [0, 2, 3])
    func whatCannotBeWrittenDownIsNotDone(blocks: Int) throws {
        let (box, declared, new) = (host.name("mine"), host.name("declared"), host.name("new"))
        let image = try TestImage.busybox.reference
        let project = host.home + "/project"
        try alcove("create", "-q", box, "--bare", "-i", image).expect("\(box)\n")
        let words =
            "echo tiny 1 >/etc/tiny; echo mine >/etc/mine; echo echo tiny 2 '>/etc/tiny' >/etc/upgrade"
        try alcove("run", "--root", box, "--", "sh", "-c", words).expect()
        try alcove("edit", "-q", box, "--env", "A=0").expect()
        try declare(declared, 0)
        try alcove("apply", "-q", "--yes", project).expect()
        try declare(declared, 1)
        try alcove("allow", "-q", "--yes", project).expect()
        let calls = [
            ["edit", box, "--env", "A=1"], ["upgrade", "--now", box], ["rollback", "--force", box],
            ["apply", "--now", project], ["lock", project], ["create", new, "--bare", "-i", image],
        ]
        for call in calls {
            try fill(leaving: blocks)
            let outcome = try host.alcove(call, environment: environment)
            try empty()
            let told = ": No space left on device\nhint: Make room on that disk.\n"
            let isDone = outcome.status == 0 && blocks > 0
            #expect(
                isDone || outcome.status == 1 && text(outcome.stderr).hasSuffix(told),
                "\(outcome)"
            )
            // The next command cleans up.
            try alcove("prune", "-q", "--yes").expect()
            let journal = try? FileManager.default.contentsOfDirectory(
                atPath: disk + "/state/alcove/journal"
            )
            #expect(journal ?? [] == [], "\(outcome)")
            try alcove("run", box, "--", "cat", "/etc/mine").expect("mine\n")
            for name in [box, declared] { try check(name) }
        }
        #expect(
            try EngineSocket.containers().contains(new) == (try alcove("show", new).status == 0)
        )
        _ = try alcove("rm", "--force", "--yes", new)
        try alcove("rm", "--force", "--yes", "-q", box, declared).expect()
    }
}
