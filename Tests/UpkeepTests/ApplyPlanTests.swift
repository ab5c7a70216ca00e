import Boxes
import Engines
import Exports
import Manifests
import Testing
import Upkeep

@Suite struct ApplyPlanTests {
    private func manifest(_ text: String) throws -> Manifest {
        try Manifest(
            "/p/alcove.toml",
            Manifest.Circumstances(home: "/h", host: "desk", architecture: nil)
        ) { _ throws(ManifestFault.Reason) in Array(text.utf8) }
    }

    private func record(
        _ name: String,
        _ spec: BoxSpec,
        declared: BoxRecord.Declared?
    ) throws -> BoxRecord {
        var record = BoxRecord(
            id: BoxID(),
            name: try BoxName(name),
            spec: spec,
            engine: BoxRecord.Engine(EngineAddress(kind: .podman, socket: "/s")),
            container: "c",
            image: BoxRecord.ImageMark(reference: "debian", id: "i"),
            created: 0,
            version: "1",
            home: "/h",
            homeSource: "/h",
            layer: "",
            users: .kept
        )
        record.declared = declared
        return record
    }

    private func plan(
        _ text: String,
        _ records: [BoxRecord] = [],
        exports: [DeclaredExport] = [],
        drift: ApplyPlan.Drift = .carry,
        adopts: Bool = false
    ) throws -> ApplyPlan {
        ApplyPlan(
            try manifest(text),
            records: records,
            exports: { _ in exports },
            drift: drift,
            adopts: adopts
        )
    }

    private func spec(_ packages: [String] = []) -> BoxSpec {
        var spec = BoxSpec(image: "debian")
        spec.packages = packages
        return spec
    }

    private func declared(_ spec: BoxSpec, _ exports: [DeclaredExport] = []) -> BoxRecord.Declared {
        BoxRecord.Declared(manifest: "/p/alcove.toml", spec: spec, exports: exports)
    }

    @Test func aBoxThatIsNotThereIsMadeWithItsExports() throws {
        let plan = try plan("[box.web]\nimage = \"debian\"\nbins = [\"node\"]")
        #expect(plan.boxes.map(\.deed) == [.make])
        #expect(plan.boxes[0].missing == [DeclaredExport(.bin, "node")])
    }

    @Test func aBoxThatIsAsDeclaredIsLeftAlone() throws {
        let web = try record(
            "web",
            spec(),
            declared: declared(spec(), [DeclaredExport(.bin, "/bin/node", name: "node")])
        )
        let plan = try plan(
            "[box.web]\nimage = \"debian\"\nbins = [\"/bin/node\"]",
            [web],
            exports: [DeclaredExport(.bin, "node", name: "node")]
        )
        #expect(plan.boxes.map(\.isDone) == [true])
    }

    @Test(arguments: [
        ("image = \"fedora\"", ApplyPlan.Deed.rebuild),
        ("image = \"debian\"\npackages = [\"gcc\"]", .rebuild),
        ("image = \"debian\"\nbuild = [\"make\"]", .rebuild),
        ("image = \"debian\"\nenv = { A = \"1\" }", .change),
        ("image = \"debian\"", .nothing),
    ])
    func whatDiffersSaysWhatIsDone(text: String, deed: ApplyPlan.Deed) throws {
        let web = try record("web", spec(), declared: declared(spec()))
        #expect(try plan("[box.web]\n\(text)", [web]).boxes.map(\.deed) == [deed])
    }

    @Test func whatWasChangedByHandIsKeptUnlessItIsToBeDropped() throws {
        let web = try record("web", spec(["gcc", "htop"]), declared: declared(spec(["gcc"])))
        let text = "[box.web]\nimage = \"debian\"\npackages = [\"gcc\"]"
        let kept = try plan(text, [web]).boxes[0]
        #expect(kept.deed == .nothing)
        #expect(kept.drift?.present.packages == ["gcc", "htop"])
        let dropped = try plan(text, [web], drift: .drop).boxes[0]
        #expect(dropped.deed == .rebuild)
        #expect(dropped.target.packages == ["gcc"])
    }

    @Test func whatIsDeclaredAnewIsJoinedByWhatWasChangedByHand() throws {
        let web = try record("web", spec(["gcc", "htop"]), declared: declared(spec(["gcc"])))
        let text = "[box.web]\nimage = \"debian\"\npackages = [\"make\"]\nshell = \"zsh\""
        let box = try plan(text, [web]).boxes[0]
        #expect(box.deed == .rebuild)
        #expect(box.target.packages == ["make", "htop"])
        #expect(box.target.shell == "zsh")
    }

    /// Every part of a spec; one that is added must be carried, too.
    @Test func allThatWasChangedByHandIsCarried() throws {
        let former = BoxSpec(image: "debian")
        var present = BoxSpec(image: "fedora")
        present.home = .private
        present.volumes = [Volume(source: "/a", target: "/a")]
        present.env = [.init(name: "A", value: "1")]
        present.shell = "zsh"
        present.hostname = "h"
        present.workdir = "/w"
        present.network = .none
        present.pid = .private
        present.ipc = .private
        present.initSystem = .systemd
        present.devices = ["/dev/kvm"]
        present.gpu = .nothing
        present.without = try BoxSpec.facilities("ssh-agent")
        present.groups = ["video"]
        present.platform = "linux/arm64"
        present.labels = ["a": "b"]
        present.packages = ["gcc"]
        present.build = ["make"]
        present.bare = true
        present.onCreate = ["a"]
        present.onStart = ["b"]
        present.check = "c"
        present.memory = 1
        present.cpus = 1
        present.hostCommands = .nothing
        present.hostShims = ["podman"]
        present.engineOption = "{}"
        let parts = zip(Mirror(reflecting: former).children, Mirror(reflecting: present).children)
        for (one, other) in parts {
            #expect("\(one.value)" != "\(other.value)", "\(one.label ?? "") is not tried")
        }
        #expect(former.carrying(from: former, to: present) == present)
    }

    @Test func aBoxOfAnotherIsTakenOverOnlyWhenThatIsSaid() throws {
        let byHand = try record("web", spec(), declared: nil)
        var others = declared(spec())
        others.manifest = "/q/alcove.toml"
        let ofOther = try record("web", spec(), declared: others)
        let text = "[box.web]\nimage = \"debian\""
        #expect(try plan(text, [byHand]).boxes.map(\.deed) == [.foreign(nil)])
        #expect(try plan(text, [ofOther]).boxes.map(\.deed) == [.foreign("/q/alcove.toml")])
        #expect(try plan(text, [byHand], adopts: true).boxes.map(\.deed) == [.note])
    }

    @Test func whatIsNotDeclaredAnyMoreIsFound() throws {
        let old = try record("old", spec(), declared: declared(spec()))
        let own = try record("own", spec(), declared: nil)
        let plan = try plan("[box.web]\nimage = \"debian\"", [old, own])
        #expect(plan.leftovers.map(\.description) == ["old"])
    }

    @Test func exportsFollowWhatIsDeclared() throws {
        let known = [
            DeclaredExport(.bin, "node", name: "node"),
            DeclaredExport(.app, "Boxes", name: "org.Boxes"),
        ]
        let web = try record("web", spec(), declared: declared(spec(), known))
        let box = try plan(
            "[box.web]\nimage = \"debian\"\nbins = [\"npm\", \"node\"]",
            [web],
            exports: [
                DeclaredExport(.app, "org.Boxes", name: "org.Boxes"),
                DeclaredExport(.bin, "mine", name: "mine"),
            ]
        ).boxes[0]
        // One was taken back by hand, one is new, one is not declared any more, one is the user's own.
        #expect(box.missing == [DeclaredExport(.bin, "npm"), DeclaredExport(.bin, "node")])
        #expect(box.surplus.map(\.words) == ["Boxes"])
        #expect(!box.isDone)
    }

    /// Lists whose order means nothing may be written in any.
    @Test func anotherOrderIsNoChange() throws {
        var spec = spec(["curl", "jq"])
        spec.env = [.init(name: "A", value: "1"), .init(name: "B", value: "2")]
        spec.devices = ["/dev/kvm", "/dev/fuse"]
        let text = """
            [box.web]
            image = "debian"
            packages = ["jq", "curl"]
            env = { B = "2", A = "1" }
            devices = ["/dev/fuse", "/dev/kvm"]
            """
        let boxes = [try record("web", spec, declared: declared(spec))]
        #expect(try plan(text, boxes).boxes.map(\.deed) == [.note])
        #expect(
            try plan(text.replacing("B = \"2\"", with: "B = \"3\""), boxes).boxes.map(\.deed) == [
                .change
            ]
        )
    }
}
