/// The words that a program takes, as its manual has them: a stand-in for programs that no package
/// of the lab's distribution brings.
struct Grammar {
    /// What stands in front of the options, `add`; empty for a program that has no commands.
    var verb: [String] = []
    /// Options that may be given.
    var options: Set<String> = []
    /// Options of which one must be given.
    var needed: Set<String> = []
    /// Whether names of packages follow.
    var takesNames = false

    /// Whether the program would understand the words behind its name.
    func accepts(_ words: [String]) -> Bool {
        let given = words.filter { $0.hasPrefix("-") && $0 != "--" }
        let others = words.filter { !$0.hasPrefix("-") }
        guard others.starts(with: verb) else { return false }
        let isKnown = given.allSatisfy { options.contains($0) || needed.contains($0) }
        let names = others.count - verb.count
        return isKnown && needed.isSubset(of: given) && (takesNames ? names > 0 : names == 0)
    }
}
