import ArgumentParser
import Boxes
import Exports
import Linux
import Profiles
import Projects
import Upkeep

extension CompletionKind {
    /// The names of boxes; neither settings nor an engine are looked at.
    static var boxes: CompletionKind { of(.boxes) }
    /// Those, and boxes that a manifest declares.
    static var declaredBoxes: CompletionKind { of(.declaredBoxes) }
    /// What a box can be made from: short names, images of boxes that there are, and files.
    static var images: CompletionKind { of(.images) }
    /// The names of boxes, and what was installed in the one that is named.
    static var packages: CompletionKind { of(.packages) }
    /// The generations of the box that is named.
    static var generations: CompletionKind { of(.generations) }
    /// What exports are called.
    static var exports: CompletionKind { of(.exports) }
    /// A box, and a command in it with its arguments.
    static var session: CompletionKind { of(.session) }
    /// Programs of the box that is meant.
    static var programs: CompletionKind { of(.programs) }
    /// Applications of the box that is meant.
    static var apps: CompletionKind { of(.apps) }
    /// Services of the box that is meant.
    static var services: CompletionKind { of(.services) }

    /// The parser has no kind for words of the program's own; its scripts, which would take this for
    /// a command, are nobody's.
    private static func of(_ source: Completion.Source) -> CompletionKind {
        .shellCommand(source.rawValue)
    }
}

/// What can stand in the place of a word; no engine is asked, for the keys' sake.
struct Completion {
    let host: Host
    /// The command that they are of.
    let command: String
    /// The words before it that belong to no option.
    let operands: [String]
    /// The options before it.
    let options: [(name: String, value: String?)]

    typealias Candidate = CompletionAnswer.Candidate

    enum Source: String {
        case boxes, declaredBoxes, images, packages, generations, exports, session, programs, apps
        case services
    }

    /// Shells expand what they are offered, `$(…)` in the name of a file included.
    static func isPlain(_ word: String) -> Bool {
        word.utf8.allSatisfy { $0.isLetterOrDigit || "_.+-:/@~=".utf8.contains($0) }
    }

    func answer(for argument: Grammar.Argument, _ word: String) -> CompletionAnswer {
        guard let kind = argument.completionKind else { return CompletionAnswer() }
        if kind.file != nil { return CompletionAnswer(kind: .files) }
        if kind.directory != nil { return CompletionAnswer(kind: .folders) }
        if let list = kind.list { return Self.words(list.values) }
        guard let source = kind.shellCommand.flatMap({ Source(rawValue: $0.command) }) else {
            return CompletionAnswer()
        }
        switch source {
        case .boxes: return Self.words(boxes)
        case .declaredBoxes: return Self.words(Set(boxes + declared).sorted())
        case .images:
            // The shell quotes its files better than anybody.
            let isPath = [".", "/", "~"].contains { word.hasPrefix($0) }
            return isPath ? CompletionAnswer(kind: .files) : Self.words(images)
        case .packages: return Self.words(packages)
        case .generations: return CompletionAnswer(candidates: generations)
        case .exports: return Self.words(host.exporter.ledger.all().exports.map(\.source.name))
        case .session: return session(word)
        case .programs: return Self.words(BoxContents(meant, on: host).programs)
        case .apps: return Self.words(BoxContents(meant, on: host).apps)
        case .services: return Self.words(BoxContents(meant, on: host).services)
        }
    }

    private static func words(_ words: [String]) -> CompletionAnswer {
        CompletionAnswer(candidates: words.map { Candidate(word: $0) })
    }

    private var boxes: [String] { host.store.names().map(\.description) }

    /// Those of the project here, as far as it is allowed: nothing of another one is read.
    private var declared: [String] {
        guard let project = Project.nearest(from: "."),
            case .allowed(let grant) = ProjectState(of: project, in: host.grants)
        else { return [] }
        return grant.powers.map(\.box)
    }

    private var images: [String] {
        var images: Set<String> = []
        for (name, alias) in host.shelf.profiles.flatMap(\.images) {
            images.insert(name)
            for form in alias.forms where !form.contains(where: \.isUppercase) {
                images.insert("\(name):\(form)")
            }
        }
        return images.union(host.store.names().compactMap(host.store.image)).sorted()
    }

    private var packages: [String] {
        // With '--box', all words are packages.
        let given = options.last { $0.name == "--box" }?.value
        let names = given == nil && operands.isEmpty ? boxes : []
        // A record that cannot be read lists no packages.
        guard command == "uninstall", let box = meant, let record = try? host.store.record(box)
        else { return names }
        return names + record.spec.packages
    }

    /// No other box's than the one that is named: a word that names none is a mistake.
    private var generations: [Candidate] {
        guard let box = try? BoxName(operands.first ?? ""),
            let record = try? host.store.record(box)
        else { return [] }
        return record.generations.map { one in
            let states = record.states(of: one).map { ", \($0)" }.joined()
            let age = Amount.age(since: one.created, now: Clock.now)
            return Candidate(word: "\(one.number)", description: "\(one.why), \(age)\(states)")
        }
    }

    /// The box that the words mean: by its option, by the first word, or by where this is.
    private var meant: BoxName? {
        let given = options.last { $0.name == "--box" }?.value ?? operands.first
        // Most words are no box's name.
        if let given, let name = try? BoxName(given), host.store.has(name) { return name }
        // Where no box is meant, none is completed.
        return try? DefaultBox(host: host).name(for: SessionOptions(.run))
    }

    /// A box, a command of it, and what the command takes: files.
    private func session(_ word: String) -> CompletionAnswer {
        guard let first = operands.first else { return Self.words(boxes) }
        var rest = operands[...]
        if first != "--" { rest.removeFirst() }
        if rest.first == "--" { rest.removeFirst() }
        guard rest.isEmpty, !word.contains("/") else { return CompletionAnswer(kind: .files) }
        return Self.words(BoxContents(meant, on: host).programs)
    }
}
