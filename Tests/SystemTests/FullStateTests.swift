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

    /// The files of that disk, without those that desktops make of others.
    private func exported() throws -> [String] {
        let script = "cd $1 && find . -type f ! -name ballast ! -name '*cache' | sort"
        let found = try host.shell(script, disk + "/data")
        return text(found.stdout).split(separator: "\n").map(String.init)
    }

    /// An export is whole or not there, and what has no room is made by the next command.
    @Test(arguments: [0, 1, 2])
    func whatCannotBeExportedIsNotThere(blocks: Int) throws {
        var environment = environment
        environment["XDG_STATE_HOME"] = host.home + "/state"
        environment["XDG_DATA_HOME"] = disk + "/data"
        func alcove(_ words: String...) throws -> Outcome {
            try host.alcove(words, environment: environment)
        }
        try FileManager.default.createDirectory(
            atPath: disk + "/data",
            withIntermediateDirectories: true
        )
        let (box, homely) = (host.name("tools"), host.name("homely"))
        let image = try TestImage.busybox.reference
        let entry = "[Desktop Entry]\\nType=Application\\nName=Tool\\nExec=ls\\n"
        try host.write(
            """
            [box.\(box)]
            image = "\(image)"
            bare = true
            build = ["mkdir -p /usr/share/applications; printf '\(entry)' >/usr/share/applications/tool.desktop"]
            apps = ["tool"]
            bins = ["/bin/busybox"]
            """,
            to: "project/alcove.toml"
        )
        let project = host.home + "/project"
        try fill(leaving: blocks)
        let applied = try alcove("apply", "--yes", project)
        let listed = text(try alcove("exports").stdout)
        let there = try exported()
        let made = try alcove("create", homely, "--bare", "-i", image, "--home", "private")
        try empty()
        for outcome in [applied, made] {
            let isTold = text(outcome.stderr).contains(": No space left on device\n")
            #expect(outcome.status == 0 || outcome.status == 1 && isTold, "\(outcome)")
        }
        #expect(applied.status == 1 || blocks > 0, "\(applied)")
        // What could not be written is neither there in part nor said to be there.
        #expect(!there.contains { $0.contains("alcove-new") }, "\(there)")
        #expect(
            there.contains { $0.hasSuffix(".desktop") } == listed.contains(" app "),
            "\(listed)"
        )
        #expect(!listed.contains("changed") && !listed.contains("missing"), "\(listed)")
        #expect(
            try EngineSocket.containers().contains(homely) == (made.status == 0),
            "\(made)"
        )
        let again = try alcove("apply", project)
        #expect(again.status == 0, "\(again)")
        try alcove("plan", project).expect("\(box): ready\n")
        #expect(try exported().contains { $0.hasSuffix(".desktop") })
        // Taking back needs no room.
        try fill(leaving: 0)
        let removed = try alcove("rm", "--force", "--yes", "-q", box)
        #expect(removed.status == 0, "\(removed)")
        #expect(try !exported().contains { $0.hasSuffix(".desktop") })
        try empty()
        _ = try alcove("rm", "--force", "--yes", homely)
        try FileManager.default.removeItem(atPath: disk + "/data")
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
