import Archives
import Boxes
import Linux

/// What of a box's files may leave the machine: nothing of its user, of the host, or of the set-up,
/// which every machine does anew.
struct PortableRoot: Equatable {
    /// The user's name, which the set-up wrote among the box's accounts.
    let user: String
    /// Folders of the box that are the host's, or hold what is the user's.
    let places: [String]
    /// Whether `/usr/bin/sudo` is the agent.
    let hasOwnSudo: Bool

    private static let folders = [
        ".alcove", "proc", "sys", "dev", "run", "tmp", "var/tmp", "var/log", "home", "root",
        "var/mail", "var/spool/mail", "var/spool/cron", "var/run",
    ]

    private static let files: Set = [
        ".dockerenv", "run/.containerenv", "etc/hostname", "etc/machine-id", "etc/mtab",
        "etc/sudoers.d/alcove", "etc/profile.d/alcove.sh", "etc/dpkg/dpkg.cfg.d/alcove",
        "etc/rpm/macros.alcove", "etc/xbps.d/alcove.conf", "etc/fonts/conf.d/05-alcove.conf",
        "etc/ld.so.conf.d/00-alcove-devices.conf", "etc/passwd-", "etc/group-", "etc/shadow-",
        "etc/gshadow-", "etc/subuid-", "etc/subgid-", "var/lib/dbus/machine-id",
        "var/lib/systemd/random-seed", "var/lib/systemd/credential.secret",
    ]

    private static let accounts: Set = [
        "etc/passwd", "etc/group", "etc/shadow", "etc/gshadow", "etc/subuid", "etc/subgid",
    ]

    /// Of root's home only what images have there.
    private static let skeleton: Set = [
        "root/.bashrc", "root/.profile", "root/.bash_profile", "root/.bash_logout", "root/.cshrc",
        "root/.tcshrc",
    ]

    func fate(of entry: TarFilter.Entry) -> TarFilter.Fate {
        let path = entry.path
        if Self.accounts.contains(path) || path == "etc/pacman.conf" { return .rewrite }
        if isLeftOut(path) { return .drop }
        guard let target = entry.target else { return .keep }
        if entry.isName { return isLeftOut(target) ? .drop : .keep }
        let isOfHost = ["/run/host", "/.alcove"].contains { Bearings.isPath(target, in: $0) }
        return isOfHost ? .drop : .keep
    }

    private func isLeftOut(_ path: String) -> Bool {
        if Self.skeleton.contains(path) { return false }
        if Self.files.contains(path) || path == "usr/bin/sudo" && hasOwnSudo { return true }
        let name = path.split(separator: "/").last ?? ""
        if name.hasPrefix("ssh_host_"), path.hasPrefix("etc/ssh/") { return true }
        if name.hasPrefix("alcove-"), name.hasSuffix(".crt") { return true }
        // The folders themselves stay: programs count on them, also on the home of a user who is root.
        if path != ".alcove", Self.folders.contains(path) { return false }
        if Self.folders.contains(where: { path.hasPrefix($0 + "/") }) || path == ".alcove" {
            return true
        }
        return places.contains { Bearings.isPath("/" + path, in: $0) }
    }

    /// A file's bytes without what is the user's.
    func rewritten(_ path: String, _ bytes: [UInt8]) -> [UInt8] {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let kept = lines.compactMap { line -> ArraySlice<UInt8>? in
            let text = Array(line).text
            if path == "etc/pacman.conf" {
                return text.hasPrefix("NoExtract = dev/* run/host/*") ? nil : line
            }
            // Every system has this one, whoever it is here.
            if user == "root" { return Array(withoutPerson(text, path).utf8)[...] }
            if text.hasPrefix(user + ":") { return nil }
            guard path.hasSuffix("group") || path.hasSuffix("gshadow") else { return line }
            return Array(withoutMember(text).utf8)[...]
        }
        return Array(kept.joined(separator: [UInt8(ascii: "\n")]))
    }

    /// A line of root, without what the set-up wrote there of the person.
    private func withoutPerson(_ line: String, _ path: String) -> String {
        var fields = line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard path == "etc/passwd", fields.count == 7, fields[0] == "root" else { return line }
        fields.replaceSubrange(4...5, with: ["root", "/root"])
        return fields.joined(separator: ":")
    }

    /// A line of groups without the user among the members, which stand behind the last colons.
    private func withoutMember(_ line: String) -> String {
        line.split(separator: ":", omittingEmptySubsequences: false).enumerated().map {
            index,
            field in
            if index < 2 { return String(field) }
            let members = field.split(separator: ",", omittingEmptySubsequences: false)
            return members.filter { $0 != user }.joined(separator: ",")
        }
        .joined(separator: ":")
    }
}
