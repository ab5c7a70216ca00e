import Boxes
import Linux
import TestSupport
import Testing

@testable import Upkeep

/// A file of the host, as the box sees it.
@Suite struct FileMappingTests {
    private func mapping(_ volumes: [Volume], home: BoxSpec.Home = .shared) throws -> FileMapping {
        let sandbox = try Sandbox(engine: FakeEngine())
        let name = try BoxName("web")
        try sandbox.make("web")
        var record = try #require(try sandbox.household.store.record(name))
        record.home = "/home/amy"
        record.homeSource = home == .shared ? "/home/amy" : "/data/homes/web"
        record.spec.home = home
        record.spec.volumes = volumes
        return try FileMapping(record)
    }

    @Test(arguments: [
        ("/home/amy/a b", nil), ("/home/amy", nil),
        ("/tmp/x", nil), ("/etc/shadow", "/run/host/etc/shadow"), ("/", "/run/host"),
        ("/srv/a/b", "/data/a/b"), ("/srv", "/data"), ("/srvx", "/run/host/srvx"),
        ("/srv/../etc//x", "/run/host/etc/x"),
        ("/home/amy/hidden/x", "/run/host/home/amy/hidden/x"),
        ("relative", nil), ("", nil), ("-x", nil), ("https://a/srv/b", nil),
        ("file:///srv/a%20b", "file:///data/a%20b"), ("file:/srv/%c3%a4", "file:///data/%C3%A4"),
        ("file://localhost/srv/a#b", "file:///data/a#b"), ("FILE:///srv/a?b", "file:///data/a?b"),
        ("file:///home/amy/%41", nil), ("file://other/srv/a", nil), ("file:srv", nil),
        ("file:///srv/%0", nil), ("file:///srv/%00", nil), ("file:///srv/%zz", nil),
        ("file:///srv/%+1", nil), ("--x=/srv/a", "--x=/data/a"), ("--x=--y=/srv", nil),
        ("--x=file:///srv/a", "--x=file:///data/a"), ("a=/srv/a", nil),
    ])
    func isFound(_ word: String, _ place: String?) throws {
        let mapping = try mapping([
            Volume(source: "/srv", target: "/data"),
            Volume(source: "/opt", target: "/home/amy/hidden"),
        ])
        #expect(mapping.word(Array(word.utf8)).text == place ?? word)
    }

    @Test func homeOfTheBoxIsNotTheHosts() throws {
        let mapping = try mapping([], home: .private)
        #expect(
            mapping.word(Array("/home/amy/a".utf8)).text == "/run/host/home/amy/a"
        )
        #expect(mapping.word(Array("/data/homes/web/a".utf8)).text == "/home/amy/a")
    }

    @Test func otherNamesAreFollowed() throws {
        let folder = "/tmp/alcove-mapping-\(UInt64.random(in: 0...UInt64.max))"
        try File.makeDirectories(folder, mode: 0o700)
        defer { try? File.removeTree(folder) }  // what is left over harms no other test
        let mapping = try mapping([Volume(source: "/usr/bin", target: "/bins")])
        try File.link("\(folder)/bin", to: "/usr/bin")
        // The link is shared, so the box follows it by itself: where it leads there is its own.
        #expect(mapping.word(Array("\(folder)/bin/env".utf8)).text == "\(folder)/bin/env")
        #expect(mapping.word(Array("/proc/self/root/usr/bin".utf8)).text == "/bins")
    }

    @Test func otherBytesThanTextAreKept() throws {
        let mapping = try mapping([Volume(source: "/srv", target: "/data")])
        #expect(mapping.word(Array("/srv/".utf8) + [0xff]) == Array("/data/".utf8) + [0xff])
        let place = Array("/run/host/x/".utf8) + [0xff]
        #expect(mapping.word(Array("/x/".utf8) + [0xff]) == place)
    }
}
