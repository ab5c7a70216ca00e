import Accounts
import Linux

extension Checkup {
    /// What boxes would have of the caller's language, terminal and time.
    func localeFindings(_ findings: inout [Finding]) {
        findings += [language(), timeZone()]
        if let terminal = terminal() { findings.append(terminal) }
    }

    private func language() -> Finding {
        let named = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }
            .first { !$0.isEmpty }
        guard let named, !["C", "POSIX"].contains(named) else {
            return Finding(.language, .note, named ?? "", mend: .advice(.language))
        }
        let parts = named.split(separator: ".", maxSplits: 1)
        guard parts[0] != "C", !hasLocale(named) else { return Finding(.language, .ok, named) }
        let name = String(parts[0])
        // Without a word for its letters a locale has those of another age.
        let letters = parts.count > 1 ? String(parts[1]) : "UTF-8"
        let words = ["localedef", "-i", name, "-f", letters, named]
        return Finding(.language, .note, "no \(named)", mend: .command(words, asRoot: true))
    }

    /// Where there are no locales at all, as with musl, none is missing.
    private func hasLocale(_ name: String) -> Bool {
        let known = host.names("/usr/lib/locale")
        let wanted = Self.plain(name)
        return known.isEmpty || known.contains("locale-archive")
            || known.contains { Self.plain($0) == wanted }
    }

    /// A name without what is written in more than one way: `C.UTF-8`, `C.utf8`.
    private static func plain(_ name: String) -> String {
        name.lowercased().filter { $0 != "-" && $0 != "_" }
    }

    private func timeZone() -> Finding {
        let advice = Finding.Mend.advice(.timeZone)
        let named = environment["TZ"].flatMap { $0.isEmpty ? nil : $0 }
        // A name is a file below the zones; a rule, as in `CET-1`, is none.
        guard let named, named.contains("/") else {
            let path = "/etc/localtime"
            if host.status(path) != nil { return Finding(.timeZone, .ok, named ?? path) }
            return Finding(.timeZone, .note, missing(path), mend: advice)
        }
        let name = named.first == ":" ? String(named.dropFirst()) : named
        let path = name.hasPrefix("/") ? name : "/usr/share/zoneinfo/\(name)"
        if host.status(path) != nil { return Finding(.timeZone, .ok, name) }
        return Finding(.timeZone, .note, missing(path), mend: .package("tzdata"))
    }

    /// Nil where the caller has no terminal.
    private func terminal() -> Finding? {
        guard let name = environment["TERM"], let first = name.utf8.first, name != "dumb" else {
            return nil
        }
        let home = environment["HOME"] ?? user.home
        let named = (environment["TERMINFO_DIRS"] ?? "").split(separator: ":").map(String.init)
        let folders =
            [environment["TERMINFO"] ?? "", home + "/.terminfo"] + named
            + ["/etc/terminfo", "/lib/terminfo", "/usr/lib/terminfo", "/usr/share/terminfo"]
        // Some file systems do not tell capital letters from others, so there are two ways.
        let letters = [String(UnicodeScalar(first)), String(first, radix: 16)]
        for folder in folders where folder.hasPrefix("/") {
            for letter in letters where host.status("\(folder)/\(letter)/\(name)") != nil {
                return Finding(.terminal, .ok, "\(name) in \(folder)")
            }
        }
        return Finding(.terminal, .note, "no \(name)", mend: .package("ncurses-term"))
    }
}
