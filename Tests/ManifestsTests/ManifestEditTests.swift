import Boxes
import Manifests
import Testing

@Suite struct ManifestEditTests {
    private func edited(_ text: String, _ edits: ManifestEdit...) throws -> String {
        var editing = ManifestEditing(
            text,
            box: try BoxName("web"),
            file: "/p/alcove.toml",
            home: "/h"
        )
        for edit in edits { try require(editing.make(edit), edit) }
        return editing.text
    }

    @Test(arguments: [
        ("packages = []", "packages = [\"jq\"]"),
        ("packages = [\"a\"]  # why", "packages = [\"a\", \"jq\"]  # why"),
        ("packages = [\"a\", ]", "packages = [\"a\", \"jq\", ]"),
        ("packages = [\n  \"a\", # one\n]", "packages = [\n  \"a\", # one\n  \"jq\",\n]"),
        ("packages = [\n  \"a\" # one\n]", "packages = [\n  \"a\", # one\n  \"jq\",\n]"),
        ("packages = [\"a\",\n  \"b\"]", "packages = [\"a\",\n  \"b\", \"jq\"]"),
        ("packages = [\"!jq\", \"b\"]", "packages = [\"b\"]"),
        ("image = \"x\"  # of us", "image = \"x\"  # of us\npackages = [\"jq\"]"),
    ])
    func aPackageIsAdded(before: String, after: String) throws {
        let text = "[box.web]\n\(before)\n\n[box.db]\nimage = \"y\"\n"
        #expect(
            try edited(text, .add(.packages, "jq"))
                == "[box.web]\n\(after)\n\n[box.db]\nimage = \"y\"\n"
        )
    }

    @Test(arguments: [
        ("packages = [\"jq\"]", "packages = []"),
        ("packages = [\"jq\", \"b\"]", "packages = [\"b\"]"),
        ("packages = [\"a\", \"jq\"]", "packages = [\"a\"]"),
        (
            "packages = [\n  \"a\",\n  \"jq\", # for one\n  \"b\",\n]",
            "packages = [\n  \"a\",\n  \"b\",\n]"
        ),
        ("packages = [\n  \"a\",\n  \"jq\"\n]", "packages = [\n  \"a\",\n]"),
        // It is another box's, which this extends.
        ("packages = [\"a\"]", "packages = [\"a\", \"!jq\"]"),
    ])
    func aPackageIsTaken(before: String, after: String) throws {
        #expect(
            try edited("[box.web]\n\(before)\n", .take(.packages, "jq")) == "[box.web]\n\(after)\n"
        )
    }

    @Test(arguments: [
        ("[box.web]\nimage = \"x\"", "[box.web]\nimage = \"x\"\nenv = { B = \"2\" }"),
        ("[box.web]\nenv = { }", "[box.web]\nenv = { B = \"2\" }"),
        ("[box.web]\nenv = { A = \"1\" }", "[box.web]\nenv = { A = \"1\", B = \"2\" }"),
        ("[box.web]\nenv = { B = \"1\" }", "[box.web]\nenv = { B = \"2\" }"),
        ("[box.web.env]\nA = \"1\"", "[box.web.env]\nA = \"1\"\nB = \"2\""),
        ("box.web.image = \"x\"", "box.web.image = \"x\"\nbox.web.env.B = \"2\""),
        ("box.web = { image = \"x\" }", "box.web = { image = \"x\", env = { B = \"2\" } }"),
        ("[box]\n  web.image = \"x\"", "[box]\n  web.image = \"x\"\n  web.env.B = \"2\""),
        (
            "[box.web.host.a]\nbare = true",
            "[box.web]\nenv = { B = \"2\" }\n\n[box.web.host.a]\nbare = true"
        ),
    ])
    func aVariableIsSetWhereverTheBoxIs(before: String, after: String) throws {
        #expect(try edited(before, .put(.env, name: "B", value: "2")) == after)
        #expect(throws: Never.self) { try TOMLDocument(after) }
    }

    @Test(arguments: [
        ("env = { A = \"1\", B = \"2\" }", "env = { A = \"1\" }"),
        ("env = { B = \"2\", A = \"1\" }", "env = { A = \"1\" }"),
        ("env.A = \"1\"\nenv.B = \"2\" # gone", "env.A = \"1\""),
    ])
    func aVariableIsDropped(before: String, after: String) throws {
        #expect(
            try edited("[box.web]\n\(before)\n", .drop(.env, name: "B")) == "[box.web]\n\(after)\n"
        )
    }

    @Test func valuesAreSetAndUnset() throws {
        let text = "[box.web]\nshell = 'bash' # mine\nmemory = \"1G\"\nimage = \"x\"\n"
        #expect(
            try edited(text, .set(.shell, "\"zsh\""), .unset(.memory), .set(.gpu, "\"none\""))
                == "[box.web]\nshell = \"zsh\" # mine\nimage = \"x\"\ngpu = \"none\"\n"
        )
    }

    @Test func aVolumeIsFoundHoweverItIsWritten() throws {
        let text = "[box.web]\nvolumes = [\"./data:/data\", \"~/b\"]\n"
        #expect(
            try edited(text, .take(.volumes, "/p/data:/data"), .take(.volumes, "~/b"))
                == "[box.web]\nvolumes = []\n"
        )
        #expect(
            try edited("[box.web]\nimage = \"x\"\n", .take(.volumes, "~/c:/c:ro"))
                == "[box.web]\nimage = \"x\"\nvolumes = [\"!/c\"]\n"
        )
    }

    @Test func whatCannotBeDoneIsSaid() throws {
        var editing = ManifestEditing(
            "[box.web]\nimage = \"x\"",
            box: try BoxName("web"),
            file: "/p/alcove.toml",
            home: "/h"
        )
        let answers = [editing.make(.unset(.shell)), editing.make(.drop(.env, name: "A"))]
        #expect(answers == [false, false])
    }

    /// The edits between two specs make the one of the other, whatever differs.
    @Test func theEditsOfASpecAreAllOfIt() throws {
        let old = try declaration("image = \"debian\"\nenv = { A = \"1\" }\nvolumes = [\"~/a:/a\"]")
        let new = try declaration(
            """
            image = "fedora"
            packages = ["gcc", "make"]
            build = ["true"]
            env = { B = "2\\"" }
            volumes = ["~/b:/b:ro", "/c"]
            home = "~/boxes/web"
            shell = "zsh"
            hostname = "h"
            workdir = "/w"
            network = "none"
            pid = "private"
            ipc = "private"
            init = "systemd"
            devices = ["/dev/kvm"]
            gpu = "none"
            without = ["ssh-agent"]
            groups = ["video"]
            platform = "linux/arm64"
            labels = { a = "b" }
            bare = true
            on-create = ["a"]
            on-start = ["b"]
            check = "c"
            memory = "3G"
            cpus = 1.5
            host-commands = ["podman", "flatpak"]
            host-shims = ["podman"]
            engine-option = "{}"
            """
        )
        for (one, other) in [(old, new), (new, old)] {
            var editing = ManifestEditing(
                "[box.web]\n\(one.text)\n",
                box: try BoxName("web"),
                file: "/p/alcove.toml",
                home: "/h"
            )
            for edit in ManifestEdit.edits(from: one.spec, to: other.spec, home: "/h") {
                try require(editing.make(edit), edit)
            }
            #expect(try spec(editing.text) == other.spec, "\(editing.text)")
        }
    }

    private func require(_ isMade: Bool, _ edit: ManifestEdit) throws {
        try #require(isMade, "\(edit)")
    }

    private func declaration(_ text: String) throws -> (text: String, spec: BoxSpec) {
        (text, try spec("[box.web]\n\(text)\n"))
    }

    private func spec(_ text: String) throws -> BoxSpec {
        let manifest = try Manifest(
            "/p/alcove.toml",
            Manifest.Circumstances(home: "/h", host: "desk", architecture: nil)
        ) { _ throws(ManifestFault.Reason) in Array(text.utf8) }
        return try #require(manifest.boxes.first).spec
    }
}
