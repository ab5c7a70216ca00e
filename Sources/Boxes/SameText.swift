extension StringProtocol {
    /// Whether it is the other byte by byte, as names of files are: `==` takes an accent that is a
    /// character of its own for the letter with it.
    package func isSame(as other: some StringProtocol) -> Bool { utf8.elementsEqual(other.utf8) }
}
