import Boxes
import Foundation
import Testing

/// A box with systemd is one of its own processes, and has what a system writes to for itself.
@Suite struct InitTests {
    private func spec() -> BoxSpec {
        var spec = BoxSpec(image: "debian")
        spec.initSystem = .systemd
        spec.pid = .private
        return spec
    }

    @Test func systemHasItsOwnProcesses() throws {
        try spec().checkInit()
        var shared = spec()
        shared.pid = .host
        #expect(throws: BoxError.conflict("--init systemd", "--pid host")) {
            try shared.checkInit()
        }
    }

    @Test(arguments: ["/dev", "/run", "/sys", "/proc"])
    func systemHasItsOwnDirectories(_ path: String) {
        var spec = spec()
        spec.volumes = [Volume(source: "/srv", target: path)]
        #expect(throws: BoxError.sameTarget(path, "--init systemd", "--volume /srv")) {
            try spec.checkInit()
        }
    }

    /// Scripts of OpenRC's empty it, whosever it is.
    @Test(arguments: ["/tmp", "/tmp/x", "/run/x", "/var/run/x", "/var/lock"])
    func theHostsFilesAreNotGivenToScriptsThatClearThem(_ path: String) throws {
        var openRC = spec()
        openRC.initSystem = .openrc
        openRC.volumes = [
            Volume(source: "/srv", target: "/srv"), Volume(source: "/a", target: "/tmpx"),
        ]
        try openRC.checkInit()
        openRC.volumes = [Volume(source: "/srv", target: path)]
        #expect(throws: BoxError.emptied(path, by: "--init openrc")) {
            try openRC.checkInit()
        }
    }

    @Test func processesGoWithTheInitUnlessTheyAreSaid() throws {
        var change = SpecChange()
        change.initSystem = .systemd
        let system = try change.applied(to: BoxSpec(image: "debian"))
        #expect(system.initSystem == .systemd && system.pid == .private)
        change.initSystem = .agent
        #expect(try change.applied(to: system) == BoxSpec(image: "debian"))
        change.pid = .private
        #expect(try change.applied(to: system).pid == .private)
        change.initSystem = .systemd
        change.pid = .host
        #expect(throws: BoxError.self) { try change.applied(to: system) }
        // One system for another changes nothing else.
        change.initSystem = .openrc
        change.pid = nil
        let other = try change.applied(to: system)
        #expect(other.initSystem == .openrc && other.pid == .private)
        // What a box has of its processes stays when its init does.
        change.pid = nil
        change.initSystem = .agent
        var alone = BoxSpec(image: "debian")
        alone.pid = .private
        #expect(try change.applied(to: alone) == alone)
    }

    @Test func aSpecOfBeforeHasTheAgent() throws {
        let old = try JSONDecoder().decode(BoxSpec.self, from: Data(#"{"image":"debian"}"#.utf8))
        #expect(old.initSystem == .agent)
        let words = try JSONEncoder().encode(spec())
        #expect(try JSONDecoder().decode(BoxSpec.self, from: words) == spec())
    }
}
