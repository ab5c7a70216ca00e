import Testing

/// A running box that the tests of a suite share, where none of them changes it.
struct SharedBox: Sendable {
    let host: Host
    let name: String

    @TaskLocal static var inScope: SharedBox?

    /// The box of the suite.
    static var current: SharedBox {
        get throws {
            guard let box = inScope else { throw Problem("the suite lacks the trait '.sharedBox'") }
            return box
        }
    }

    /// Runs a command in the box.
    func run(_ words: String..., stdin: String? = "", seconds: Double = 60) throws -> Outcome {
        try host.alcove(["run", name, "--"] + words, stdin: stdin, seconds: seconds)
    }
}

/// Makes a box before the first test of a suite, and removes it after the last.
struct SharedBoxTrait: SuiteTrait, TestScoping {
    let image: TestImage

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        let host = try Host()
        let box = SharedBox(host: host, name: try host.box(from: image))
        try await SharedBox.$inScope.withValue(box) { try await function() }
    }
}

extension Trait where Self == SharedBoxTrait {
    static func sharedBox(_ image: TestImage = .busybox) -> Self { Self(image: image) }
}
