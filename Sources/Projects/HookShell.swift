import Boxes

/// A shell that has a hook.
package enum HookShell: String, Sendable, CaseIterable {
    case bash, zsh, fish

    /// A line that calls one of the hook's functions.
    func line(_ words: [String]) -> String { list(words) + "\n" }

    /// Words as the shell reads them.
    func list(_ words: [String]) -> String {
        var list = ""
        for word in words {
            if !list.isEmpty { list += " " }
            list += self == .fish ? word.inFishQuotes : word.inShellQuotes
        }
        return list
    }
}

extension HookShell {
    /// The hook from its file, fit for this program.
    ///
    /// `offers` says whether the box is asked for commands that the host does not have; `known` is what a
    /// shell knows from its start, as ``HookAnswer/known(to:_:)`` gives it.
    package func hook(
        _ text: String,
        program: String,
        offers: Bool,
        known: [String] = []
    ) -> String {
        let path = self == .fish ? program.inFishQuotes : program.inShellQuotes
        return text.replacing("@program@", with: path)
            .replacing("@offers@", with: offers ? "yes" : "no")
            // Last: it has the user's own words.
            .replacing("@known@", with: list(known))
    }
}
