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
}
