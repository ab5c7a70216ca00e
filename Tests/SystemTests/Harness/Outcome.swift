import Testing

/// What a program that has ended left: its streams as bytes, and how it ended.
struct Outcome: Sendable, CustomStringConvertible {
    let words: [String]
    var stdout: [UInt8] = []
    var stderr: [UInt8] = []
    var end: Child.Ending

    var description: String {
        """
        $ \(words.joined(separator: " "))
        \(text(stdout))[stderr] \(text(stderr))
        [\(end)]
        """
    }

    /// The exit code; a signal n is 128 + n, as a shell has it.
    var status: Int32 {
        switch end {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }

    /// Lines of the error stream.
    var complaints: [String] {
        text(stderr).split(separator: "\n").map(String.init)
    }

    /// Expects all of standard output, and the exit code.
    @discardableResult
    func expect(
        _ output: String = "",
        exit code: Int32 = 0,
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> Self {
        expect(bytes: Array(output.utf8), exit: code, sourceLocation: sourceLocation)
    }

    /// Expects all of standard output as bytes, and the exit code.
    @discardableResult
    func expect(
        bytes: [UInt8],
        exit code: Int32 = 0,
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> Self {
        #expect(
            end == .exited(code) && stdout == bytes,
            "wanted \(text(bytes).debugDescription) and exit code \(code), but\n\(self)",
            sourceLocation: sourceLocation
        )
        return self
    }

    /// Expects that nothing was said on the error stream.
    @discardableResult
    func expectSilence(sourceLocation: SourceLocation = #_sourceLocation) -> Self {
        #expect(stderr.isEmpty, "\(self)", sourceLocation: sourceLocation)
        return self
    }

    /// Expects a failure told as `error: …`, with the exit code, and nothing on standard output.
    @discardableResult
    func expectError(
        exit code: Int32 = 1,
        mentioning words: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> Self {
        let says = complaints.contains { $0.hasPrefix("error: ") }
        let mentions = words.allSatisfy { text(stderr).contains($0) }
        #expect(
            end == .exited(code) && stdout.isEmpty && says && mentions,
            "wanted an 'error: ' that mentions \(words) and exit code \(code), but\n\(self)",
            sourceLocation: sourceLocation
        )
        return self
    }
}
