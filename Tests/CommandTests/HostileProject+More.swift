import Glibc
import Linux

/// Projects that would keep the program busy, or the reader's eye.
extension HostileProject {
    static let masses = [
        HostileProject("it extends hundreds of files", told: "it names more than 64 files") {
            for index in 0..<96 {
                try $0.write("b\(index).toml", "[box.b]\nimage = \"x\"\n")
            }
            let boxes = (0..<3).map { box in
                let files = (0..<32).map { "\"./b\(box * 32 + $0).toml\"" }
                return "[box.x\(box)]\nextends = [\(files.joined(separator: ", "))]\n"
            }
            try $0.write("alcove.toml", boxes.joined())
        },
        HostileProject(
            "thousands of boxes extend each other, one after the other",
            told: "more than 32 boxes extend each other"
        ) { folder in
            let boxes = (0..<900).map { "[box.b\($0)]\nextends = \"b\($0 + 1)\"\n" }
            try folder.write("alcove.toml", boxes.joined() + "[box.b900]\nimage = \"x\"\n")
        },
        HostileProject("each box doubles what it extends", told: "box 'b25': is made from x") {
            let boxes = (1...25).map {
                "[box.b\($0)]\nextends = [\"b\($0 - 1)\", \"b\($0 - 1)\"]\n"
            }
            try $0.write("alcove.toml", "[box.b0]\nimage = \"x\"\n" + boxes.joined())
        },
        HostileProject(
            "it has tens of thousands of boxes",
            told: "'box' has more than 1000 entries"
        ) {
            let boxes = (0..<40_000).map { "[box.b\($0)]\n" }
            try $0.write("alcove.toml", boxes.joined())
        },
        HostileProject(
            "it wants tens of thousands of packages",
            told: "'box.site.packages' has more than 1000 entries"
        ) { folder in
            let names = (0..<40_000).map { "\"p\($0)\"" }
            try folder.manifest("packages = [\(names.joined(separator: ", "))]")
        },
        HostileProject(
            "it has tens of thousands of wrong keys",
            told: "there is no key 'box.site.k"
        ) {
            let keys = (0..<40_000).map { "k\($0) = 1\n" }
            try $0.manifest(keys.joined())
        },
        HostileProject("its tables are thousands deep", told: "a key of too many names") {
            let keys = Array(repeating: "a", count: 100_000).joined(separator: ".")
            try $0.manifest("env.\(keys) = 1")
        },
        HostileProject(
            "it extends what the kernel knows of the program",
            told: "the kernel makes it up",
            hidden: ["PATH=", "HOME="]
        ) { try $0.manifest("extends = \"/proc/self/environ\"") },
        HostileProject(
            "its manifest is what the kernel knows of the program",
            told: "the kernel makes it up",
            hidden: ["PATH=", "HOME="]
        ) { try $0.link("alcove.toml", to: "/proc/self/environ") },
        HostileProject(
            "its manifest is another name of a file of the person's",
            told: "the manifest is no TOML",
            hidden: [secret]
        ) { folder in
            try check("link", "") {
                [from = folder.home + "/secret", to = folder.path + "/alcove.toml"] in
                unsafe link(from, to)
            }
        },
    ]

    static let lookalikes = [
        HostileProject(
            "its image is spelled with letters of another alphabet",
            told: "is made from d\u{435}bian (not all of it is ASCII: U+0435)"
        ) { try $0.write("alcove.toml", "[box.site]\nimage = \"d\\u0435bian\"\n") },
        HostileProject(
            "a command has signs that nobody sees",
            told: "runs as you when it is made: ls ???",
            hidden: ["\u{200b}", "\u{3164}", "\u{2800}"]
        ) { try $0.manifest("on-create = [\"ls \\u200b\\u3164\\u2800\"]") },
        HostileProject(
            "a volume in the project is one beside it, but for an accent",
            told: "reads and writes '~/e\u{301}'"
        ) { folder in
            try File.makeDirectories(folder.home + "/e\u{301}", mode: 0o755)
            try folder.link("\u{e9}", to: "../e\u{301}")
            try folder.manifest("volumes = [\"./\\u00e9:/x\"]")
        },
        HostileProject(
            "it is built from the person's home",
            told: "reads '~'"
        ) { folder in
            try File.replace(
                folder.home + "/Containerfile",
                with: Array("FROM x\nCOPY . /\n".utf8),
                mode: 0o644
            )
            try folder.write("alcove.toml", "[box.site]\nimage = \"..\"\n")
        },
        HostileProject(
            "it is built from a folder that is a link to the person's keys",
            told: "reads '~/keys'"
        ) { folder in
            try File.replace(
                folder.home + "/keys/Containerfile",
                with: Array("FROM x\n".utf8),
                mode: 0o644
            )
            try folder.link("image", to: folder.home + "/keys")
            try folder.write("alcove.toml", "[box.site]\nimage = \"./image\"\n")
        },
        HostileProject(
            "it is a program, too",
            told: "is made from debian"
        ) { folder in
            try folder.write(
                "alcove.toml",
                "#!/bin/sh\n#' && touch \(folder.home)/ran\n[box.site]\nimage = \"debian\"\n"
            )
        },
    ]
}
