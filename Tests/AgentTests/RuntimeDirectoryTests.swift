import Linux
import Testing
import Wire

@testable import Agent

/// The box's runtime directory is the host's present one.
@Suite struct RuntimeDirectoryTests {
    @Test func runtimeDirectoryIsALinkToTheHosts() throws {
        let box = try BoxRoot()
        try File.makeDirectories("\(box.path)/run/user/1000", mode: 0o700)
        var setup = BoxSetup.ofAmy
        setup.runtimeDirectory = "/run/user/1000"
        #expect(try box.setUp(setup, only: ["runtime-directory"]) == [:])
        #expect(box.tree["run/user/1000"] == "-> /run/host/run/user/1000")
    }

    /// An image may have been somebody's machine.
    @Test func whatIsInTheRuntimeDirectorysPlaceIsKeptBeside() throws {
        let box = try BoxRoot(["run/user/1000/kept": "x", "run/user/1000.before-1": ""])
        var setup = BoxSetup.ofAmy
        setup.runtimeDirectory = "/run/user/1000"
        #expect(try box.setUp(setup, only: ["runtime-directory"]) == [:])
        #expect(box.tree["run/user/1000"] == "-> /run/host/run/user/1000")
        #expect(box.read("run/user/1000.before-2/kept") == "x")
    }

    /// As on hosts without a login manager: what the box shares is the host's present one already.
    @Test(arguments: ["/tmp/1000-runtime-dir", "/home/amy/.run"])
    func runtimeDirectoryInWhatIsSharedStays(_ path: String) throws {
        let box = try BoxRoot()
        try File.makeDirectories(box.path + path, mode: 0o700)
        var setup = BoxSetup.ofAmy
        setup.mounts.append(.init(host: Array("/tmp".utf8), box: Array("/tmp".utf8)))
        setup.runtimeDirectory = path
        let before = box.tree
        #expect(try box.setUp(setup, only: ["runtime-directory"]) == [:])
        #expect(box.tree == before)
        // A home of the box's own is not where the host has it.
        setup.mounts = [.init(host: Array("/srv/h".utf8), box: Array("/home/amy".utf8))]
        #expect(try box.setUp(setup, only: ["runtime-directory"]) == [:])
        #expect(box.tree[String(path.dropFirst())] == "-> /run/host\(path)")
    }

    /// Of a box that was made where the directory was another.
    @Test func whatIsMountedInTheRuntimeDirectoryIsRefused() throws {
        let box = try BoxRoot()
        var setup = BoxSetup.ofAmy
        setup.mounts.append(
            .init(host: Array("/srv".utf8), box: Array("/run/user/1000/data".utf8))
        )
        setup.runtimeDirectory = "/run/user/1000"
        let failures = try box.setUp(setup, only: ["runtime-directory"])
        #expect(
            failures["runtime-directory"]?.contains(
                "'/run/user/1000/data' is mounted in the runtime directory, which is the host's own"
            ) == true,
            "\(failures)"
        )
        #expect(box.tree["run/user/1000"] == nil)
    }
}
