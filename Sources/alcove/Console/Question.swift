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

    /// Asks for one of the lines; nil when none is chosen.
    func choice(_ question: String, among lines: [String]) -> Int? {
        write(.error, "\(question)\n")
        for (index, line) in lines.enumerated() { write(.error, "  \(index + 1)  \(line)\n") }
        write(.error, "Number: ")
        guard let answer = readLine() else {
            write(.error, "\n")
            return nil
        }
        guard let number = Int(answer), lines.indices.contains(number - 1) else { return nil }
        return number - 1
    }
}
