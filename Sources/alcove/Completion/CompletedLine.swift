import ArgumentParser

/// The words of a line up to the cursor, the last of which is to become something.
struct CompletedLine {
    /// Those before it.
    private let words: [String]
    /// What there is of it.
    private let word: String

    /// - Parameter words: those behind the program.
    init(_ words: [String]) {
        self.words = words.dropLast()
        word = words.last ?? ""
    }

    func answer(on host: Host) -> CompletionAnswer {
        var answer = offered(on: host)
        answer.typed = word
        return answer
    }

    private func offered(on host: Host) -> CompletionAnswer {
        var rest = words[...]
        // Options of all commands may stand before the command.
        while let first = rest.first, first.hasPrefix("-") {
            rest.removeFirst()
            guard first == "--engine" else { continue }
            if rest.isEmpty { return Self.engines }
            rest.removeFirst()
        }
        let isHelp = rest.first == "help"
        if isHelp { rest.removeFirst() }
        var command: any ParsableCommand.Type = Alcove.self
        var isTop = true
        while !command.configuration.subcommands.isEmpty {
            guard let name = rest.popFirst() else {
                return offered(command.configuration.subcommands, isTop: isTop && !isHelp)
            }
            let next = command.configuration.subcommands.first { one in
                one._commandName == name || one.configuration.aliases.contains(name)
            }
            guard let next else { return CompletionAnswer() }
            command = next
            isTop = false
        }
        if isHelp { return CompletionAnswer() }
        let call = CompletedCall(of: Grammar.of(command).command, rest)
        return call.answer(for: word, on: host)
    }

    private static let engines = CompletionAnswer(
        candidates: ["podman", "docker"].map { CompletionAnswer.Candidate(word: $0) }
    )

    private func offered(
        _ commands: [any ParsableCommand.Type],
        isTop: Bool
    ) -> CompletionAnswer {
        if word.hasPrefix("-") {
            let names = isTop ? ["--engine", "--verbose", "--quiet", "--version"] : []
            return CompletionAnswer(
                candidates: (names + ["--help"]).map { CompletionAnswer.Candidate(word: $0) }
            )
        }
        var answer = CompletionAnswer()
        for one in commands where one.configuration.shouldDisplay {
            let abstract = one.configuration.abstract
            answer.candidates.append(
                CompletionAnswer.Candidate(word: one._commandName, description: abstract)
            )
        }
        if isTop {
            answer.candidates.append(
                CompletionAnswer.Candidate(word: "help", description: "Tell of a command")
            )
        }
        return answer
    }
}

/// A command's words so far, read by its grammar.
struct CompletedCall {
    private let command: String
    private let arguments: [Grammar.Argument]
    /// Words that belong to no option.
    private(set) var operands: [String] = []
    /// Options that were given, with their values, by their long names.
    private(set) var options: [(name: String, value: String?)] = []
    /// Whether what follows is no option.
    private var isEnded = false
    /// The option whose value comes next.
    private var pending: Grammar.Argument?

    init(of command: Grammar.Command, _ words: some Sequence<String>) {
        self.command = command.commandName
        arguments = command.shown
        for word in words { take(word) }
    }

    private var positionals: [Grammar.Argument] { arguments.filter { $0.kind == .positional } }

    /// Of `run` and `host`: everything from the first word on is theirs.
    private var takesAll: Bool { positionals.first?.parsingStrategy == "allRemainingInput" }

    private mutating func take(_ word: String) {
        if let option = pending {
            options.append((option.longName, word))
            pending = nil
        } else if isEnded || word == "-" || !word.hasPrefix("-") {
            operands.append(word)
            if takesAll { isEnded = true }
        } else if word == "--" {
            isEnded = true
            if takesAll { operands.append(word) }
        } else if let option = option(word) {
            let value = word.firstIndex(of: "=").map { String(word[word.index(after: $0)...]) }
            if option.kind == .option, value == nil {
                pending = option
            } else {
                options.append((option.longName, value))
            }
        }
    }

    private func option(_ word: String) -> Grammar.Argument? {
        let name = String(word.prefix { $0 != "=" })
        return arguments.first { argument in
            argument.names?.contains { $0.words == name } ?? false
        }
    }

    func answer(for word: String, on host: Host) -> CompletionAnswer {
        let completion = Completion(
            host: host,
            command: command,
            operands: operands,
            options: options
        )
        if let pending { return completion.answer(for: pending, word) }
        if !isEnded, word.hasPrefix("-") {
            guard let sign = word.firstIndex(of: "=") else { return names }
            guard let option = option(word), option.kind == .option else {
                return CompletionAnswer()
            }
            let value = String(word[word.index(after: sign)...])
            return completion.answer(for: option, value).behind(String(word[...sign]))
        }
        guard let argument = positional else { return CompletionAnswer() }
        return completion.answer(for: argument, word)
    }

    /// The options that may still be given.
    private var names: CompletionAnswer {
        let free = arguments.filter { argument in
            argument.kind != .positional
                && (argument.isRepeating || !options.contains { $0.name == argument.longName })
        }
        return CompletionAnswer(
            candidates: free.map { argument in
                CompletionAnswer.Candidate(word: argument.longName, description: argument.abstract)
            }
        )
    }

    /// The argument that the next operand is.
    private var positional: Grammar.Argument? {
        let isBehind = { (argument: Grammar.Argument) in
            argument.parsingStrategy == "postTerminator"
        }
        if isEnded, !takesAll, let last = positionals.first(where: isBehind) { return last }
        let before = positionals.filter { !isBehind($0) }
        if operands.count < before.count { return before[operands.count] }
        return before.last.flatMap { $0.isRepeating ? $0 : nil }
    }
}

extension Grammar.Argument {
    /// What it is known by.
    fileprivate var longName: String {
        (names?.first { $0.kind == "long" } ?? preferredName)?.words ?? ""
    }
}

extension CompletionAnswer {
    /// The same for a word whose first part is there already.
    fileprivate func behind(_ head: String) -> CompletionAnswer {
        var answer = self
        answer.candidates = candidates.map { Candidate(word: head + $0.word) }
        return answer
    }
}
