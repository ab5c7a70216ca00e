import Linux
import TestSupport
import Testing

@testable import Projects

@Suite struct WatchedFileTests {
    @Test func momentHasTheTimeOfTheFile() throws {
        let folder = try TemporaryFolder()
        try folder.write("a", "x")
        let time: Int64 = 1_700_000_000_123_456_789
        try File.mark(folder.path + "/a", with: time)
        let file = WatchedFile(folder.path + "/a", in: folder.path + "/moments")
        #expect(file.moment == "\(folder.path)/moments/\(time)")
        #expect(FileStatus(file.moment)?.modified == time)
    }

    @Test func whatIsNotThereHasNone() throws {
        let folder = try TemporaryFolder()
        #expect(WatchedFile(folder.path + "/no", in: folder.path).moment == "")
    }

    /// It could be written again in the same tick, and nobody would see.
    @Test func whatWasJustWrittenIsLookedAtAgain() throws {
        let folder = try TemporaryFolder()
        try folder.write("a", "x")
        let file = WatchedFile(folder.path + "/a", in: folder.path + "/moments")
        #expect(file.moment == folder.path + "/moments/young")
        #expect(File.kind(file.moment) == nil)
    }
}
