/// A point of the clock that nobody sets.
package struct Moment: Sendable {
    private let milliseconds = Clock.monotonic

    /// Now.
    package init() {}

    package var millisecondsAgo: Int { Int(Clock.monotonic - milliseconds) }
}
