import Boxes
import Engines
import Linux
import Upkeep

/// Tells on a line how essentials come into an image; all of it to those who want to know.
final class EssentialsProgress {
    private let line: ProgressLine
    private let console: Console
    private let title: String
    private let begin = Clock.monotonic
    private var hasBegun = false
    private var last = ""

    init(_ line: ProgressLine, _ console: Console, _ spec: BoxSpec) {
        self.line = line
        self.console = console
        title = Self.title(spec)
    }

    /// A bare box gets no essentials, and only what it names.
    private static func title(_ spec: BoxSpec) -> String {
        if !spec.bare { return "Adding essentials to \(spec.image)" }
        return spec.packages.isEmpty
            ? "Building on \(spec.image)" : "Adding packages to \(spec.image)"
    }

    func take(_ event: EssentialsEvent) {
        switch event {
        case .looking: break
        case .waiting:
            line.update("Waiting for another command that makes the same image")
        case .building(.step(let step)): note(step.text)
        case .building(.line(let text)):
            note(text)
            if !text.allSatisfy(\.isWhitespace) { last = text }
            tell()
        case .building(.waiting): tell()
        }
    }

    private func note(_ text: String) {
        guard console.level == .verbose else { return }
        line.clear()
        console.detail(text)
    }

    private func tell() {
        if !hasBegun { line.milestone(title) }
        hasBegun = true
        let seconds = (Clock.monotonic - begin) / 1000
        line.update("\(title) (\(seconds) s): \(last)")
    }
}
