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

    @Test func anImageThatIsNotHereIsTold() throws {
        let name = host.name()
        try host.alcove("create", name, "-i", "registry.invalid/none:1", seconds: 120)
            .expectError(mentioning: "registry.invalid")
        #expect(try host.listed().isEmpty)
    }
}
