import Foundation
import Testing

/// Commands of the host's in a box by their own names, and those for which the user is asked.
@Suite(.lab) struct HostShimTests {
    let host: Host
    private let environment: [String: String]

    init() throws {
        host = try Host()
        var environment = host.environment
        environment["PATH"] = "\(host.home)/tools:" + (environment["PATH"] ?? "")
        environment["DISPLAY"] = ":99"
        // A portal that the machine has would take what is to be the program's.
        environment["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent"
        self.environment = environment
    }

    /// A program of the host's that its user has.
    private func tool(_ name: String, _ script: String) throws {
        let folder = host.home + "/tools"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try "#!/bin/sh\n\(script)\n".write(
            toFile: "\(folder)/\(name)",
            atomically: true,
            encoding: .utf8
        )
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755],
            ofItemAtPath: "\(folder)/\(name)"
        )
    }

    private func started(_ options: String...) throws -> String {
        let box = host.name()
        let words = ["create", box, "--bare", "-i", try TestImage.busybox.reference] + options
        try host.alcove(words).expect("\(box)\n")
        try host.alcove("start", box, environment: environment).expect().expectSilence()
        return box
    }

    @Test func commandIsTheHosts() throws {
        try tool("greet", "echo \"hello $1 from $(readlink /proc/self/ns/mnt)\"")
        try tool("xdg-open", "printf '%s\\n' \"$@\" >\"$HOME/opened\"")
        let box = try started("--host-shim", "greet")
        let here = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/mnt")
        try host.alcove("run", box, "--", "greet", "amy").expect("hello amy from \(here)\n")
        for name in ["a b", "notes.txt"] { try host.write("words", to: name) }
        for (word, opened) in [
            ("https://example.org/?a=b", "https://example.org/?a=b"),
            ("file://\(host.home)/a%20b", "\(host.home)/a b"),
            ("notes.txt", "\(host.home)/notes.txt"),
        ] {
            let script = "$BROWSER \"$1\""
            let words = ["run", box, "--", "sh", "-c", script, "sh", word]
            try host.alcove(words, environment: environment).expect()
            let told = try String(contentsOfFile: host.home + "/opened", encoding: .utf8)
            #expect(told == opened + "\n")
        }
        // What only the box has is opened as a copy.
        let words = ["run", box, "--", "xdg-open", "/bin/busybox"]
        let copied = try host.alcove(words, environment: environment)
        copied.expect()
        #expect(text(copied.stderr).contains("a copy of '/bin/busybox'"))
        let copy = try String(contentsOfFile: host.home + "/opened", encoding: .utf8).dropLast()
        #expect(copy.hasPrefix("\(Lab.runtime)/alcove/opened/") && copy.hasSuffix("/busybox"))
        let own = try host.alcove("run", box, "--", "sha256sum", "/bin/busybox").stdout.prefix(64)
        #expect(try host.shell("sha256sum $1", String(copy)).stdout.prefix(64) == own)
        try host.alcove("run", box, "--", "xdg-open", "/bin")
            .expectError(exit: 2, mentioning: "'/bin' is not on the host")
    }

    @Test func userIsAskedBeforeACommandRuns() throws {
        try tool(
            "zenity",
            "sleep 0.5; echo \"$*\" >>\"$HOME/asked\"; cat \"$HOME/answer\"; exit $(cat \"$HOME/code\")"
        )
        let box = try started("--host-commands", "ask")
        func answer(_ code: Int, _ words: String = "") throws {
            try words.write(toFile: host.home + "/answer", atomically: true, encoding: .utf8)
            try "\(code)".write(toFile: host.home + "/code", atomically: true, encoding: .utf8)
        }
        func run(_ words: String...) throws -> Outcome {
            try host.alcove(["run", box, "--", "alcove", "host", "--"] + words, stdin: "in")
        }
        try answer(1)
        try run("id", "-u").expectError(exit: 126, mentioning: "did not permit", "id")
        try answer(0)
        try run("id", "-u").expect("\(Lab.uid)\n").expectSilence()
        try run("sh", "-c", "cat; exit 7").expect("in", exit: 7)
        try answer(1, "Always\n")
        try run("id", "-u").expect("\(Lab.uid)\n")
        // For good, and for that program alone.
        try answer(1)
        try run("id", "-g").expectSilence()
        try run("uname").expectError(exit: 126, mentioning: "uname")
        let asked = try String(contentsOfFile: host.home + "/asked", encoding: .utf8)
        #expect(asked.split(separator: "\n").filter { $0.contains("wants to run") }.count == 5)
        #expect(asked.contains("/id -u\n\nin the directory \(host.home) --ok"), "\(asked)")
        // What is said of the box while a question is open is the newer word, whatever the answer.
        let edit = "\(host.programs)/alcove edit \(box) --host-commands"
        try tool("zenity", "\(edit) none >&2; exit 0")
        try run("uname").expectError(exit: 126, mentioning: "uname", "changed meanwhile")
        try host.alcove("edit", box, "--host-commands", "ask").expect()
        try FileManager.default.removeItem(atPath: host.home + "/tools/zenity")
        try run("uname").expectError(exit: 126, mentioning: "nobody could be asked", "zenity")
        try host.alcove("edit", box, "--host-commands", "all", "--force").expect()
        try run("uname").expectSilence()
    }
}
