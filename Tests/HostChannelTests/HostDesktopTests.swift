import Glibc
import Linux
import Systemd
import TestSupport
import Testing
import Wire

@testable import HostChannel

/// What a box has opened on the host.
@Suite struct HostDesktopTests {
    private let folder: ProgramFolder
    private var copies: String { folder.path + "/opened" }

    init() throws { folder = try ProgramFolder("notes.txt") }

    /// A portal that remembers what it was asked, files by what is in them.
    private final class Portal {
        var asked: [String] = []
        var answer: PortalError?

        func ask(_ target: PortalTarget, _ token: String?) throws(PortalError) {
            let end = token.map { " " + $0 } ?? ""
            switch target {
            case .address(let address): asked.append(address + end)
            case .file(let file):
                let path = File.target("/proc/self/fd/\(file)") ?? "?"
                let isFile = FileStatus(following: path)?.kind == .file
                let bytes = isFile ? try? File.read("/proc/self/fd/\(file)") : nil
                let text = bytes?.text ?? "no file"
                asked.append("\(path): \(text)" + end)
            }
            if let answer { throw answer }
        }
    }

    private func open(
        _ word: [UInt8],
        by portal: Portal,
        input: Int32 = -1,
        copied: (String) -> Void = { _ in }
    ) -> HostDesktop.Outcome {
        var desktop = HostDesktop(copies: HostCopies(folder: copies))
        desktop.ask = { (target, token) throws(PortalError) in try portal.ask(target, token) }
        desktop.input = input
        return desktop.open(word, token: nil, copied: copied)
    }

    @Test func addressesAndFilesAreThePortals() {
        let portal = Portal()
        let notes = folder.path + "/notes.txt"
        for word in ["https://example.org/?a=b", notes, "file://\(notes)", folder.path] {
            #expect(open(Array(word.utf8), by: portal) == .opened)
        }
        let file = "\(notes): #!/bin/sh\n"
        let expected = ["https://example.org/?a=b", file, file, "\(folder.path): no file"]
        #expect(portal.asked == expected)
    }

    @Test func portalsAnswerIsTold() {
        let portal = Portal()
        let address = Array("mailto:amy@example.org".utf8)
        for (answer, outcome) in [
            (PortalError.absent, HostDesktop.Outcome.left(address, said: nil)),
            (.refused("no"), .left(address, said: "no")), (.cancelled, .cancelled),
            (.timedOut(seconds: 9), .timedOut(seconds: 9)),
        ] {
            portal.answer = answer
            #expect(open(address, by: portal) == outcome)
        }
        // What is not text cannot be said on the bus.
        let word = Array("x:".utf8) + [0xff]
        #expect(open(word, by: portal) == .left(word, said: nil))
    }

    @Test func fileThatIsNotThereIsTold() {
        let path = folder.path + "/none"
        let missing = SystemError(call: "open", subject: path, code: ENOENT)
        #expect(open(Array(path.utf8), by: Portal()) == .impossible(.system(missing)))
    }

    /// A pipe of a box's choice would keep the opening for ever.
    @Test func nobodyWaitsForAPipe() {
        let path = folder.path + "/pipe"
        #expect(unsafe mkfifo(path, 0o600) == 0)
        let portal = Portal()
        portal.answer = .absent
        #expect(open(Array(path.utf8), by: portal) == .left(Array(path.utf8), said: nil))
    }

    @Test func inputThatTheHostHasIsOpenedWhereItIs() throws {
        let path = folder.path + "/notes.txt"
        let file = try FileDescriptor(opening: path, O_RDONLY)
        let portal = Portal()
        #expect(open(OpenerWord.input, by: portal, input: file.number) == .opened)
        #expect(portal.asked == ["\(path): #!/bin/sh\n"])
        #expect(File.names(in: copies) == [])
    }

    /// As a file of a box is to the host: nothing, or another one, is where it says it is.
    @Test func inputThatOnlyTheBoxHasIsCopied() throws {
        let path = folder.path + "/notes.txt"
        let file = try FileDescriptor(opening: path, O_RDONLY)
        try File.remove(path)
        let portal = Portal()
        portal.answer = .refused("no")
        var told: [String] = []
        let outcome = open(OpenerWord.input, by: portal, input: file.number) { told.append($0) }
        #expect(told == ["\(path) (deleted)"])
        guard case .left(let word, "no") = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(word.text.hasPrefix(copies + "/") && word.text.hasSuffix("/notes.txt__deleted_"))
        #expect(try File.read(word.text).text == "#!/bin/sh\n")
        #expect(FileStatus(word.text)?.mode == 0o400)
    }

    /// A box that has a hundred files opened does not fill the memory with them.
    @Test func theOldestCopiesGoWhereThereAreTooMany() throws {
        let path = folder.path + "/large"
        try folder.write("large", "")
        #expect(unsafe truncate(path, off_t(HostCopies.most)) == 0)
        let file = try FileDescriptor(opening: path, O_RDONLY)
        let store = HostCopies(folder: copies)
        var made: [String] = []
        for _ in 0..<6 {
            made.append(try store.add(file, called: "large"))
            usleep(20_000)
        }
        let room = Int(HostCopies.mostTogether / HostCopies.most)
        #expect(
            made.map { File.kind($0) != nil } == [false, false]
                + Array(repeating: true, count: room)
        )
        #expect(File.names(in: copies).count == room)
    }

    /// A box may give a file of its own file system, which answers when it likes.
    @Test func copyOfASlowFileKeepsNobodyElseWaiting() throws {
        let path = folder.path + "/large"
        try folder.write("large", "")
        #expect(unsafe truncate(path, 3 << 20) == 0)
        let file = try FileDescriptor(opening: path, O_RDONLY)
        var slow = HostCopies(folder: copies)
        var (looks, others) = (0, [String]())
        slow.milliseconds = {
            looks += 1
            let isHeld = FileLock.isHeld(copies + ".lock")
            // While the slow one reads, another is made; and then too much time is over.
            if looks == 3 {
                others += (try? [HostCopies(folder: copies).add(file, called: "fast")]) ?? []
            }
            return isHeld ? 0 : looks < 4 ? 1 : 70_000
        }
        #expect(throws: HostCopies.Fault.tooSlow(seconds: 60)) {
            try slow.add(file, called: "slow")
        }
        #expect(others.count == 1)
        #expect(File.names(in: copies).count == 1)
    }

    /// Room is taken when a copy begins, not when it is there.
    @Test func copyThatLosesItsRoomIsNoCopy() throws {
        let path = folder.path + "/large"
        try folder.write("large", "")
        #expect(unsafe truncate(path, off_t(HostCopies.most)) == 0)
        let file = try FileDescriptor(opening: path, O_RDONLY)
        var slow = HostCopies(folder: copies)
        var looks = 0
        slow.milliseconds = {
            looks += 1
            if looks == 2 {
                for _ in 0..<5 {
                    usleep(20_000)
                    _ = try? HostCopies(folder: copies).add(file, called: "other")
                }
            }
            return 0
        }
        #expect(throws: HostCopies.Fault.noRoom) { try slow.add(file, called: "slow") }
        let room = Int(HostCopies.mostTogether / HostCopies.most)
        #expect(File.names(in: copies).count == room)
    }

    @Test func inputThatIsNoFileIsNotOpened() throws {
        let pipe = try Pipe()
        let portal = Portal()
        let null = try FileDescriptor(opening: "/dev/null", O_RDONLY)
        for number in [pipe.writer.number, null.number] {
            let outcome = open(OpenerWord.input, by: portal, input: number)
            #expect(outcome == .impossible(.notOnHost))
        }
        #expect(open(OpenerWord.input, by: portal, input: -1) != .opened)
        #expect(portal.asked == [])
    }

    @Test func copiesAreSmallAndForADay() throws {
        let path = folder.path + "/large"
        let file = try FileDescriptor(opening: path, O_RDWR | O_CREAT, mode: 0o600)
        #expect(ftruncate(file.number, off_t(HostCopies.most + 1)) == 0)
        let copies = HostCopies(folder: copies)
        #expect(throws: HostCopies.Fault.tooLarge) { try copies.add(file, called: "/large") }
        #expect(ftruncate(file.number, 5) == 0)
        let first = try copies.add(file, called: "/usr/share/a b/large")
        #expect(first.hasSuffix("/large"))
        let place = String(first.dropLast("/large".count))
        let yesterday = timeval(tv_sec: Int(Clock.now) - 25 * 3600, tv_usec: 0)
        let past = [yesterday, yesterday]
        #expect(unsafe utimes(place, past) == 0)
        let second = try copies.add(file, called: "/large")
        #expect(FileStatus(first) == nil)
        #expect(FileStatus(second)?.size == 5)
    }

    @Test(arguments: [
        ("/a/report.pdf", "report.pdf"), ("/a/..", "file.."), ("/a/.profile", "file.profile"),
        ("/a/-rf x\n", "file-rf_x_"), ("/a/b-c", "b-c"), ("/", "file"), ("", "file"), ("/é", "__"),
        (String(repeating: "y", count: 200) + ".htm", String(repeating: "y", count: 96) + ".htm"),
    ])
    func copyHasANameThatMeansNothingElse(_ path: String, _ name: String) {
        #expect(HostCopies.name(path) == name)
    }

    @Test func namesOfAnyPathAreOnesOfAFile() {
        var dice = Dice(seed: 17)
        for _ in 0..<20_000 {
            let bytes = (0..<dice.below(130)).map { _ in UInt8(dice.below(256)) }
            let name = HostCopies.name(bytes.text)
            let isPlain = name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "/") }
            if !isPlain || name.hasPrefix(".") || name.hasPrefix("-") || name.utf8.count > 110 {
                Issue.record("\(bytes) became '\(name)'")
            }
        }
    }
}
