import Boxes
import Glibc
import Linux
import Testing

@testable import HostChannel

/// A folder of programs, removed with the value.
final class ProgramFolder {
    let path: String

    init(_ programs: String...) throws {
        path = "/tmp/alcove-channel-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        try File.makeDirectories(path, mode: 0o700)
        for program in programs { try write(program, "#!/bin/sh\n") }
    }

    deinit { try? File.removeTree(path) }

    func write(_ name: String, _ text: String, mode: UInt32 = 0o755) throws {
        try File.replace("\(path)/\(name)", with: Array(text.utf8), mode: mode)
    }
}

@Suite struct HostGateTests {
    private let folder: ProgramFolder

    init() throws { folder = try ProgramFolder("podman", "code") }

    /// The paths that are tried; nil for what is denied.
    private func programs(_ command: String, _ words: String) throws -> [String]? {
        guard case .run(let paths) = try verdict(command, words) else { return nil }
        return paths.map(\.text)
    }

    private func verdict(
        _ command: String,
        _ words: String,
        granted: String? = nil
    ) throws -> HostGate.Verdict {
        var gate = HostGate(
            permitted: try BoxSpec.HostCommands(words),
            path: Array("relative:/nonexistent:\(folder.path)".utf8),
            alcove: Array("/opt/alcove".utf8)
        )
        gate.isGranted = { $0.text == granted }
        return gate.verdict(for: Array(command.utf8))
    }

    @Test func whoMayRunAllFindsThemAsAShellDoes() throws {
        let found = ["relative/podman", "/nonexistent/podman", "\(folder.path)/podman"]
        #expect(try programs("podman", "all") == found)
        #expect(try programs("./x", "all") == ["./x"])
        #expect(try programs("/bin/rm", "all") == ["/bin/rm"])
        #expect(try programs("alcove", "all")?.first == "/opt/alcove")
    }

    @Test(arguments: ["podman", "/bin/sh", "./podman", "alcove", "nonexistent"])
    func whoMayRunNothingRunsNothing(command: String) throws {
        #expect(try programs(command, "none") == nil)
    }

    @Test func aNameOfTheListIsTheProgramThatTheHostFinds() throws {
        let podman = "\(folder.path)/podman"
        #expect(try programs("podman", "podman") == [podman])
        #expect(try programs(podman, "podman") == [podman])
        #expect(try programs("podman", podman) == [podman])
        #expect(try programs(podman, podman) == [podman])
    }

    @Test(arguments: [
        "code", "./podman", "sub/podman", "/usr/bin/podman", "alcove", "/opt/alcove", "../podman",
        "podman\u{0}",
    ])
    func whatIsNotInTheListIsDenied(command: String) throws {
        #expect(try programs(command, "podman,gone") == nil)
    }

    /// Scripts try one command after another.
    @Test(arguments: ["docker", "podman ", "", "Podman", "xdg-open"])
    func nameThatTheHostHasNotIsMissing(command: String) throws {
        #expect(try verdict(command, "podman,gone") == .missing)
        #expect(try verdict(command, "none") == .denied)
    }

    @Test func anotherWayToTheSameFileIsDenied() throws {
        let path = "\(folder.path)/../\(folder.path.split(separator: "/").last ?? "")/podman"
        #expect(try programs(path, "podman") == nil)
    }

    @Test func whatIsPermittedAndNotThereIsToldToBeMissing() throws {
        // Never the file of that name in the box's directory.
        #expect(try programs("gone", "gone") == [])
        #expect(try programs("/opt/gone", "/opt/gone") == ["/opt/gone"])
    }

    @Test func whatNobodyMayExecuteIsNoProgram() throws {
        try folder.write("text", "", mode: 0o644)
        #expect(try programs("\(folder.path)/text", "text") == nil)
    }

    @Test func alcoveIsThisProgramAndMustBeInTheList() throws {
        #expect(try programs("alcove", "alcove") == ["/opt/alcove"])
        #expect(try programs("/opt/alcove", "alcove") == ["/opt/alcove"])
    }

    @Test func namesThatAreNoTextAreDenied() throws {
        try folder.write("\u{fffd}", "")
        let gate = HostGate(
            permitted: .only(["\u{fffd}"]),
            path: Array(folder.path.utf8),
            alcove: []
        )
        #expect(gate.verdict(for: [0xff]) == .denied)
    }

    @Test func theUserIsAskedForTheProgramThatTheHostFinds() throws {
        let podman = "\(folder.path)/podman"
        #expect(try verdict("podman", "ask") == .ask(Array(podman.utf8)))
        #expect(try verdict(podman, "ask") == .ask(Array(podman.utf8)))
        #expect(try verdict("alcove", "ask") == .ask(Array("/opt/alcove".utf8)))
        #expect(try verdict("./podman", "ask") == .denied)
        #expect(try verdict("gone", "ask") == .run([]))
    }

    @Test func whatWasPermittedForGoodIsNotAskedForAgain() throws {
        let podman = "\(folder.path)/podman"
        #expect(try verdict("podman", "ask", granted: podman) == .run([Array(podman.utf8)]))
        #expect(try verdict("code", "ask", granted: podman) != .run([Array(podman.utf8)]))
        #expect(try verdict("podman", "none", granted: podman) == .denied)
    }

    /// What the user has said of a box while a question was open is the newer word.
    @Test func policyThatChangedMeanwhileCounts() throws {
        let podman = Array("\(folder.path)/podman".utf8)
        func standing(_ words: String, called command: String = "podman") throws -> HostStanding {
            var guest = HostGuest(name: "web", permitted: try BoxSpec.HostCommands(words))
            guest.grants = HostGrants(file: folder.path + "/grants")
            return guest.standing(
                of: podman,
                called: Array(command.utf8),
                path: Array("/nonexistent:\(folder.path)".utf8),
                alcove: Array("/opt/alcove".utf8)
            )
        }
        #expect(try standing("ask") == .asked)
        #expect(try standing("ask", called: podman.text) == .asked)
        #expect(try standing("all") == .permitted)
        #expect(try standing("podman,code") == .permitted)
        #expect(try standing("code") == .denied)
        #expect(try standing("none") == .denied)
        // Another program is found by that name by now.
        #expect(try standing("ask", called: "code") == .denied)
        try HostGrants(file: folder.path + "/grants").add(podman)
        #expect(try standing("ask") == .permitted)
        #expect(try standing("none") == .denied)
    }
}
