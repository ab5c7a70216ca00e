import Glibc
import Linux
import Testing

@testable import Agent

/// The program in a box, as an engine's own exec starts it.
@Suite struct EntryTests {
    private static let path =
        (File.target("/proc/self/exe") ?? "").split(separator: "/")
        .dropLast().map { "/" + $0 }.joined() + "/alcove-init"
    private static let canInherit = getuid() == 0 && File.isExecutable("/usr/bin/setpriv")

    /// An engine before the mend of CVE-2022-24769 leaves all that the container may have to inherit.
    @Test(.enabled(if: canInherit, "needs root and setpriv")) func nothingIsInherited() throws {
        let give = ["--inh-caps=+sys_time", "--ambient-caps=+sys_time"]
        let look = ["grep", "-E", "Cap(Inh|Amb)", "/proc/self/status"]
        func answer(_ words: [String]) throws -> String {
            let pipe = try Pipe()
            let child = try Child.spawn(
                "/usr/bin/setpriv",
                (give + words).map { Array($0.utf8) },
                environment: [Array("PATH=/usr/bin:/bin".utf8)],
                streams: (0, pipe.writer.number, 2)
            )
            let answer = try pipe.keepReader().readToEnd(of: "pipe").text
            #expect(try Child.wait(child) == .code(0))
            return answer
        }
        // The test's own proof that there was something to inherit.
        #expect(try answer(look).contains("CapInh:\t0000000002000000"))
        let none = "0000000000000000"
        let left = try answer([Self.path, "run"] + look)
        #expect(left == "CapInh:\t\(none)\nCapAmb:\t\(none)\n")
    }
}
