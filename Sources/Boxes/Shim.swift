/// Programs of a box that are called on the host by their names.
extension BoxSpec {
    /// Reads a program that is to come first in `PATH`: its name, or its absolute path in the box.
    package static func shim(_ words: String) throws(BoxError) -> String {
        let name = words.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        let isPlain = words.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
        // What a path leads to that begins elsewhere is another thing in each folder.
        guard isShimName(String(name)), isPlain, !words.contains("/") || words.hasPrefix("/")
        else { throw .badShim(words) }
        return words
    }

    /// A file's name that is one plain word to every shell; never our own, nor of those that ask for
    /// the person's password.
    package static func isShimName(_ name: String) -> Bool {
        let plain = name.utf8.allSatisfy { $0.isLetterOrDigit || "_.+-".utf8.contains($0) }
        return plain && !name.isEmpty && !name.hasPrefix("-") && !name.hasPrefix(".")
            && !hostsOwn.contains(name) && name.utf8.count <= 200
    }

    private static let hostsOwn = [
        "alcove", "sudo", "su", "doas", "pkexec", "run0", "passwd", "ssh-add", "ssh-askpass",
    ]
}
