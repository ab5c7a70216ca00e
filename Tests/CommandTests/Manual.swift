import Foundation

@testable import alcove

/// The manual pages: descriptions and options as the program has them, synopses and examples as
/// `docs/commands.md` has them.
struct Manual {
    private let grammar = Grammar.own()
    /// Sections of the reference by the command's name.
    private var sections: [String: Reference] = [:]

    /// What the reference tells of a command.
    private struct Reference {
        var synopsis = ""
        var example = ""
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let folder = root.appending(path: "docs/man")

    init() throws {
        let file = try Data(contentsOf: Self.root.appending(path: "docs/commands.md"))
        for text in String(decoding: file, as: UTF8.self).components(separatedBy: "\n## `") {
            let lines = text.components(separatedBy: "\n")
            guard let name = lines[0].split(separator: "`").first else { continue }
            var reference = Reference()
            let synopsis = lines.first { $0.hasPrefix("`alcove ") } ?? ""
            reference.synopsis = synopsis.split(separator: "`").first.map(String.init) ?? ""
            let blocks = text.components(separatedBy: "```console\n")
            if blocks.count > 1 {
                reference.example = blocks[1].components(separatedBy: "\n```")[0]
            }
            sections[String(name)] = reference
        }
    }

    /// Every page: its file's name, and its text.
    var pages: [String: String] {
        var pages = ["alcove.1": overview]
        for (words, command) in commands {
            pages["\(Self.title(of: words)).1"] = page(words, command)
        }
        return pages
    }

    private var commands: [(words: String, command: Grammar.Command)] { grammar.commands }

    /// The page of a command: `alcove-export-bin`.
    private static func title(of words: String) -> String {
        "alcove-" + words.replacing(" ", with: "-")
    }

    private func page(_ name: String, _ command: Grammar.Command) -> String {
        let reference = sections[name] ?? Reference()
        var page = Page(Self.title(of: name), summary: command.abstract ?? "")
        page.section("SYNOPSIS")
        page.words(synopsis: reference.synopsis)
        page.section("DESCRIPTION")
        page.paragraphs(command.discussion ?? command.abstract ?? "")
        if let aliases = command.aliases, !aliases.isEmpty {
            page.paragraphs(
                "Also called " + aliases.map { "'alcove \($0)'" }.joined(separator: ", ") + "."
            )
        }
        page.section("OPTIONS")
        page.options(command.shown.filter { $0.preferredName?.name != "version" })
        page.section("EXIT STATUS")
        for (status, meaning) in Self.statuses(of: name) { page.item(status, meaning) }
        if !reference.example.isEmpty {
            page.section("EXAMPLES")
            page.verbatim(reference.example)
        }
        page.section("FILES")
        for (file, meaning) in Self.files { page.item(file, meaning) }
        page.section("SEE ALSO")
        let family = Self.families.first { $0.contains(name) } ?? []
        page.references(["alcove"] + family.map(Self.title), but: Self.title(of: name))
        return page.text
    }

    /// Commands whose pages tell of each other.
    private static let families = [
        [
            "create", "enter", "run", "try", "start", "stop", "restart", "rename", "clone", "edit",
            "rm", "list", "show", "logs",
        ],
        ["history", "snapshot", "rollback", "pin", "unpin", "upgrade", "rebase", "diff", "clone"],
        ["init", "allow", "deny", "hook", "plan", "apply", "lock", "config", "enter", "run"],
        ["publish", "save", "load", "create", "export box"],
        ["install", "uninstall", "search", "upgrade", "create"],
        [
            "export app", "export bin", "export service", "export box", "unexport", "exports",
            "apps", "host", "terminal",
        ],
        ["du", "prune", "doctor", "logs", "config"],
    ]

    private var titles: [String] { commands.map { Self.title(of: $0.words) } }

    private var overview: String {
        var page = Page("alcove", summary: grammar.command.abstract ?? "")
        page.section("SYNOPSIS")
        page.words(synopsis: "alcove COMMAND [options] [arguments]")
        page.words(synopsis: "alcove help COMMAND")
        page.section("DESCRIPTION")
        page.paragraphs(
            """
            Alcove gives the userland of any Linux distribution as a box: a container of Podman or \
            Docker that shares the home directory, devices, display and network of its user, so that \
            work done in it is work done at home. A box is made once, entered in milliseconds, and \
            removed without a trace in the home.

            A process in a box may do what its user may do. Alcove is for integration; it is no \
            sandbox.
            """
        )
        page.section("COMMANDS")
        for (words, command) in commands {
            page.item("\(Self.title(of: words))(1)", (command.abstract ?? "") + ".")
        }
        page.section("OPTIONS")
        page.paragraphs("These may stand before the command, too.")
        let shared = commands.first { $0.words == "list" }?.command.shown ?? []
        page.options(shared.filter { $0.sectionTitle == "Global options" }.map(\.withoutTitle))
        page.options(grammar.command.shown)
        page.item(
            "--generate-completion-script SHELL",
            "Write the completion of 'bash', 'zsh' or 'fish'; packages of Alcove install it."
        )
        page.section("EXIT STATUS")
        page.paragraphs("Of 'enter', 'run' and 'try':")
        for (status, meaning) in Self.statuses(of: "run") { page.item(status, meaning) }
        page.paragraphs("Of all others:")
        for (status, meaning) in Self.statuses(of: "list") { page.item(status, meaning) }
        page.section("ENVIRONMENT")
        for (name, meaning) in Self.variables { page.item(name, meaning) }
        page.section("FILES")
        for (file, meaning) in Self.files { page.item(file, meaning) }
        page.section("EXAMPLES")
        page.verbatim(
            "$ alcove create web --image fedora:42\n$ alcove run web -- make\n$ alcove enter web"
        )
        page.section("SEE ALSO")
        page.references(
            titles + ["podman", "docker"],
            but: ""
        )
        return page.text
    }

    private static func statuses(of command: String) -> [(String, String)] {
        let common = [
            ("0", "Done."), ("1", "It could not be done, or not for all that was named."),
            ("64", "The words of the command line were not understood, or cannot stand together."),
        ]
        guard ["enter", "run", "try"].contains(command) else {
            return common + [("128+n", "It was ended by signal n.")]
        }
        return [
            ("0-255", "The command's own, unchanged."),
            ("128+n", "The command was ended by signal n."),
            ("125", "Alcove or the engine failed; a line on standard error says how."),
            (
                "126",
                "The command is there and cannot be executed, which a line on standard error says."
            ),
            ("127", "The command was not found, which a line on standard error says."),
            ("64", "The words of the command line were not understood, or cannot stand together."),
        ]
    }

    private static let variables = [
        ("ALCOVE_ENGINE", "The engine of new boxes: 'podman', 'docker', or the URL of a socket."),
        ("CONTAINER_HOST, DOCKER_HOST", "The same, after the settings."),
        ("ALCOVE_START_TIMEOUT", "Seconds that a box may take until it is ready; 60 unless given."),
        ("ALCOVE_INIT", "Where the agent 'alcove-init' is, when it is not beside the program."),
        ("ALCOVE_PROFILES", "The only directory of profiles that is read."),
        ("NO_COLOR", "Nothing is coloured when it is set and not empty."),
    ]

    private static let files = [
        ("~/.config/alcove/config.toml, /etc/alcove/config.toml", "Settings; the first one wins."),
        ("~/.local/state/alcove/", "Records of boxes, and changes that are not finished."),
        ("~/.local/share/alcove/homes/", "Private homes of boxes."),
        ("$XDG_RUNTIME_DIR/alcove/", "Sockets of the agents of boxes that run."),
    ]
}

extension Grammar.Argument {
    /// As it is where all are of one section.
    fileprivate var withoutTitle: Grammar.Argument {
        var argument = self
        argument.sectionTitle = nil
        return argument
    }
}

/// One page in the language of man(7).
private struct Page {
    private(set) var text: String

    init(_ name: String, summary: String) {
        text = """
            .\\" Made from the program's help and docs/commands.md: change those, then 'make man'.
            .TH \(name.uppercased().replacing("-", with: "\\-")) 1 "" "Alcove \(Host.version)" "Alcove"
            .nh
            .ad l
            .SH NAME
            \(Self.escaped(name)) \\- \(Self.escaped(summary.prefix(1).lowercased() + summary.dropFirst()))

            """
    }

    mutating func section(_ title: String) { text += ".SH \(title)\n" }

    /// Lines that are set in stay as they are.
    mutating func paragraphs(_ words: String) {
        for paragraph in words.components(separatedBy: "\n\n") {
            if paragraph.hasPrefix("  ") {
                verbatim(paragraph)
            } else {
                text += ".PP\n\(Self.line(paragraph.replacing("\n", with: " ")))\n"
            }
        }
    }

    /// The first two words are typed as they are; so are those in small letters behind them.
    mutating func words(synopsis: String) {
        let words = synopsis.split(separator: " ").map { word in
            let isPlain = word.allSatisfy { $0.isLowercase || "-[]|,.…".contains($0) }
            let shown = Self.escaped(String(word))
            return isPlain ? "\\fB\(shown)\\fR" : "\\fI\(shown)\\fR"
        }
        text += ".PP\n\(words.joined(separator: " "))\n"
    }

    mutating func item(_ label: String, _ meaning: String) {
        text += ".TP\n\\fB\(Self.escaped(label))\\fR\n\(Self.line(meaning))\n"
    }

    /// Options under the titles of the help, those without one last.
    mutating func options(_ arguments: [Grammar.Argument]) {
        for argument in arguments where argument.kind == .positional { option(argument) }
        var titles: [String] = []
        for title in arguments.compactMap(\.sectionTitle) where !titles.contains(title) {
            titles.append(title)
        }
        for argument in arguments where argument.kind != .positional && argument.sectionTitle == nil
        {
            option(argument)
        }
        for title in titles {
            text += ".SS \(title)\n"
            for argument in arguments where argument.sectionTitle == title { option(argument) }
        }
    }

    private mutating func option(_ argument: Grammar.Argument) {
        let isShort = { (name: Grammar.Name) in name.kind != "long" }
        let names =
            (argument.names ?? []).filter(isShort) + (argument.names ?? []).filter { !isShort($0) }
        var label = names.map { "\\fB\(Self.escaped($0.words))\\fR" }.joined(separator: ", ")
        if let value = argument.valueWords {
            label += (label.isEmpty ? "" : " ") + "\\fI\(Self.escaped(value))\\fR"
        }
        let told = [argument.abstract, argument.discussion].compactMap(\.self).joined(
            separator: " "
        )
        text += ".TP\n\(label)\n\(Self.line(told))\n"
    }

    mutating func verbatim(_ lines: String) {
        text += ".PP\n.nf\n"
        for line in lines.components(separatedBy: "\n") { text += Self.line(line) + "\n" }
        text += ".fi\n"
    }

    mutating func references(_ pages: [String], but name: String) {
        let others = pages.filter { $0 != name }
        text += others.map { ".BR \(Self.escaped($0)) (1)" }.joined(separator: ",\n") + "\n"
    }

    /// A line of text; one that begins with a control character would be a request.
    private static func line(_ words: String) -> String {
        let shown = escaped(words)
        return shown.hasPrefix(".") || shown.hasPrefix("'") ? "\\&" + shown : shown
    }

    private static func escaped(_ words: String) -> String {
        words.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("…", with: "...")
            .replacing("–", with: "\\(en")
    }
}
