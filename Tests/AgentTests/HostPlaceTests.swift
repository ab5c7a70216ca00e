import Glibc
import Linux
import Testing
import Wire

@testable import Agent

@Suite struct HostPlaceTests {
    private func place(
        of path: String,
        files: [String],
        links: [String: String]
    ) throws -> String? {
        let box = try BoxRoot()
        for file in files { try box.write("run/host/\(file)", "") }
        for (name, target) in links { try box.link("run/host/\(name)", to: target) }
        return hostPlace(of: path, in: try Folder(box.path))
    }

    @Test(
        arguments: [
            (["etc/a": "/run/b"], "/run/host/run/b"),
            (["etc/a": "../run/b"], "/run/host/run/b"),
            (["etc/a": "../../../run/b"], "/run/host/run/b"),
            (["etc/a": "./c", "etc/c": "/run/b"], "/run/host/run/b"),
            (["etc/a": "/var/run/b", "var/run": "/run"], "/run/host/run/b"),
            (["etc/a": "../var/run/../run/b", "var/run": "/run"], "/run/host/run/b"),
            (["etc": "/conf", "conf/a": "/run/b"], "/run/host/run/b"),
            (["etc/a": "/run/missing"], nil),
            (["etc/a": "a"], nil),
            (["etc/a": "c", "etc/c": "a"], nil),
            ([:], nil),
        ] as [([String: String], String?)]
    )
    func linksOfTheHostAreFollowedAsTheHostDoes(_ links: [String: String], _ found: String?) throws
    {
        #expect(try place(of: "etc/a", files: ["run/b"], links: links) == found)
    }

    @Test func plainFileIsWhereItIs() throws {
        #expect(try place(of: "etc/a", files: ["etc/a"], links: [:]) == "/run/host/etc/a")
    }
}
