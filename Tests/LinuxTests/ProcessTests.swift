import Glibc
import TestSupport
import Testing

@testable import Linux

@Suite struct EndingTests {
    @Test(
        arguments: [
            (0x0000, Ending.code(0)), (0x0100, .code(1)), (0xff00, .code(255)),
            (0x0009, .signal(9)),
            (0x008b, .signal(11)),
        ] as [(Int32, Ending)]
    )
    func statusOfWaitIsReadAsItsMacrosDo(_ status: Int32, _ ending: Ending) {
        #expect(Ending(waitStatus: status) == ending)
    }
}

@Suite struct StringListTests {
    /// The list as a program would read it.
    private func readBack(_ list: [[UInt8]]) -> [[UInt8]] {
        unsafe withCStrings(list) { start in
            var found: [[UInt8]] = []
            var next = unsafe start
            while let text = unsafe next.pointee {
                unsafe found.append(
                    Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
                )
                unsafe next += 1
            }
            return found
        }
    }

    @Test(arguments: [[], [[]], [[], [], []], [[1], [], [0xff, 2]]] as [[[UInt8]]])
    func listIsEndedByNothing(_ list: [[UInt8]]) {
        #expect(readBack(list) == list)
    }

    @Test func stringIsEndedByZero() {
        let count = unsafe [1, 2, 3].withCString { text in unsafe strlen(text) }
        let none = unsafe [].withCString { text in unsafe strlen(text) }
        #expect([count, none] == [3, 0])
    }
}

@Suite struct ProcessEntryTests {
    @Test(arguments: ["sh", "a b", ") S 1 2 3 (", "(sd-pam)", "((", "))", "", "\n", "é"])
    func nameMayHoldAnything(_ name: String) {
        let entry = ProcessTree.Entry(pid: 7, stat: Array("7 (\(name)) S 1 2 3 34816 2 0\n".utf8))
        #expect(
            entry
                == ProcessTree.Entry(pid: 7, parent: 1, group: 2, session: 3, isZombie: false)
        )
    }

    @Test(arguments: [("Z", true), ("X", true), ("R", false), ("T", false)])
    func stateTellsTheDead(_ state: String, _ isZombie: Bool) {
        let entry = ProcessTree.Entry(pid: 7, stat: Array("7 (sh) \(state) 1 2 3 0".utf8))
        #expect(entry?.isZombie == isZombie)
    }

    @Test(arguments: ["", "7 (sh", "7 (sh)", "7 (sh) S 1 2", "7 (sh) S 1 2 x", "7 sh S 1 2 3"])
    func lineThatIsNoEntryIsNone(_ line: String) {
        #expect(ProcessTree.Entry(pid: 7, stat: Array(line.utf8)) == nil)
    }

    @Test func treeHoldsThisProcessBelowItsParent() {
        #expect(ProcessTree().descendants(of: getppid()).contains(getpid()))
    }
}

@Suite struct ReplaceTests {
    @Test(arguments: [("/nonexistent", ENOENT), ("/etc", EACCES), ("/etc/passwd/x", ENOTDIR)])
    func programThatCannotBeExecutedSaysWhy(_ program: String, _ code: Int32) {
        #expect(replaceProcess(Array(program.utf8), [[]], []) == code)
    }
}

@Suite struct DirectoryWatchTests {
    /// An event of inotify(7), its name filled up with zeros as the kernel does.
    private func event(_ name: String, room: Int) -> [UInt8] {
        let text = Array(name.utf8) + [UInt8](repeating: 0, count: room - name.utf8.count)
        return [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, UInt8(room), 0, 0, 0] + text
    }

    @Test func namesOfAllEventsAreTaken() {
        let bytes = event("resolv.conf", room: 16) + event("", room: 0) + event("hosts", room: 16)
        #expect(DirectoryWatch.names(in: bytes) == ["resolv.conf", "", "hosts"])
    }

    @Test func eventsThatAreCutOrLieAreNoHarm() {
        let hosts = event("hosts", room: 16)
        #expect(DirectoryWatch.names(in: Array(hosts.prefix(15))) == [])
        #expect(DirectoryWatch.names(in: Array(hosts.prefix(18))) == ["ho"])
        let lie = [UInt8](repeating: 0, count: 12) + [0xff, 0xff, 0xff, 0xff, 0x61]
        #expect(DirectoryWatch.names(in: lie) == ["a"])
    }

    @Test func changesInTheDirectoryAreTold() throws {
        let folder = try TemporaryFolder()
        let watch = try DirectoryWatch(folder.path)
        let before = watch.names()
        #expect(before == [])
        try folder.link("localtime", to: "x")
        watch.wait(milliseconds: 0)
        let between = watch.names()
        #expect(between == [])
        try folder.link("hosts", to: "x")
        let after = watch.names()
        #expect(after.contains("hosts"))
    }
}
