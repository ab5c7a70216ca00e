extension BoxSpec {
    /// Reads the name of a command that is to be the host's in a box.
    package static func hostShim(_ words: String) throws(BoxError) -> String {
        let taken = ["alcove", "alcove-init", "init", "sudo"]
        let isPlain = words.utf8.allSatisfy { byte in
            byte.isLetterOrDigit || "._+-".utf8.contains(byte)
        }
        guard let first = words.utf8.first, first.isLetterOrDigit, isPlain,
            words.utf8.count <= 64, !taken.contains(words)
        else { throw .badHostShim(words) }
        return words
    }
}
