import Glibc
import Linux
import TestSupport
import Testing

@Suite struct FileTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: [false, true])
    func replacedFileIsWholeAndAlone(_ durable: Bool) throws {
        let path = "\(folder.path)/a"
        try File.replace(path, with: [1], mode: 0o600, durable: durable)
        try File.replace(path, with: [2, 3], mode: 0o640, durable: durable)
        #expect(try File.read(path) == [2, 3])
        #expect(FileStatus(path)?.mode == 0o640)
        #expect(folder.names == ["a"])
    }

    @Test func fileThatCannotBeReplacedLeavesNothingBehind() throws {
        try File.makeDirectories("\(folder.path)/a/b", mode: 0o700)
        let path = "\(folder.path)/a"
        #expect(throws: SystemError(call: "rename", subject: path, code: EISDIR)) {
            try File.replace(path, with: [1], mode: 0o600)
        }
        #expect(folder.names == ["a"])
        #expect(File.names(in: path) == ["b"])
    }

    /// Nobody knows the name that it has beside its place.
    @Test func theFileThatWasToBeWrittenIsNamed() throws {
        let path = "\(folder.path)/none/a"
        #expect(throws: SystemError(call: "open", subject: path, code: ENOENT)) {
            try File.replace(path, with: [1], mode: 0o600)
        }
        #expect(throws: SystemError(call: "open", subject: path, code: ENOENT)) {
            try File.checkReplaceable(path)
        }
        try File.checkReplaceable("\(folder.path)/a")
        #expect(folder.names.isEmpty)
    }

    /// In a folder of a stranger a link may wait where our file is made before it is renamed.
    @Test func whatStandsBesideIsNotWrittenTo() throws {
        try folder.write("precious", "mine")
        let path = "\(folder.path)/a"
        try folder.link("a.new-\(getpid())", to: "precious")
        try File.replace(path, with: [1], mode: 0o600)
        #expect(try folder.read("precious") == "mine")
        #expect(try File.read(path) == [1])
        #expect(folder.names == ["a", "a.new-\(getpid())", "precious"])
    }

    @Test(arguments: ["pipe", "socket", "folder", "link"])
    func whatIsNoFileIsNotOpened(_ name: String) throws {
        let path = "\(folder.path)/\(name)"
        switch name {
        case "pipe": #expect(unsafe mkfifo(path, 0o600) == 0)
        case "socket": _ = try UnixSocket.listen(at: path, mode: 0o600)
        case "folder": try File.makeDirectories(path, mode: 0o700)
        default: try folder.link(name, to: "/dev/zero")
        }
        #expect(throws: SystemError(call: "read", subject: path, code: EINVAL)) {
            try File.readRegular(path, limit: 10)
        }
    }

    /// What the kernel makes up has no size that it keeps to, and what is written meanwhile has none yet.
    @Test(arguments: ["/proc/self/environ", "/sys/kernel/uevent_seqnum"])
    func whatHasOtherBytesThanItIsSaidToHaveIsNotRead(_ path: String) {
        guard let status = FileStatus(path), status.kind == .file else { return }
        #expect(throws: SystemError.self) { try File.readRegular(path, limit: 1 << 20) }
    }

    @Test func whatGrowsWhileItIsReadIsNotRead() throws {
        let path = folder.path + "/a"
        let end = Moment()
        let pid = try Child.spawn(
            "/bin/sh",
            ["-c", "while :; do echo more; done >\"$1\"", "sh", path].map { Array($0.utf8) },
            environment: [],
            streams: (0, 1, 2)
        )
        defer {
            kill(pid, SIGKILL)
            _ = try? Child.wait(pid)
        }
        var refusals = 0
        while refusals == 0, end.millisecondsAgo < 10_000 {
            do throws(SystemError) {
                // Whole or not at all: what is given is what was there at one time.
                let bytes = try File.readRegular(path, limit: 1 << 30)
                #expect(bytes.count % 5 == 0)
            } catch {
                if error.code == EBUSY { refusals += 1 }
            }
        }
        #expect(refusals > 0)
    }

    /// What is below an open folder is reached over no link, whatever its path leads to by now.
    @Test func anOpenFolderStaysWhatItWas() throws {
        try folder.write("one/a/b", "1")
        try folder.write("two/a/b", "2")
        try folder.link("one/link", to: "a")
        let open = try OpenFolder(folder.path + "/one")
        try File.move(folder.path + "/one", to: folder.path + "/three")
        try folder.link("one", to: "two")
        func read(_ name: String) throws(SystemError) -> String {
            try open.open(file: Array(name.utf8)).readToEnd(of: name).text
        }
        #expect(try read("a/b") == "1")
        #expect(try open.entries(in: []).map(\.name.text) == ["a", "link"])
        #expect(try open.entries(in: Array("a".utf8)).map(\.name.text) == ["b"])
        #expect(try open.linkTarget(Array("link".utf8)).text == "a")
        for name in ["link/b", "link", "a", "a/c", ""] {
            #expect(throws: SystemError.self) { try read(name) }
        }
        #expect(throws: SystemError.self) { try open.linkTarget(Array("a".utf8)) }
    }

    @Test func fileThatIsLargerThanItMayBeIsNotRead() throws {
        try folder.write("a", "12345")
        let path = "\(folder.path)/a"
        #expect(throws: SystemError(call: "read", subject: path, code: EFBIG)) {
            try File.read(path, limit: 4)
        }
        #expect(try File.read(path, limit: 5) == Array("12345".utf8))
    }

    @Test func treeIsRemovedWithoutFollowingItsLinks() throws {
        try File.makeDirectories("\(folder.path)/tree/b", mode: 0o700)
        try folder.write("kept", "kept")
        try folder.link("tree/b/c", to: "../..")
        try File.removeTree("\(folder.path)/tree")
        #expect(folder.names == ["kept"])
    }
}

@Suite final class FolderTests {
    let outside: TemporaryFolder
    let root: Folder

    init() throws {
        outside = try TemporaryFolder()
        try File.makeDirectories("\(outside.path)/root/etc", mode: 0o700)
        try outside.write("kept", "outside")
        root = try Folder("\(outside.path)/root")
    }

    private var pathOfRoot: String { "\(outside.path)/root" }

    @Test func absoluteLinkLeadsInsideTheRoot() throws {
        try outside.write("root/etc/real", "inside")
        try outside.link("root/link", to: "/etc/real")
        #expect(try root.readIfThere("link") == Array("inside".utf8))
        #expect(root.target("link") == "/etc/real")
        #expect(root.status("link")?.isFile == true)
        #expect(root.statusOfLink("link")?.isLink == true)
    }

    @Test(arguments: ["../kept", "../../../kept", "/../kept"])
    func linkCannotLeadOutOfTheRoot(_ target: String) throws {
        try outside.link("root/link", to: target)
        #expect(try root.readIfThere("link") == nil)
        #expect(root.status("link") == nil)
        #expect(try root.readIfThere(target) == nil)
    }

    @Test func aPartIsReachedByItsOwnDirectory() throws {
        try File.makeDirectories("\(pathOfRoot)/run/user", mode: 0o700)
        let whole = try Folder(pathOfRoot, with: "run")
        try whole.makeDirectories("run/user/1000")
        try whole.replace("run/user/1000/x", with: [1], mode: 0o600)
        try whole.link("run/y", to: "user/1000/x")
        #expect(try root.readIfThere("run/y") == [1])
        #expect(try whole.readIfThere("run/y") == [1])
        // Links in it lead out of it no more than those of the whole.
        try outside.link("root/run/out", to: "../../kept")
        #expect(try whole.readIfThere("run/out") == nil)
        try whole.replace("etc/x", with: [2], mode: 0o600)
        #expect(try root.readIfThere("etc/x") == [2])
        #expect(throws: SystemError.self) { _ = try Folder(pathOfRoot, with: "none") }
        try outside.link("root/away", to: "\(outside.path)")
        #expect(throws: SystemError.self) { _ = try Folder(pathOfRoot, with: "away") }
    }

    @Test func writingReplacesTheLinkAndNotWhatItLeadsTo() throws {
        try outside.link("root/etc/passwd", to: "\(outside.path)/kept")
        try root.replace("etc/passwd", with: [1], mode: 0o644)
        #expect(try outside.read("kept") == "outside")
        #expect(try root.readIfThere("etc/passwd") == [1])
        #expect(File.names(in: "\(pathOfRoot)/etc") == ["passwd"])
    }

    @Test func directoryThatLeadsOutIsWrittenToInsideTheRoot() throws {
        try File.removeTree("\(pathOfRoot)/etc")
        try outside.link("root/etc", to: "../..")
        try root.replace("etc/x", with: [1], mode: 0o644)
        try root.link("etc/y", to: "x")
        try root.makeDirectories("etc/z/z")
        #expect(outside.names == ["kept", "root"])
        #expect(File.names(in: pathOfRoot).sorted() == ["etc", "x", "y", "z"])
    }

    @Test func removingTakesTheLinkAndNotWhatItLeadsTo() throws {
        try outside.write("root/etc/real", "")
        try outside.link("root/etc/link", to: "real")
        try root.remove("etc/link")
        try root.remove("etc/link")
        #expect(File.names(in: "\(pathOfRoot)/etc") == ["real"])
    }

    @Test func fileKeepsItsModeAndItsFailureLeavesNothing() throws {
        try File.replace("\(pathOfRoot)/etc/shadow", with: [1], mode: 0o640)
        try root.replace("etc/shadow", with: [2], mode: 0o644)
        #expect(root.status("etc/shadow")?.mode == S_IFREG | 0o640)
        #expect(throws: SystemError(call: "renameat", subject: "etc", code: EISDIR)) {
            try root.replace("etc", with: [3], mode: 0o644)
        }
        #expect(File.names(in: pathOfRoot) == ["etc"])
    }

    @Test func fifoIsNoFileAndNotWaitedFor() throws {
        #expect(unsafe mkfifo("\(pathOfRoot)/etc/fifo", 0o600) == 0)
        #expect(try root.readIfThere("etc/fifo") == nil)
    }

    @Test func programIsAFileThatSomebodyMayExecute() throws {
        try File.replace("\(pathOfRoot)/etc/run", with: [], mode: 0o755)
        try File.replace("\(pathOfRoot)/etc/text", with: [], mode: 0o644)
        try outside.link("root/etc/sh", to: "/etc/run")
        let names = ["etc", "etc/run", "etc/text", "etc/sh", "etc/none"]
        #expect(names.map { root.hasProgram($0) } == [false, true, false, true, false])
    }
}
