import Linux
import TestSupport
import Testing

@testable import alcove

/// What `create` says of options that come to nothing as they are, and offers.
@Suite struct CreateAdviceTests {
    @Test func wordsThatComeToNothingOnThisHostAreTold() throws {
        let sandbox = try Sandbox()
        try sandbox.write("bin/podman", "")
        sandbox.variables["PATH"] = sandbox.home + "/bin"
        let create = ["create", "web", "-i", "debian", "--dry-run"]
        func warnings(_ words: String...) -> [String] {
            sandbox.alcove(create + words).split(separator: "\n").map(String.init)
                .filter { $0.hasPrefix("warning: ") }
        }
        #expect(
            warnings("--host-commands", "al") == [
                "warning: the host has no command 'al'; did you mean '--host-commands all'?"
            ]
        )
        #expect(
            warnings("--host-commands", "podman,/no/code") == [
                "warning: the host has no command '/no/code'"
            ]
        )
        #expect(
            warnings("--host-shim", "dokcer", "--host-shim", "podman") == [
                "warning: the host has no command 'dokcer' for '--host-shim'"
            ]
        )
        #expect(
            warnings("--host-shim", "podman", "--home", "private") == [
                "warning: the box may not run 'podman' on the host; '--host-commands' permits it"
            ]
        )
        #expect(
            warnings("--gpu", "a.b/gpu=7") == [
                "warning: the host has no graphics card 'a.b/gpu=7' now; "
                    + "each start of the box looks for it again"
            ]
        )
    }

    private func withTinySystem() throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write(
            "profiles/tiny.toml",
            """
            managers = ["tin"]
            [match]
            ids = ["tiny"]
            [manager.tin]
            program = "/bin/tin"
            refresh = ["tin", "sync"]
            install = ["tin", "add", "{packages}"]
            essentials = ["tin", "add", "{packages}"]
            uninstall = ["tin", "del", "{packages}"]
            search = ["tin", "find", "{words}"]
            upgrade = ["tin", "up"]
            clean = ["tin", "clean"]
            list = ["tin", "list"]
            list-fields = ["name", "version"]
            [init]
            systemd = ["systemd", "bus"]
            openrc = ["openrc"]
            """
        )
        sandbox.engine.files = ["/etc/os-release": Array("ID=tiny\n".utf8), "/bin/tin": []]
        return sandbox
    }

    @Test func offersToAddTheSystemThatABareImageLacks() throws {
        let sandbox = try withTinySystem()
        let words = ["create", "web", "-i", "debian", "--bare", "--init", "systemd"]
        #expect(
            sandbox.alcove(words) == """
                error: there is no systemd in the image 'debian'
                hint: Pass --yes to add it (systemd bus), or leave out --bare.
                [1]
                """
        )
        sandbox.isTerminal = true
        sandbox.answers = ["n"]
        #expect(
            sandbox.alcove(words)
                == "There is no systemd in the image 'debian'. Add it (systemd bus)? [y/N] [1]"
        )
        #expect(sandbox.engine.builds.isEmpty)
        sandbox.answers = ["y"]
        // The image that is built has nothing but what the test's engine says of it.
        _ = sandbox.alcove(words)
        let built = try #require(sandbox.engine.builds.first)
        #expect(built.context.text.contains(#"RUN ["tin","add","systemd","bus"]"#))
    }
}
