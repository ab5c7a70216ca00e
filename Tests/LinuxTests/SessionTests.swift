import Glibc
import Linux
import TestSupport
import Testing

/// What happens between fork and exec.
@Suite struct SessionTests {
    /// How a plan went: its output, its reports, its end.
    struct Outcome: Equatable {
        var output = ""
        var reports: [SessionReport] = []
        var ending: Ending
    }

    private func plan(_ program: String, _ arguments: String...) -> SessionPlan {
        var plan = SessionPlan()
        plan.programs = [Array(program.utf8)]
        plan.arguments = ([program] + arguments).map { Array($0.utf8) }
        plan.directories = [[UInt8(ascii: "/")]]
        plan.uid = getuid()
        plan.gid = getgid()
        return plan
    }

    private func run(_ plan: SessionPlan) throws -> Outcome {
        var plan = plan
        let null = try FileDescriptor(opening: "/dev/null", O_RDWR)
        let pipe = try Pipe()
        plan.streams = (null.number, pipe.writer.number, null.number)
        let begun = try plan.start()
        let pid = begun.pid
        let reports = FileDescriptor(owning: begun.takeReports())
        let reader = pipe.keepReader()
        let output = try reader.readToEnd(of: "pipe").text
        let ending = try Child.wait(pid)
        return Outcome(
            output: output,
            reports: (SessionReport.read(from: reports.number) ?? []).map {
                if case .ready(pid, let directory) = $0 {
                    .ready(pid: 0, directory: directory)
                } else {
                    $0
                }
            },
            ending: ending
        )
    }

    @Test func commandHasWhatItWasGiven() throws {
        var plan = plan("/bin/sh", "-c", "echo \"$0 $A\"; pwd; umask; ulimit -c; exit 7", "zero")
        plan.environment = [Array("A=b".utf8)]
        plan.directories = ["/nonexistent", "/usr", "/"].map { Array($0.utf8) }
        plan.umask = 0o027
        plan.limits = [SessionPlan.Limit(resource: 4, soft: 0, hard: 0)]
        #expect(
            try run(plan)
                == Outcome(
                    output: "zero b\n/usr\n0027\n0\n",
                    reports: [.ready(pid: 0, directory: 1)],
                    ending: .code(7)
                )
        )
    }

    @Test func firstProgramThatCanBeExecutedIs() throws {
        var plan = plan("/nonexistent", "found")
        plan.programs = ["/nonexistent", "/etc", "/bin/echo"].map { Array($0.utf8) }
        #expect(
            try run(plan)
                == Outcome(
                    output: "found\n",
                    reports: [.ready(pid: 0, directory: 0)],
                    ending: .code(0)
                )
        )
    }

    @Test func programThatIsThereAndCannotBeExecutedIsTold() throws {
        var plan = plan("/nonexistent")
        plan.programs = ["/nonexistent", "/etc", "/nonexistent/too"].map { Array($0.utf8) }
        #expect(
            try run(plan)
                == Outcome(
                    reports: [.ready(pid: 0, directory: 0), .failed(.execute, code: EACCES)],
                    ending: .code(126)
                )
        )
    }

    @Test func programThatIsNowhereIsTold() throws {
        #expect(
            try run(plan("/nonexistent"))
                == Outcome(
                    reports: [.ready(pid: 0, directory: 0), .failed(.execute, code: ENOENT)],
                    ending: .code(127)
                )
        )
    }

    @Test func directoryThatIsNotThereIsTold() throws {
        var plan = plan("/bin/true")
        plan.directories = [Array("/nonexistent".utf8)]
        #expect(
            try run(plan)
                == Outcome(
                    reports: [.failed(.directory, code: ENOENT)],
                    ending: .code(126)
                )
        )
    }

    @Test func variableThatIsTooLongIsTold() throws {
        var plan = plan("/bin/true")
        plan.environment = [Array("A=".utf8) + [UInt8](repeating: 0x61, count: 200 << 10)]
        #expect(
            try run(plan)
                == Outcome(
                    reports: [.ready(pid: 0, directory: 0), .failed(.execute, code: E2BIG)],
                    ending: .code(126)
                )
        )
    }

    @Test func scriptWithoutAFirstLineIsForTheShell() throws {
        let folder = try TemporaryFolder()
        // Written by another process: a file that this one has open for writing is also open in each fork of other
        // tests, and the kernel starts no such file (ETXTBSY).
        let write = "printf %s 'echo \"$0\" \"$@\"' >\(folder.path)/s && chmod +x \(folder.path)/s"
        #expect(try run(plan("/bin/sh", "-c", write)).ending == .code(0))
        let outcome = try run(plan("\(folder.path)/s", "a b", "c"))
        #expect(outcome.output == "\(folder.path)/s a b c\n")
    }

    @Test func groupIsThereWhenTheSessionIs() throws {
        var plan = plan("/bin/sleep", "60")
        let null = try FileDescriptor(opening: "/dev/null", O_RDWR)
        plan.streams = (null.number, null.number, null.number)
        let begun = try plan.start()
        #expect(Signals.send(SIGTERM, toGroup: begun.pid))
        #expect(try Child.wait(begun.pid) == .signal(UInt8(SIGTERM)))
    }
}
