import Wire

extension Configuration {
    /// Reads one file's text; what is wrong in it is passed over and told.
    ///
    /// - Parameters:
    ///   - text: the file's contents.
    ///   - file: its path.
    ///   - home: what `~` is.
    ///   - issues: takes what was passed over.
    package init(_ text: String, file: String, home: String, issues: inout [ConfigurationIssue]) {
        let document: TOMLDocument
        do {
            document = try TOMLDocument(text)
        } catch {
            let origin = SettingOrigin(file: file, line: error.line)
            issues.append(ConfigurationIssue(origin, .malformed(error.reason)))
            return
        }
        // A table without keys sets nothing.
        for entry in document.entries where entry.value != .empty {
            let origin = SettingOrigin(file: file, line: entry.line)
            if let fault = take(entry, origin, home: home) {
                issues.append(ConfigurationIssue(origin, fault))
            }
        }
    }

    /// Takes one key's value; tells what is wrong with it.
    private mutating func take(
        _ entry: TOMLDocument.Entry,
        _ origin: SettingOrigin,
        home: String
    ) -> ConfigurationIssue.Fault? {
        let value = entry.value
        switch entry.key {
        case "engine": engine = Setting(value.filledText, origin)
        case "image": image = Setting(value.filledText, origin)
        case "shell":
            shell = Setting(value.filledText.flatMap { try? BoxSpec.shell($0) }, origin)
        case "default": box = Setting(value.filledText.flatMap { try? BoxName($0) }, origin)
        case "home":
            let bearings = Bearings(directory: home, home: home)
            let words = value.filledText
            self.home = Setting(words.flatMap { try? BoxSpec.Home($0, from: bearings) }, origin)
        case "pull": pull = Setting(value.filledText.flatMap(PullPolicy.init), origin)
        case "bare": bare = Setting(value.flag, origin)
        case "generations": generations = Setting(value.count, origin)
        case "packages": packages = Setting(value.packages, origin)
        case "without": without = Setting(value.facilities, origin)
        case "environment.keep": keep = Setting(value.globs, origin)
        case "environment.drop": drop = Setting(value.globs, origin)
        case "enter.clean-env": cleanEnvironment = Setting(value.flag, origin)
        case "projects.mode":
            activation = Setting(value.filledText.flatMap(ActivationMode.init), origin)
        case "projects.command-not-found": offersCommands = Setting(value.flag, origin)
        case "enter.marks": terminalMarks = Setting(value.flag, origin)
        case "enter.prompt": prompt = Setting(value.flag, origin)
        default: return .unknownKey(entry.key)
        }
        return isSet(entry.key, at: origin)
            ? nil : .badValue(entry.key, allowed: Self.allowed(entry.key))
    }

    /// Whether that line's value was taken.
    private func isSet(_ key: String, at origin: SettingOrigin) -> Bool {
        switch key {
        case "engine": engine?.origin == origin
        case "image": image?.origin == origin
        case "shell": shell?.origin == origin
        case "default": box?.origin == origin
        case "home": home?.origin == origin
        case "pull": pull?.origin == origin
        case "bare": bare?.origin == origin
        case "generations": generations?.origin == origin
        case "packages": packages?.origin == origin
        case "without": without?.origin == origin
        case "environment.keep": keep?.origin == origin
        case "environment.drop": drop?.origin == origin
        case "enter.clean-env": cleanEnvironment?.origin == origin
        case "projects.mode": activation?.origin == origin
        case "projects.command-not-found": offersCommands?.origin == origin
        case "enter.marks": terminalMarks?.origin == origin
        case "enter.prompt": prompt?.origin == origin
        default: false
        }
    }

    /// What a key may be: words in quotes, or the name of a kind.
    private static func allowed(_ key: String) -> [String] {
        switch key {
        case "home": ["shared", "private", "PATH"]
        case "pull": PullPolicy.allCases.map(\.rawValue)
        case "default": ["NAME"]
        case "shell": ["PATH"] + BoxSpec.shells
        case "environment.keep", "environment.drop": ["[NAME, GLOB*]"]
        case "projects.mode": ActivationMode.allCases.map(\.rawValue)
        case "bare", "enter.clean-env", "enter.marks", "enter.prompt",
            "projects.command-not-found":
            ["true", "false"]
        case "packages": ["[PACKAGE]"]
        case "generations": ["NUMBER"]
        case "without": Facility.allCases.map(\.rawValue)
        default: ["TEXT"]
        }
    }
}

extension Setting {
    /// Nil when there is no value to set.
    fileprivate init?(_ value: Value?, _ origin: SettingOrigin) {
        guard let value else { return nil }
        self.init(value, origin)
    }
}

extension TOMLDocument.Value {
    fileprivate var filledText: String? {
        if case .text(let text) = self, !text.isEmpty { text } else { nil }
    }

    fileprivate var flag: Bool? {
        if case .flag(let flag) = self { flag } else { nil }
    }

    fileprivate var count: Int? {
        if case .integer(let number) = self, (0...100).contains(number) { number } else { nil }
    }

    fileprivate var packages: [String]? {
        guard case .texts(let texts) = self else { return nil }
        let good = texts.compactMap { try? BoxSpec.package($0) }  // a wrong name is a wrong value
        return good.count == texts.count ? good : nil
    }

    fileprivate var facilities: [Facility]? {
        guard case .texts(let texts) = self else { return nil }
        let known = texts.compactMap(Facility.init)
        return known.count == texts.count ? known : nil
    }

    /// Names of variables with `*` and `?` in them.
    fileprivate var globs: [String]? {
        guard case .texts(let texts) = self, !texts.contains(where: { $0.contains("=") }) else {
            // An empty list is a list of anything.
            return nil
        }
        return texts
    }
}
