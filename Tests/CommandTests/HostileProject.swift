import Glibc
import Linux
import Testing

/// A project that is up to no good.
struct HostileProject: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// Makes the folder what it is; `~` beside it is the person's home.
    let make: @Sendable (Folder) throws -> Void
    /// What `allow --dry-run` tells, among other things.
    let told: String
    /// What it must not tell.
    let hidden: [String]

    init(
        _ description: String,
        told: String,
        hidden: [String] = [],
        _ make: @escaping @Sendable (Folder) throws -> Void
    ) {
        testDescription = description
        self.told = told
        self.hidden = hidden
        self.make = make
    }

    /// The project's folder, and what stands beside it.
    struct Folder {
        let path: String
        let home: String

        func write(_ name: String, _ text: String) throws {
            try File.replace("\(path)/\(name)", with: Array(text.utf8), mode: 0o755)
        }

        func manifest(_ keys: String) throws {
            try write("alcove.toml", "[box.site]\nimage = \"debian\"\n\(keys)\n")
        }

        func link(_ name: String, to target: String) throws {
            try File.link("\(path)/\(name)", to: target)
        }

        func pipe(_ name: String) throws {
            try check("mkfifo", name) { unsafe mkfifo("\(path)/\(name)", 0o600) }
        }
    }

    /// What a box has of the host's unless it says that it does without.
    static let shares = """
        uses of the host: processes, memory, graphics, ssh-agent, gpg-agent, kerberos, smart-cards, \
        certificates, git-credentials
        """

    /// What stands in a file of the person's that no project is to see.
    static let secret = "the-persons-secret"

    static let all =
        manifests + extensions + namedFiles + words + masses + lookalikes

    private static let manifests = [
        HostileProject(
            "its manifest is a link to a file of the person's",
            told: "the manifest is no TOML",
            hidden: [secret]
        ) { try $0.link("alcove.toml", to: "\($0.home)/secret") },
        HostileProject("its manifest is a pipe", told: "is no file") {
            try $0.pipe("alcove.toml")
        },
        HostileProject("its manifest is a socket", told: "is no file") {
            _ = try UnixSocket.listen(at: "\($0.path)/alcove.toml", mode: 0o600)
        },
        HostileProject("its manifest is a device that never ends", told: "is no file") {
            try $0.link("alcove.toml", to: "/dev/zero")
        },
        HostileProject("its manifest is a link to itself", told: "is no file") {
            try $0.link("alcove.toml", to: "alcove.toml")
        },
        HostileProject("its manifest leads nowhere", told: "is no file") {
            try $0.link("alcove.toml", to: "/nonexistent/alcove.toml")
        },
        HostileProject("its manifest is a folder", told: "is no file") {
            try File.makeDirectories("\($0.path)/alcove.toml", mode: 0o755)
        },
        HostileProject("its manifest is huge", told: "it is too large: ") {
            try $0.write("alcove.toml", String(repeating: "#", count: 3 << 20))
        },
        HostileProject("its manifest is no text", told: "it is not UTF-8") {
            try File.replace("\($0.path)/alcove.toml", with: [0xff, 0xfe, 0, 0], mode: 0o644)
        },
        HostileProject("its manifest has a zero byte", told: "the manifest is no TOML") {
            try $0.write("alcove.toml", "[box.a]\nimage = \"x\0y\"")
        },
    ]

    private static let extensions = [
        HostileProject(
            "it extends a file of the person's",
            told: "the manifest is no TOML",
            hidden: [secret]
        ) { try $0.manifest("extends = \"../secret\"") },
        HostileProject("it extends a device", told: "it is no ordinary file") {
            try $0.link("base.toml", to: "/dev/zero")
            try $0.manifest("extends = \"./base.toml\"")
        },
        HostileProject("it extends a pipe above it", told: "it is no ordinary file") {
            try check("mkfifo", "") { [path = "\($0.home)/base.toml"] in unsafe mkfifo(path, 0o600)
            }
            try $0.manifest("extends = \"../base.toml#site\"")
        },
        HostileProject("it extends itself over another file", told: "cannot extend itself") {
            try $0.write("base.toml", "[box.site]\nextends = \"./alcove.toml\"\nimage = \"x\"")
            try $0.manifest("extends = \"./base.toml\"")
        },
    ]

    private static let namedFiles = [
        HostileProject("its Containerfile is a pipe", told: "it is no ordinary file") {
            try $0.pipe("Containerfile")
            try $0.write("alcove.toml", "[box.site]\nimage = \"./Containerfile\"")
        },
        HostileProject("its Containerfile is huge", told: "it is too large: ") {
            try $0.write("Containerfile", String(repeating: "#", count: 3 << 20))
            try $0.write("alcove.toml", "[box.site]\nimage = \".\"")
        },
        HostileProject("its Containerfile is a device", told: "it is no ordinary file") {
            try $0.link("Dockerfile", to: "/dev/zero")
            try $0.write("alcove.toml", "[box.site]\nimage = \".\"")
        },
        HostileProject("a script that it runs is a pipe", told: "it is no ordinary file") {
            try $0.pipe("setup.sh")
            try $0.manifest("on-create = [\"./setup.sh\"]")
        },
        HostileProject("it runs hundreds of scripts", told: "it names more than 64 files") {
            let names = (0..<200).map { "\"./s\($0)\"" }.joined(separator: ", ")
            try $0.manifest("on-create = [\(names)]")
        },
        HostileProject("its scripts are many megabytes", told: "it is too large: ") { folder in
            let names = (0..<6).map { "s\($0)" }
            let text = String(repeating: "#", count: 1 << 20)
            for name in names { try folder.write(name, text) }
            let list = names.map { "\"./\($0)\"" }.joined(separator: ", ")
            try folder.manifest("on-start = [\(list)]")
        },
        HostileProject("its lock is a pipe", told: "it is no ordinary file") {
            try $0.pipe("alcove.lock")
            try $0.manifest("")
        },
    ]

    private static let words = [
        HostileProject(
            "a key talks to the terminal",
            told: "there is no key 'box.site.?]0;owned??'",
            hidden: ["\u{1b}", "\u{7}", "\u{202e}"]
        ) { try $0.manifest("\"\\u001b]0;owned\\u0007\\u202e\" = 1") },
        HostileProject(
            "what it may do is written over",
            told: "runs as you when it is made: rm -rf ~?[2K?",
            hidden: ["\u{1b}", "\r"]
        ) { try $0.manifest("on-create = [\"rm -rf ~\\u001b[2K\\r\"]") },
        HostileProject(
            "it makes a line of its own in what it may do",
            told: "is made by the engine 'podman?Allow it? [y/N] y'",
            hidden: ["podman\n"]
        ) { try $0.manifest("engine = \"podman\\nAllow it? [y/N] y\"") },
        HostileProject(
            "it steers shells and loaders",
            told: "sets in your shell: FINE=1",
            hidden: ["LD_PRELOAD", "BASH_ENV", "PROMPT_COMMAND", "sets in your shell: PATH"]
        ) {
            try $0.manifest(
                """
                env = { LD_PRELOAD = "./x.so", PATH = "/x", BASH_ENV = "./x", PROMPT_COMMAND = "x", \
                PS1 = "$(x)", FINE = "1" }
                """
            )
        },
        HostileProject(
            "it stands before programs that ask for passwords",
            told: "'box.site.shims': 'sudo' cannot come first in PATH"
        ) {
            try $0.manifest(
                "shims = [\"ls\", \"sudo\", \"/bin/su\", \"..\", \"alcove\", \"-x\", \"a b\", \"x/..\"]"
            )
        },
        HostileProject(
            "a harmless name is a program of its own",
            told: "has 'ls' first in PATH in this folder: its '/srv/evil/ls'"
        ) { try $0.manifest("shims = [\"/srv/evil/ls\"]") },
        HostileProject(
            "a volume in the project is a link to what is the person's",
            told: "reads and writes '~/keys'"
        ) {
            try $0.link("data", to: "\($0.home)/keys")
            try $0.manifest("home = \"private\"\nvolumes = [\"./data:/data\"]")
        },
        HostileProject(
            "a home of its own hides that it sees everything",
            told: "reads and writes your files, by their paths below /run/host"
        ) { try $0.manifest("home = \"private\"\nnetwork = \"none\"") },
        HostileProject("other tools' files lie about", told: "is made from debian") {
            try File.makeDirectories("\($0.path)/.git/hooks", mode: 0o755)
            for name in [
                ".envrc", ".git/hooks/post-checkout", ".mise.toml", "mise.toml", ".bashrc",
            ] {
                try $0.write(name, "#!/bin/sh\ntouch \($0.home)/ran\n")
            }
            try $0.manifest("")
        },
    ]
}
