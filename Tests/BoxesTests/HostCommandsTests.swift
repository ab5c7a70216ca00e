import FoundationEssentials
import Testing

@testable import Boxes

@Suite struct HostCommandsTests {
    @Test func areAllNoneOrAList() throws {
        #expect(try BoxSpec.HostCommands("all") == .all)
        #expect(try BoxSpec.HostCommands("none") == .nothing)
        let list = try BoxSpec.HostCommands("podman,/usr/bin/code")
        #expect(list == .only(["podman", "/usr/bin/code"]))
        #expect(list.words == "podman,/usr/bin/code")
    }

    @Test(arguments: [
        "", ",", "podman,", "podman,all", "none,podman", "./x", "a/b", "/", "/usr/../bin/x",
        "/usr//x", "a b", "a\nb", "a\u{0}", "..",
    ])
    func wordsThatNameNoCommandAreRefused(words: String) {
        #expect(throws: BoxError.badHostCommands(words)) { try BoxSpec.HostCommands(words) }
    }

    @Test func unlessToldTheHomeDecides() throws {
        var spec = BoxSpec(image: "debian")
        #expect(spec.permittedHostCommands == .all)
        spec.home = .private
        #expect(spec.permittedHostCommands == .nothing)
        spec.home = .path("/srv/home")
        #expect(spec.permittedHostCommands == .nothing)
        spec.hostCommands = .only(["podman"])
        #expect(spec.permittedHostCommands == .only(["podman"]))
        spec.home = .shared
        spec.hostCommands = .nothing
        #expect(spec.permittedHostCommands == .nothing)
    }

    @Test func areKeptInTheSpec() throws {
        for words in ["all", "none", "podman,code"] {
            var spec = BoxSpec(image: "debian")
            spec.hostCommands = try BoxSpec.HostCommands(words)
            let read = try JSONDecoder().decode(BoxSpec.self, from: try JSONEncoder().encode(spec))
            #expect(read == spec)
        }
        let old = try JSONDecoder().decode(BoxSpec.self, from: Data(#"{"image":"debian"}"#.utf8))
        #expect(old.hostCommands == nil)
        #expect(throws: (any Error).self) {
            try JSONDecoder().decode(
                BoxSpec.self,
                from: Data(#"{"image":"debian","hostCommands":"a b"}"#.utf8)
            )
        }
    }
}
