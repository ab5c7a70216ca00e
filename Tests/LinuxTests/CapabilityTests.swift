import Glibc
import TestSupport
import Testing

@testable import Linux

/// What a process may not have any more.
@Suite struct CapabilityTests {
    /// One of its sets, as the kernel tells it: of this thread, which a test is.
    private static func set(_ name: String) throws -> UInt64 {
        let lines = try File.read("/proc/thread-self/status").text.split(separator: "\n")
        let line = try #require(lines.first { $0.hasPrefix(name + ":") })
        let digits = try #require(line.split(whereSeparator: \.isWhitespace).last)
        return try #require(UInt64(digits, radix: 16))
    }

    @Test(.enabled(if: getuid() == 0, "needs root")) func whatWasTakenIsGone() async {
        await #expect(processExitsWith: .success) {
            try dropCapability(25)
            // Again, and one that no kernel has.
            try dropCapability(25)
            try dropCapability(63)
            #expect(try Self.set("CapBnd") & (1 << 25) == 0)
        }
    }

    @Test(.enabled(if: getuid() == 0, "needs root")) func whoCannotTakeItIsTold() async {
        await #expect(processExitsWith: .success) {
            try becomeUser(65534, group: 65534)
            let error = SystemError(call: "prctl", subject: "capability 25", code: EPERM)
            #expect(throws: error) { try dropCapability(25) }
            #expect(try Self.set("CapBnd") & (1 << 25) != 0)
        }
    }
}
