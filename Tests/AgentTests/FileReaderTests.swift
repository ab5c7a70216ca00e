import Glibc
import Linux
import Testing
import Wire

@testable import Agent

/// What of a box the host is told.
@Suite struct BoxTreeTests {
    private func content(_ tree: BoxTree, _ path: String) throws -> String? {
        let file = try tree.open(Array(path.utf8), O_RDONLY | O_NONBLOCK)
        return try file?.readToEnd(of: path).text
    }

    private func realPath(_ tree: BoxTree, _ path: String) throws -> String? {
        try tree.realPath(Array(path.utf8))?.text
    }

    @Test func linksAreFollowedAsTheBoxSeesThem() throws {
        let box = try BoxRoot(["usr/lib/os-release": "ID=test\n"])
        try box.link("etc/os-release", to: "../usr/lib/os-release")
        try box.link("etc/absolute", to: "/usr/lib/os-release")
        try box.link("lib", to: "usr/lib")
        let tree = try BoxTree(root: box.path)
        for path in ["/etc/os-release", "/etc/absolute", "/lib/os-release", "/../lib/os-release"] {
            #expect(try content(tree, path) == "ID=test\n", "\(path)")
            #expect(try realPath(tree, path) == "/usr/lib/os-release", "\(path)")
        }
    }

    @Test func linksOutOfTheBoxLeadNowhere() throws {
        let box = try BoxRoot(["here": ""])
        // Read from the host, these would be there.
        try box.link("passwd", to: "/etc/passwd")
        try box.link("climbing", to: "../../../../../../etc/passwd")
        try box.link("own", to: "/proc/self/root/etc/passwd")
        try box.link("circle", to: "circle")
        let tree = try BoxTree(root: box.path)
        for path in ["/passwd", "/climbing", "/own", "/circle", "/missing", "/here/below"] {
            #expect(try content(tree, path) == nil, "\(path)")
            #expect(try realPath(tree, path) == nil, "\(path)")
        }
    }

    @Test func otherMountsAreNotThere() throws {
        let tree = try BoxTree()
        for path in ["/proc/self/status", "/proc/self/root/etc/passwd", "/proc/../proc/uptime"] {
            #expect(try content(tree, path) == nil, "\(path)")
            #expect(try realPath(tree, path) == nil, "\(path)")
        }
        #expect(try content(tree, "/etc/passwd") != nil)
    }

    @Test func homeOfTheBoxLeadsToItsRootAndBack() throws {
        let box = try BoxRoot([
            "home/amy/.local/share/one": "one", "usr/share/two": "two", "home/bob/three": "three",
        ])
        try box.link("home/amy/two", to: "/usr/share/two")
        try box.link("home/amy/climbing", to: "../../usr/share/two")
        try box.link("home/amy/inside", to: ".local/share/one")
        try box.link("usr/share/one", to: "/home/amy/inside")
        let tree = try BoxTree(root: box.path, home: Array("/home/amy".utf8))
        #expect(try content(tree, "/home/amy/inside") == "one")
        #expect(try content(tree, "/home/amy/two") == "two")
        #expect(try content(tree, "/home/amy/climbing") == "two")
        #expect(try content(tree, "/home/amy/../amy/two") == "two")
        #expect(try content(tree, "/usr/share/one") == "one")
        #expect(try content(tree, "/home/bob/three") == "three")
        #expect(try realPath(tree, "/usr/share/one") == "/home/amy/.local/share/one")
        #expect(try realPath(tree, "/home/amy/climbing") == "/usr/share/two")
    }

    @Test func homeThatIsALinkIsNone() throws {
        let box = try BoxRoot(["elsewhere/secret": "secret"])
        try box.link("home/amy", to: "../elsewhere")
        #expect(throws: SystemError.self) {
            try BoxTree(root: box.path, home: Array("/home/amy".utf8))
        }
    }
}

/// The reader as the host talks with it.
@Suite(.timeLimit(.minutes(1)))
struct FileReaderTests {
    /// What it answers to these calls, its first words left out.
    private func answers(_ box: BoxRoot, to calls: [FileCall]) throws -> [FileAnswer] {
        let question = "\(box.path).calls"
        let answer = "\(box.path).answers"
        try File.replace(question, with: calls.flatMap(\.frame.bytes), mode: 0o600)
        let input = try FileDescriptor(opening: question, O_RDONLY)
        let output = try FileDescriptor(opening: answer, O_WRONLY | O_CREAT, mode: 0o600)
        let reader = FileReader(
            try BoxTree(root: box.path),
            input: input.number,
            output: output.number
        )
        #expect(try reader.serve() == 0)
        var buffer = FrameBuffer()
        buffer.append(try File.read(answer))
        var answers: [FileAnswer] = []
        while let frame = try buffer.next() { answers.append(try FileAnswer(frame)) }
        guard case .ready(let variables) = answers.first else { throw WireError.badValue }
        #expect(variables.contains { $0.starts(with: Array("PATH=".utf8)) })
        return Array(answers.dropFirst())
    }

    @Test func entriesTellWhatTheyLeadTo() throws {
        let box = try BoxRoot(["bin/plain": "12345", "bin/folder/file": ""])
        try box.write("bin/program", "#!", mode: 0o755)
        try box.link("bin/link", to: "/bin/program")
        try box.link("bin/dead", to: "/bin/nothing")
        try box.link("bin/out", to: "../../../../../etc/passwd")
        #expect(unsafe mkfifo("\(box.path)/bin/pipe", 0o600) == 0)
        let answers = try answers(box, to: [.entries(Array("/bin".utf8))])
        guard case .entries(let entries, true)? = answers.first else { throw WireError.badValue }
        let shown = entries.map {
            "\($0.name.text) \($0.kind) \($0.isExecutable ? "x" : "-") \($0.size)"
        }
        #expect(
            shown.sorted() == [
                "dead other - 0", "folder folder - 0", "link file x 2", "out other - 0",
                "pipe other - 0", "plain file - 5", "program file x 2",
            ]
        )
    }

    @Test func onlyRegularFilesAreReadAndNothingIsWaitedFor() throws {
        let box = try BoxRoot(["file": "text", "empty": "", "folder/x": ""])
        #expect(unsafe mkfifo("\(box.path)/pipe", 0o600) == 0)
        let paths = ["/file", "/empty", "/folder", "/pipe", "/missing"].map { Array($0.utf8) }
        #expect(
            try answers(box, to: [.read(paths, limit: 4), .read([paths[0]], limit: 3)]) == [
                .content(Array("text".utf8)), .content([]), .content(nil), .content(nil),
                .content(nil), .content(nil),
            ]
        )
    }

    @Test func directoryThatIsNoneIsEmpty() throws {
        let box = try BoxRoot(["file": ""])
        #expect(
            try answers(
                box,
                to: ["/none", "/file"].map { .entries(Array($0.utf8)) }
                    + [.realPath(Array("/none".utf8)), .realPath(Array("//file/".utf8))]
            ) == [
                .entries([], isLast: true), .entries([], isLast: true), .path(nil),
                .path(Array("/file".utf8)),
            ]
        )
    }

    @Test func tenThousandFilesAreTold() throws {
        let box = try BoxRoot()
        for number in 0..<10_000 {
            try FileDescriptor(opening: "\(box.path)/\(number)", O_WRONLY | O_CREAT, mode: 0o644)
                .write([0x61], to: "file")
        }
        let begin = Moment()
        let paths = (0..<10_000).map { Array("/\($0)".utf8) }
        var calls: [FileCall] = [.entries([UInt8(ascii: "/")])]
        for start in stride(from: 0, to: paths.count, by: FileCall.mostFiles) {
            calls.append(.read(Array(paths[start...].prefix(FileCall.mostFiles)), limit: 10))
        }
        let answers = try answers(box, to: calls)
        var count = 0
        for case .entries(let entries, _) in answers { count += entries.count }
        #expect(count == 10_001)  // and the agent's directory
        #expect(answers.count { $0 == .content([0x61]) } == 10_000)
        #expect(begin.millisecondsAgo < 20_000)
    }

    @Test func nonsenseEndsIt() throws {
        let box = try BoxRoot()
        let pipe = try Pipe()
        try pipe.writer.write(Frame(kind: 99, payload: []).bytes, to: "pipe")
        let reader = FileReader(
            try BoxTree(root: box.path),
            input: pipe.reader.number,
            output: try FileDescriptor(opening: "/dev/null", O_WRONLY).release()
        )
        #expect(try reader.serve() == 64)
    }
}
