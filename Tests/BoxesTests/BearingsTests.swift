import Testing

@testable import Boxes

@Suite struct BearingsTests {
    @Test(arguments: [
        ("/", "/"), ("//", "/"), ("/.", "/"), ("/..", "/"), ("/...", "/..."), ("/a", "/a"),
        ("/a/", "/a"), ("/a//b", "/a/b"), ("/a/./b", "/a/b"), ("/a/../b", "/b"),
        ("/a/..", "/"), ("/a/b/.", "/a/b"), ("/.a/..b/c..", "/.a/..b/c.."), ("/ä/é", "/ä/é"),
    ])
    func normal(_ path: String, is expected: String) {
        #expect(Bearings.normal(path) == expected)
    }

    /// A mark behind a slash makes no other sign of it, and two spellings of a letter are two names.
    @Test(arguments: [
        ("/p/a/\u{301}/../../x", "/p/x", "/p", true), ("/p/../\u{301}z", "/\u{301}z", "/p", false),
        ("/p/\u{301}x", "/p/\u{301}x", "/p", true),
        ("/e\u{301}/x", "/e\u{301}/x", "/\u{e9}", false),
        ("/pq", "/pq", "/p", false), ("/p", "/p", "/p", true), ("/x", "/x", "/", true),
    ])
    func pathsAreBytes(path: String, normal: String, folder: String, isWithin: Bool) {
        #expect(Array(Bearings.normal(path).utf8) == Array(normal.utf8))
        #expect(Bearings.isPath(Bearings.normal(path), in: folder) == isWithin)
    }
}
