import Boxes
import Manifests
import Testing
import Wire

/// Files in memory, read as a manifest.
struct Files {
    var files: [String: String]

    init(_ text: String, _ others: [String: String] = [:]) {
        files = others
        files["/p/alcove.toml"] = text
    }

    func manifest(
        host: String = "desk",
        architecture: String = "amd64"
    ) throws -> Manifest {
        let files = files
        return try Manifest(
            "/p/alcove.toml",
            Manifest.Circumstances(
                home: "/home/amy",
                host: host,
                architecture: Architecture(architecture)
            )
        ) { path throws(ManifestFault.Reason) in
            guard let text = files[path] else { throw .unreadable(file: path, 2) }
            return Array(text.utf8)
        }
    }

    /// `LINE KEY REASON` of all that is wrong.
    func faults() -> [String] {
        do {
            _ = try manifest()
            return []
        } catch let faults as ManifestFaults {
            return faults.list.map { "\($0.origin.line) \($0.key) \($0.reason)" }
        } catch {
            return ["\(error)"]
        }
    }
}

@Suite struct ManifestTests {
    /// It means the same in whatever folder the manifest is read.
    @Test(arguments: [
        ("Containerfile", "/p/Containerfile"), ("dev/Dockerfile", "/p/dev/Dockerfile"),
        ("web.Containerfile", "/p/web.Containerfile"), ("root.tar.xz", "/p/root.tar.xz"),
        (".", "/p"), ("fedora", "fedora"), ("a/dockerfile:1", "a/dockerfile:1"),
        ("x.example/y/z", "x.example/y/z"), ("bootstrap:debian/trixie", "bootstrap:debian/trixie"),
    ])
    func anImageThatLooksLikeAFileIsOne(words: String, image: String) throws {
        #expect(try Files("[box.a]\nimage = \"\(words)\"").manifest().boxes[0].spec.image == image)
    }

    @Test func everyKeyOfABoxIsUnderstood() throws {
        let files = Files(
            #"""
            default = "web"

            [box.web]
            image = "fedora:42"
            packages = ["nodejs", "gcc"]
            build = ["npm install -g pnpm"]
            bare = true
            pull = "newer"
            home = "~/boxes/web"
            volumes = ["./data:/data:ro"]
            env = { NODE_ENV = "development", LEVEL = 3 }
            shell = "zsh"
            hostname = "web.local"
            workdir = "/srv"
            network = "private"
            pid = "private"
            ipc = "private"
            devices = ["/dev/kvm"]
            gpu = "none"
            without = ["kerberos", "ssh-agent"]
            groups = ["video"]
            platform = "arm64"
            labels = { team = "a b" }
            memory = "2G"
            cpus = 1.5
            engine = "docker"
            check = "node --version"
            bins = ["node", "npm"]
            apps = ["org.gnome.Boxes"]
            services = ["redis-server"]
            on-create = ["pnpm fetch"]
            on-start = ["! pgrep redis || redis-cli ping"]
            init = "systemd"
            host-commands = ["podman", "code"]
            host-shims = ["docker"]
            engine-option = '{"pids_limit": 100}'
            """#
        )
        let manifest = try files.manifest()
        let box = try #require(manifest.boxes.first)
        #expect(manifest.defaultBox == (try BoxName("web")))
        var spec = BoxSpec(image: "fedora:42")
        spec.packages = ["nodejs", "gcc"]
        spec.build = ["npm install -g pnpm"]
        spec.bare = true
        spec.home = .path("/home/amy/boxes/web")
        spec.volumes = [Volume(source: "/p/data", target: "/data", readOnly: true)]
        spec.env = [
            .init(name: "LEVEL", value: "3"), .init(name: "NODE_ENV", value: "development"),
        ]
        spec.shell = "zsh"
        spec.hostname = "web.local"
        spec.workdir = "/srv"
        spec.network = .private
        spec.pid = .private
        spec.ipc = .private
        spec.devices = ["/dev/kvm"]
        spec.groups = ["video"]
        spec.platform = "linux/arm64"
        spec.labels = ["team": "a b"]
        spec.memory = 2 << 30
        spec.cpus = 1.5
        spec.check = "node --version"
        spec.onCreate = ["pnpm fetch"]
        spec.onStart = ["! pgrep redis || redis-cli ping"]
        spec.initSystem = .systemd
        spec.hostCommands = .only(["podman", "code"])
        spec.hostShims = ["docker"]
        spec.gpu = .nothing
        spec.without = [.kerberos, .sshAgent]
        spec.engineOption = #"{"pids_limit": 100}"#
        #expect(box.spec == spec)
        #expect(box.pull == .newer)
        #expect(box.engine == "docker")
        #expect([box.bins, box.apps, box.services].map(\.count) == [2, 1, 1])
    }

    @Test func aBoxIsWhatItExtendsAndWhatItSaysItself() throws {
        let manifest = try Files(
            """
            [box.web]
            image = "debian:trixie"
            packages = ["nodejs", "gcc"]
            volumes = ["~/data:/data", "~/src:/src"]
            env = { A = "1", B = "2" }
            [box.test]
            extends = "web"
            packages = ["firefox", "!gcc"]
            volumes = ["!/data"]
            env = { B = "3" }
            """
        ).manifest()
        let test = try #require(manifest[try BoxName("test")])
        #expect(test.spec.image == "debian:trixie")
        #expect(test.spec.packages == ["nodejs", "firefox"])
        #expect(test.spec.volumes.map(\.target) == ["/src"])
        #expect(test.spec.env.map(\.value) == ["1", "3"])
        #expect(manifest[try BoxName("web")]?.spec.packages == ["nodejs", "gcc"])
    }

    /// The first example of the manual: a name on the host can be of one box only.
    @Test func whatABoxGivesToTheHostIsNotOfThoseThatExtendIt() throws {
        let manifest = try Files(
            """
            [box.web]
            extends = "./base.toml"
            image = "fedora:42"
            bins = ["node", "npm"]
            apps = ["files"]
            services = ["redis"]
            shims = ["tsc"]
            [box.test]
            extends = "web"
            apps = ["firefox"]
            """,
            ["/p/base.toml": "[box.web]\nbins = [\"make\"]\npackages = [\"make\"]"]
        ).manifest()
        let web = try #require(manifest[try BoxName("web")])
        let test = try #require(manifest[try BoxName("test")])
        #expect([web.bins, web.apps, web.services, web.shims].map(\.count) == [2, 1, 1, 1])
        #expect([test.bins, test.apps, test.services, test.shims] == [[], ["firefox"], [], []])
        #expect(test.spec.packages == ["make"])
    }

    @Test func twoBoxesCannotExportOneName() {
        let faults = Files(
            """
            [box.web]
            image = "fedora:42"
            bins = ["node", "tac"]
            [box.app]
            image = "fedora:42"
            bins = [
                "nl",
                "/usr/local/bin/tac",
            ]
            """
        ).faults()
        #expect(faults == [#"6 box.app.bins exportedTwice("tac", by: web)"#])
    }

    @Test func whatAFileExtendsMayBeInOthers() throws {
        let manifest = try Files(
            """
            [box.web]
            extends = ["../team/base.toml", "/t/more.toml#tools"]
            packages = ["vim"]
            """,
            [
                "/team/base.toml": """
                [box.base]
                image = "./Containerfile"
                packages = ["git"]
                volumes = ["./shared:/shared"]
                """,
                "/t/more.toml": """
                [box.tools]
                packages = ["make"]
                image = "alpine:3.22"
                [box.other]
                image = "x"
                """,
            ]
        ).manifest()
        let web = try #require(manifest.boxes.first?.spec)
        #expect(web.image == "alpine:3.22")
        #expect(web.packages == ["git", "make", "vim"])
        // Paths are those of the file that says them.
        #expect(web.volumes == [Volume(source: "/team/shared", target: "/shared")])
        #expect(
            manifest.sources.map(\.file) == ["/p/alcove.toml", "/team/base.toml", "/t/more.toml"]
        )
        #expect(manifest.boxes.map(\.name.description) == ["web"])
    }

    @Test(arguments: [
        ("desk", "amd64", ["a"]), ("desk", "arm64", ["a", "qemu"]),
        ("lap", "amd64", ["tlp"]), ("lap.home.arpa", "arm64", ["qemu", "tlp"]),
    ])
    func casesHoldOnTheirMachines(host: String, machine: String, packages: [String]) throws {
        let files = Files(
            """
            [box.web]
            image = "fedora"
            packages = ["a"]
            [box.web.architecture.aarch64]
            packages = ["qemu"]
            [box.web.host.lap]
            packages = ["!a", "tlp"]
            """
        )
        let manifest = try files.manifest(host: host, architecture: machine)
        #expect(manifest.boxes.first?.spec.packages == packages)
    }

    @Test func aBoxForAnotherKindOfMachineHasThatOnesCases() throws {
        let manifest = try Files(
            """
            [box.web]
            image = "fedora"
            platform = "linux/arm64"
            [box.web.architecture.arm64]
            packages = ["qemu"]
            """
        ).manifest()
        #expect(manifest.boxes.first?.spec.packages == ["qemu"])
    }

    @Test func anImageIsAPathOnlyWhereItLooksLikeOne() throws {
        let images = ["./root.tar.xz", "~/x/Containerfile", "fedora:42", "registry/a/b@sha256:00"]
        let found = try images.map { image in
            try Files("[box.a]\nimage = \"\(image)\"").manifest().boxes.first?.spec.image
        }
        #expect(
            found == [
                "/p/root.tar.xz", "/home/amy/x/Containerfile", "fedora:42",
                "registry/a/b@sha256:00",
            ]
        )
    }
}
