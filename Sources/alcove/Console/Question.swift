extension Console {
    /// Asks once; anything but a yes is a no.
    func agrees(_ question: String) -> Bool {
        write(.error, "\(question) [y/N] ")
        guard let answer = readLine() else {
            write(.error, "\n")
            return false
        }
        return ["y", "yes"].contains(answer.lowercased())
    }
}
