import Boxes
import Testing

@Suite struct BoxNameTests {
    @Test(arguments: ["", "-a", "a b", "a\n", "é"])
    func refuses(_ text: String) {
        #expect(throws: BoxError.badName(text)) { try BoxName(text) }
    }

    @Test func refusesWhatIsTooLong() throws {
        let text = String(repeating: "b", count: 64)
        #expect(throws: BoxError.longName(text)) { try BoxName(text) }
        #expect(try BoxName(String(text.dropLast())).description.utf8.count == BoxName.limit)
    }

    @Test(arguments: [
        ("fedora:42", "fedora-42"),
        ("registry.fedoraproject.org/fedora-toolbox:42", "fedora-toolbox-42"),
        ("debian", "debian"), ("debian:latest", "debian"),
        ("localhost:5000/a/b@sha256:0123", "b"),
        ("quay.io/toolbx/arch-toolbox:latest", "arch-toolbox"), ("", "box"), ("é", "box"),
    ])
    func comesFromAReference(_ words: String, name: String) {
        #expect(ImageSource.reference(words).boxName.description == name)
    }

    @Test func comesFromAFileOrARelease() {
        #expect(ImageSource.archive("/x/My Root.tar.gz").boxName.description == "My-Root")
        #expect(ImageSource.archive("/x/.tar").boxName.description == "tar")
        let source = ImageSource.bootstrap(family: "debian", release: "trixie")
        #expect(source.boxName.description == "debian-trixie")
        let long = ImageSource.archive("/" + String(repeating: "a", count: 80) + ".tar")
        #expect(long.boxName.description.utf8.count == 63)
    }
}

@Suite struct BoxIDTests {
    @Test func isAUUID() {
        let id = BoxID()
        #expect(BoxID(id.description) == id)
        #expect(id != BoxID())
    }

    @Test(arguments: [
        "", "../../etc", "00000000-0000-0000-0000-00000000000",
        "00000000-0000-0000-0000-00000000000G", "000000000000000000000000000000000000",
    ])
    func refuses(_ text: String) {
        #expect(BoxID(text) == nil)
    }
}
