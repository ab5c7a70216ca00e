package import Linux

/// An application of a box, as its desktop entry describes it.
package struct FoundApp: Equatable, Sendable {
    /// What desktops call the entry, without its ending.
    package let id: String
    /// Where it is in the box.
    package let path: String
    package let name: String
    package let genericName: String?
    package let comment: String?
    /// The name of its icon in the box, or its path.
    package let icon: String?
    /// The program it runs, as the entry has it.
    package let program: String?
    /// Whether a menu would show it: many entries are there for the types they open alone.
    package let isShown: Bool
}

extension FoundApp {
    /// Nil for what is no application, and for one that says it is not there.
    init?(_ file: DesktopFile, id: String, path: String, languages: [String]) {
        guard let main = file[DesktopFile.mainGroup], main["Type"]?.text.text == "Application",
            !main.isTrue("Hidden")
        else { return nil }
        func text(_ key: String) -> String? {
            let entry = languages.lazy.compactMap { main[key, $0] }.first ?? main[key]
            return entry.map { Self.shown($0.text) }.flatMap { $0.isEmpty ? nil : $0 }
        }
        guard let name = text("Name") else { return nil }
        self.id = id
        self.path = path
        self.name = name
        genericName = text("GenericName")
        comment = text("Comment")
        icon = main["Icon"].map { Self.shown($0.text) }
        program = Self.program(main)
        isShown = !main.isTrue("NoDisplay") && main["OnlyShowIn"] == nil
    }

    /// Text for a line: without what a terminal would take for more than text, and not without end.
    private static func shown(_ text: [UInt8]) -> String {
        let scalars = String(decoding: text.prefix(4096), as: UTF8.self).unicodeScalars.map {
            let isText = $0.properties.generalCategory != .control && $0.value != 0x2028
            return isText && $0.value != 0x2029 ? $0 : " "
        }
        return String(String.UnicodeScalarView(scalars))
    }

    private static func program(_ main: DesktopFile.Group) -> String? {
        // A command that cannot be read is told by whoever exports it.
        guard let exec = main["Exec"], let line = try? ExecLine(exec.value),
            case .text(let word)? = line.words.first?.pieces.first
        else { return nil }
        return shown(word)
    }
}

/// The languages of a user, as desktop entries name them.
package enum EntryLanguages {
    /// Of `de_AT.UTF-8@euro`: with country and modifier, with either, and alone.
    package static func of(_ environment: EnvironmentVariables) -> [String] {
        let words = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }
            .first { !$0.isEmpty }
        guard let words, !["C", "POSIX"].contains(words), !words.hasPrefix("C.") else { return [] }
        let modifier = words.firstIndex(of: "@").map { String(words[$0...]) } ?? ""
        let place = String(words.prefix { $0 != "." && $0 != "@" })
        let language = String(place.prefix { $0 != "_" })
        return [place + modifier, place, language + modifier, language].reduce(into: []) {
            if !$0.contains($1) { $0.append($1) }
        }
    }
}
