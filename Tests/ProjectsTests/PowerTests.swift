import Boxes
import Linux
import TestSupport
import Testing
import Wire

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
            try powers(
                """
                [box.a]
                image = "x"
                home = "private"
                network = "none"
                pid = "private"
                ipc = "private"
                gpu = "none"
                without = ["\(Facility.allCases.map(\.rawValue).joined(separator: ","))"]
                """
            ) == ["a image x", "a hostFiles /run/host"]
        )
    }

    /// A build gets all of its folder, whatever the name of that.
    @Test(arguments: ["./image", "./image/Containerfile", "./root.tar"])
    func whatAnImageIsMadeOfIsRead(image: String) throws {
        let folder = try ProjectFolder("[box.a]\nimage = \"\(image)\"")
        func read() throws -> [String] {
            Power.all(of: try folder.read().manifest, folder: folder.project.folder)
                .filter { $0.kind == .reads }.map(\.object)
        }
        try folder.write("FROM x", to: "image/Containerfile")
        try folder.write("x", to: "root.tar")
        #expect(try read() == [])
        try File.move(folder.project.folder + "/image", to: folder.place.path + "/elsewhere")
        try File.move(folder.project.folder + "/root.tar", to: folder.place.path + "/root.tar")
        try folder.place.link("p/image", to: "../elsewhere")
        try folder.place.link("p/root.tar", to: "../root.tar")
        let real = try #require(File.realPath(folder.place.path))
        #expect(try read() == [image == "./root.tar" ? "\(real)/root.tar" : "\(real)/elsewhere"])
    }

    /// What is built is what a link leads to.
    @Test(arguments: ["./Containerfile", "./"])
    func aContainerfileElsewhereIsToldAsThat(image: String) throws {
        let folder = try ProjectFolder("[box.a]\nimage = \"\(image)\"")
        try folder.place.write("elsewhere/C", "FROM x")
        try folder.place.link("p/Containerfile", to: "../elsewhere/C")
        let real = try #require(File.realPath(folder.place.path))
        let reads = Power.all(of: try folder.read().manifest, folder: real + "/p")
            .filter { $0.kind == .reads }.map(\.object)
        #expect(reads == ["\(real)/elsewhere/C"])
    }

    /// A path is another one where an accent is a sign of its own, whatever a text says to that.
    @Test func pathsAreComparedByteByByte() {
        #expect(Power("a", .writes, "/\u{e9}") != Power("a", .writes, "/e\u{301}"))
        #expect(Power("a", .writes, "/\u{e9}") == Power("a", .writes, "/\u{e9}"))
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
            groups = ["video"]
            host-shims = ["docker"]
            packages = ["gcc"]
            init = "systemd"
            gpu = "nvidia.com/gpu=0"
            labels = { a = "b" }
            """
        #expect(
            Set(try powers(manifest, links: ["out": "/root"])) == [
                "a image x", "a engine podman", "a hostCommands git", "a hostCommands ls",
                "a home shared",
                "a shares memory", "a shares nvidia.com/gpu=0", "a shares ssh-agent",
                "a shares gpg-agent", "a shares kerberos", "a shares smart-cards",
                "a shares certificates", "a shares git-credentials", "a group video",
                "a hostShim docker", "a package gcc", "a initSystem systemd", "a label a=b",
                "a device /dev/kvm", "a network host", "a exportsService db", "a exportsBin gcc",
                "a exportsApp app", "a build one", "a onCreate two", "a onStart three",
                "a check four", "a engineOption {}", "a reads /etc", "a writes /srv",
                "a writes /root", "a shim node", "a shim gcc", "a variable A=b", "a opens ",
            ]
        )
    }
}
