import Boxes
import TestSupport
import Testing

@testable import Projects

/// What a project may do is told before it is allowed.
@Suite struct PowerTests {
    private func powers(_ text: String, links: [String: String] = [:]) throws -> [String] {
        let folder = try ProjectFolder(text)
        for (name, target) in links { try folder.place.link("p/" + name, to: target) }
        return Power.all(of: try folder.read().manifest, folder: folder.project.folder)
            .map { "\($0.box) \($0.kind.rawValue) \($0.object)" }
    }

    @Test func littleIsSaidOfLittle() throws {
        #expect(
            try powers("[box.a]\nimage = \"x\"\nhome = \"private\"\nnetwork = \"none\"") == [
                "a image x", "a hostFiles /run/host",
            ]
        )
    }

    @Test func everythingIsSaid() throws {
        let manifest = """
            activate = "enter"
            [box.a]
            image = "x"
            host-commands = ["git", "ls"]
            devices = ["/dev/kvm"]
            volumes = ["./in", "/etc:/x:ro", "/srv", "./out"]
            services = ["db"]
            bins = ["gcc"]
            apps = ["app"]
            shims = ["node"]
            env = { A = "b" }
            build = ["one"]
            on-create = ["two"]
            on-start = ["three"]
            check = "four"
            engine = "podman"
            engine-option = "{}"
            """
        #expect(
            Set(try powers(manifest, links: ["out": "/root"])) == [
                "a image x", "a engine podman", "a hostCommands git", "a hostCommands ls",
                "a home shared",
                "a device /dev/kvm", "a network host", "a exportsService db", "a exportsBin gcc",
                "a exportsApp app", "a build one", "a onCreate two", "a onStart three",
                "a check four", "a engineOption {}", "a reads /etc", "a writes /srv",
                "a writes /root", "a shim node", "a shim gcc", "a variable A=b", "a opens ",
            ]
        )
    }
}
