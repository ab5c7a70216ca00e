import Foundation
import Testing

/// Without a network everything works that needs none, and what does not is told.
@Suite(.offline) struct OfflineTests {
    let host: Host

    init() throws { host = try Host() }

    @Test func aBoxOfALocalImageIsMadeAndSaysWhatItLacks() throws {
        let name = host.name()
        let made = try host.alcove("create", name, "-i", TestImage.bookworm.reference, seconds: 180)
        made.expect("\(name)\n")
        #expect(text(made.stderr).contains("alcove install --essentials \(name)"), "\(made)")
        try host.alcove("run", name, "--", "echo", "here").expect("here\n")
        try host.alcove("stop", name).expect()
        try host.alcove("run", name, "--", "echo", "again").expect("again\n")
    }

    @Test func aBoxIsCopiedAndChanged() throws {
        let box = try host.box()
        try host.alcove("run", "--root", box, "--", "touch", "/etc/mine").expect()
        let copy = host.name("copy")
        try host.alcove("clone", box, copy).expect("\(copy)\n")
        try host.alcove("edit", copy, "--env", "A=1").expect()
        try host.alcove("run", copy, "--", "sh", "-c", "ls /etc/mine; echo $A")
            .expect("/etc/mine\n1\n")
    }

    /// Nothing is run for it, and nothing fetched.
    @Test func generationsOfAStoppedBoxAreCompared() throws {
        let box = try host.box()
        // What its set-up writes is not what it is about.
        try host.alcove("start", box).expect()
        try host.alcove("edit", box, "--env", "A=1").expect()
        try host.alcove("run", "--root", box, "--", "touch", "/etc/two").expect()
        try host.alcove("edit", box, "--env", "B=2").expect()
        try host.alcove("run", "--root", box, "--", "sh", "-c", "rm /etc/two; touch /etc/three")
            .expect()
        try host.alcove("stop", box).expect()
        try host.alcove("diff", box, "1", "2").expect("+ Variable: A=1\n+ /etc/two\n")
        try host.alcove("diff", box, "2", "3").expect("+ Variable: B=2\n+ /etc/three\n- /etc/two\n")
        let whole = "+ Variable: A=1\n+ Variable: B=2\n+ /etc/three\n"
        try host.alcove("diff", box, "1", "3").expect(whole)
        try host.alcove("diff", box, "3", "1").expect(whole.replacing("+ ", with: "- "))
        #expect(text(try host.alcove("list").stdout).contains("\(box)  stopped"))
    }

    @Test func aDeclaredBoxOfALocalImageIsUpToDate() throws {
        let box = host.name()
        let image = try TestImage.busybox.reference
        let manifest = "[box.\(box)]\nimage = \"\(image)\"\nbare = true\n"
        try host.write(manifest, to: "project/alcove.toml")
        try host.alcove("apply", "-q", "--yes", host.home + "/project").expect()
        #expect(text(try host.alcove("upgrade", box).stderr).contains("is up to date"))
    }

    /// A lock says what the registry has, and not what happens to be here.
    @Test func nothingOfARegistryIsLocked() throws {
        let project = host.home + "/project"
        let image = "registry.invalid/\(host.name()):1"
        try EngineSocket.tag(try TestImage.busybox.reference, as: image)
        defer { try? EngineSocket.removeImage(image) }
        try host.write("[box.web]\nimage = \"\(image)\"\nbare = true\n", to: "project/alcove.toml")
        try host.alcove("lock", "--yes", project, seconds: 120)
            .expectError(mentioning: "registry.invalid")
        #expect(!FileManager.default.fileExists(atPath: project + "/alcove.lock"))
    }

    @Test func anImageThatIsNotHereIsTold() throws {
        let name = host.name()
        try host.alcove("create", name, "-i", "registry.invalid/none:1", seconds: 120)
            .expectError(mentioning: "registry.invalid")
        #expect(try host.listed().isEmpty)
    }
}
