import Boxes
import Testing

@Suite struct OptionWordsTests {
    let here = Bearings(directory: "/project/a", home: "/home/amy")

    @Test(arguments: [
        ("/data", Volume(source: "/data", target: "/data")),
        ("~/data:/data:ro", Volume(source: "/home/amy/data", target: "/data", readOnly: true)),
        ("./x:/x/:rw", Volume(source: "/project/a/x", target: "/x")),
        ("../x", Volume(source: "/project/x", target: "/project/x")),
        ("~:~/host", Volume(source: "/home/amy", target: "/home/amy/host")),
    ])
    func readsVolumes(_ words: String, volume: Volume) throws {
        #expect(try Volume(words, from: here) == volume)
    }

    @Test(arguments: ["", ":", "a:", ":/a", "a:b", "/a:/b:x", "/a:/b:ro:", "/a:/", "/"])
    func refusesVolumes(_ words: String) {
        #expect(throws: BoxError.badVolume(words)) { try Volume(words, from: here) }
    }

    @Test(arguments: [
        ("1", 1), ("512M", 512 << 20), ("2g", 2 << 30), ("2GiB", 2 << 30), ("1b", 1),
    ])
    func readsSizes(_ words: String, bytes: Int64) throws {
        #expect(try BoxSpec.bytes(words) == bytes)
    }

    @Test(arguments: ["", "0", "-1", "1.5G", "M", "12X", "99999999999T", "+1"])
    func refusesSizes(_ words: String) {
        #expect(throws: BoxError.badSize(words)) { try BoxSpec.bytes(words) }
    }

    @Test func readsVariables() throws {
        let lookup = ["A": "1"]
        #expect(try .init("A", lookup: { lookup[$0] }) == BoxSpec.Variable(name: "A", value: "1"))
        #expect(try .init("B", lookup: { lookup[$0] }) == BoxSpec.Variable(name: "B", value: ""))
        let odd = try BoxSpec.Variable("C=a=\"$`\n", lookup: { _ in nil })
        #expect(odd == BoxSpec.Variable(name: "C", value: "a=\"$`\n"))
        for words in ["spring.name=x", "_=", "A-B=1"] {
            #expect(throws: Never.self) { try BoxSpec.Variable(words, lookup: { _ in nil }) }
        }
        for words in ["", "=a", "1A=x", "A B=x", " A=x", "A\t=x", "é=x", "-A=x"] {
            #expect(throws: BoxError.badEnvironment(words)) {
                try BoxSpec.Variable(words, lookup: { _ in nil })
            }
        }
    }

    @Test func readsHomes() throws {
        #expect(try BoxSpec.Home("shared", from: here) == .shared)
        #expect(try BoxSpec.Home("private", from: here) == .private)
        #expect(try BoxSpec.Home("./x", from: here) == .path("/project/a/x"))
        for words in ["", "privat", "/"] {
            #expect(throws: BoxError.badHome(words)) { try BoxSpec.Home(words, from: here) }
        }
    }

    @Test func readsShellsDirectoriesAndDevices() throws {
        for words in ["/bin/zsh", "/opt/shells/x", "bash", "nu"] {
            #expect(try BoxSpec.shell(words) == words)
        }
        for words in ["", "bsah", "bin/sh", "/bin/", "/a:b"] {
            #expect(throws: BoxError.badShell(words)) { try BoxSpec.shell(words) }
        }
        #expect(try BoxSpec.workdir("/srv") == "/srv")
        #expect(throws: BoxError.badWorkdir("srv")) { try BoxSpec.workdir("srv") }
        #expect(try BoxSpec.device("/dev/../dev/fuse") == "/dev/fuse")
        #expect(try BoxSpec.device("nvidia.com/gpu=all") == "nvidia.com/gpu=all")
        for words in ["", "fuse", "/tmp/x", "/dev", "gpu=all", "a/b", "a/b=", "/dev/../etc/x"] {
            #expect(throws: BoxError.badDevice(words)) { try BoxSpec.device(words) }
        }
    }

    @Test func readsLabelsNamesAndNumbers() throws {
        #expect(try BoxSpec.label("a.b=c=d") == ("a.b", "c=d"))
        #expect(try BoxSpec.processors("1.5") == 1.5)
        #expect(try BoxSpec.hostname("web-1.lan") == "web-1.lan")
        #expect(try BoxSpec.platform("arm64") == "linux/arm64")
        #expect(try BoxSpec.platform("linux/arm/v7") == "linux/arm/v7")
        #expect(throws: BoxError.badLabel("dev.alcove.id=x")) {
            try BoxSpec.label("dev.alcove.id=x")
        }
        for words in ["", "0", "nan", "-1", "1e9"] {
            #expect(throws: BoxError.badProcessors(words)) { try BoxSpec.processors(words) }
        }
        for words in ["", "-a", "a..b", "a_b", String(repeating: "a", count: 65)] {
            #expect(throws: BoxError.badHostname(words)) { try BoxSpec.hostname(words) }
        }
        for words in ["", "a/b/c/d", "linux/", "x y"] {
            #expect(throws: BoxError.badPlatform(words)) { try BoxSpec.platform(words) }
        }
    }
}

@Suite struct ImageSourceTests {
    let here = Bearings(directory: "/project", home: "/home/amy")

    func source(_ words: String) -> ImageSource {
        ImageSource(words, from: here) { path in
            switch path {
            case "/project/fedora", "/project/dir": .directory
            case "/project/x.tar.gz", "/project/Containerfile", "/project/debian": .file
            default: nil
            }
        }
    }

    @Test func wordsAreReferencesUnlessTheyLookLikeFiles() {
        #expect(source("fedora") == .reference("fedora"))
        #expect(source("debian") == .reference("debian"))
        #expect(source("docker.io/library/debian:12") == .reference("docker.io/library/debian:12"))
        #expect(source("gone.tar") == .reference("gone.tar"))
        #expect(source("x.tar.gz") == .archive("/project/x.tar.gz"))
        #expect(source("./gone.tar") == .archive("/project/gone.tar"))
        #expect(source("~/a.tar") == .archive("/home/amy/a.tar"))
        #expect(source("./Containerfile") == .recipe("/project/Containerfile"))
        #expect(source("Containerfile") == .recipe("/project/Containerfile"))
        #expect(source("./dir") == .recipe("/project/dir"))
        #expect(
            source("bootstrap:debian/trixie") == .bootstrap(family: "debian", release: "trixie")
        )
        #expect(source("bootstrap:debian") == .bootstrap(family: "debian", release: ""))
    }
}
