import Boxes
import Glibc
import Linux
import TestSupport
import Testing

@testable import Upkeep

@Suite struct PlacesTests {
    @Test func defaultsAreBelowTheHome() {
        let places = Places(
            environment: ["HOME": "/h/"],
            uid: 4_000_000,
            home: "/x",
            program: "/p/bin/alcove"
        )
        #expect(places.home == "/h")
        #expect(
            places.configurations == ["/h/.config/alcove/config.toml", "/etc/alcove/config.toml"]
        )
        #expect(places.state == "/h/.local/state/alcove")
        #expect(places.homes == "/h/.local/share/alcove/homes")
        #expect(
            places.profiles == [
                "/h/.config/alcove/profiles", "/etc/alcove/profiles", "/p/share/alcove/profiles",
            ]
        )
        #expect(places.agents == ["/p/bin/alcove-init", "/p/libexec/alcove/alcove-init"])
        #expect(places.session == nil)
        #expect(places.runtime == "/tmp/alcove-4000000")
    }

    @Test func pathsThatAreNotAbsoluteArePassedOver() {
        let environment: EnvironmentVariables = [
            "HOME": "", "XDG_STATE_HOME": "state", "XDG_CONFIG_HOME": "/c",
        ]
        let places = Places(environment: environment, uid: 0, home: "/db", program: "/p")
        #expect(places.home == "/db")
        #expect(places.state == "/db/.local/state/alcove")
        #expect(places.configurations[0] == "/c/alcove/config.toml")
    }

    @Test func aRuntimeDirectoryThatIsNotThereIsNotUsed() throws {
        let sandbox = try Sandbox()
        #expect(sandbox.places.runtime == sandbox.home + "/run/alcove")
        let places = Places(
            environment: ["XDG_RUNTIME_DIR": sandbox.home + "/gone"],
            uid: 4_000_000,
            home: sandbox.home,
            program: "/p"
        )
        #expect(places.session == nil)
    }

    @Test func theProfilesOfABuildTreeAreTheRepositorys() throws {
        let sandbox = try Sandbox()
        let build = sandbox.home + "/src/.build/x86_64/debug"
        try File.makeDirectories(build, mode: 0o755)
        try sandbox.write("src/Package.swift", "")
        let places = Places(
            environment: [:],
            uid: 0,
            home: sandbox.home,
            program: build + "/alcove"
        )
        #expect(places.profiles.last == sandbox.home + "/src/profiles")
    }

    @Test func aDirectoryThatAnotherPreparedIsRefused() throws {
        let uid = 4_000_000 + UInt32(getpid())
        let places = Places(environment: [:], uid: uid, home: "/h", program: "/p")
        let folder = "/tmp/alcove-\(uid)"
        defer { try? File.removeTree(folder) }
        // It belongs to the user who runs this, and not to that one.
        #expect(throws: UpkeepError.unsafeDirectory(folder)) {
            try places.prepare(socket: places.socket(of: BoxID()))
        }
        try File.removeTree(folder)
        try File.link(folder, to: "/tmp")
        #expect(throws: UpkeepError.unsafeDirectory(folder)) {
            try places.prepare(socket: places.socket(of: BoxID()))
        }
    }
}
