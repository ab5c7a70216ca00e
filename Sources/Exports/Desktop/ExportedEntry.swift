import Boxes
import Linux

/// A desktop entry of a box as it stands on the host.
///
/// What is hostile in it stays in the box: of its words the host sees names to show and types to
/// offer, and every command is this tool with the entry's own words behind `--`.
struct ExportedEntry {
    let file: DesktopFile
    /// What is not as in the box, as sentences without a full stop.
    private(set) var warnings: [String] = []

    /// What an entry is to say of the host.
    struct Wish {
        let box: BoxID
        let command: ExportedCommand
        /// What is put behind its names, as text.
        let label: String
        /// The host's names of the box's icons.
        let icons: [[UInt8]: String]
        /// Whether the desktop is to start it by the bus, which gives a program the host's names of
        /// files as they are.
        let isActivated: Bool
        /// What its windows are called, where that is not the name of the file.
        let windowClass: String?
    }

    /// - Throws: why it is no application that could be started.
    init(_ original: DesktopFile, _ wish: Wish) throws(AppError) {
        var writing = EntryWriting(wish)
        file = try writing.file(original)
        warnings = writing.warnings
    }
}

/// The making of an entry, group by group.
private struct EntryWriting {
    let wish: ExportedEntry.Wish
    var warnings: [String] = []
    /// Lines that no reader could be given.
    private var left = 0

    init(_ wish: ExportedEntry.Wish) { self.wish = wish }

    private var path: String { wish.command.source }

    mutating func file(_ original: DesktopFile) throws(AppError) -> DesktopFile {
        var groups = merged(original)
        guard let index = groups.firstIndex(where: { $0.name == DesktopFile.mainGroup }) else {
            throw .notApplication(path: path, type: "")
        }
        var main = groups.remove(at: index)
        let type = main["Type"]?.text.text ?? ""
        guard type == "Application" else { throw .notApplication(path: path, type: type) }
        if main.isTrue("Hidden") { throw .hidden(path) }
        guard main["Name"]?.value.isEmpty == false else { throw .noName(path) }

        var broken: Set<String> = []
        for index in groups.indices {
            do {
                groups[index] = try rewritten(groups[index])
            } catch {
                broken.insert(groups[index].name ?? "")
            }
        }
        groups.removeAll { broken.contains($0.name ?? "") }
        do {
            main = try rewritten(main)
        } catch {
            throw .badCommand(path: path, error)
        }
        try settle(&main, &groups, broken)
        if left > 0 {
            warnings.append("lines that no desktop could read for certain are left out: \(left)")
        }
        var file = DesktopFile()
        file.head = original.head.filter { line in
            if case .remark(let bytes) = line { DesktopValue.isPlain(bytes) } else { false }
        }
        file.groups = [main] + groups
        return file
    }

    /// Each group once, and each of its keys once: of several the last holds, as with most readers.
    private mutating func merged(_ file: DesktopFile) -> [DesktopFile.Group] {
        var groups: [DesktopFile.Group] = []
        var places: [String: Int] = [:]
        for group in file.groups {
            guard let name = group.name else {
                left += 1 + group.lines.count
                continue
            }
            if let place = places[name] {
                groups[place].lines += group.lines
            } else {
                places[name] = groups.count
                groups.append(group.plain)
            }
        }
        for index in groups.indices {
            groups[index].lines = once(groups[index].lines)
        }
        left += file.head.count { if case .remark = $0 { false } else { true } }
        return groups
    }

    private mutating func once(_ lines: [DesktopFile.Line]) -> [DesktopFile.Line] {
        var seen: Set<String> = []
        var kept: [DesktopFile.Line] = []
        for line in lines.reversed() {
            switch line {
            case .remark(let bytes):
                if DesktopValue.isPlain(bytes) { kept.append(line) }
            case .stray: left += 1
            case .entry(let entry):
                let name = "\(entry.key)[\(entry.locale ?? "")]"
                // Old readers of KDE run what stands in `$(` of whatever value.
                let isReadable =
                    DesktopValue.isPlain(entry.value)
                    && (entry.key == "Exec" || !entry.value.hasSubstitution)
                if !isReadable {
                    left += 1
                } else if seen.insert(name).inserted {
                    kept.append(.entry(entry.plain))
                }
            }
        }
        return kept.reversed()
    }

    /// The group with every line as the host may have it.
    private mutating func rewritten(
        _ group: DesktopFile.Group
    ) throws(ExecLine.Fault) -> DesktopFile.Group {
        var group = group
        var lines: [DesktopFile.Line] = []
        for line in group.lines {
            guard case .entry(let entry) = line else {
                lines.append(line)
                continue
            }
            if let entry = try rewritten(entry, in: group) { lines.append(.entry(entry)) }
        }
        group.lines = lines
        return group
    }

    private mutating func rewritten(
        _ entry: DesktopFile.Entry,
        in group: DesktopFile.Group
    ) throws(ExecLine.Fault) -> DesktopFile.Entry? {
        let isMain = group.name == DesktopFile.mainGroup
        switch DesktopKey.fate(of: entry.key, locale: entry.locale) {
        case .keep:
            if entry.key == "Implements", !wish.isActivated { return nil }
            return entry
        case .drop: return nil
        case .name:
            guard isMain else { return entry }
            // Its first space is within the value, where it needs no escape.
            let label = DesktopValue.value(Array("-\(wish.label)".utf8)).dropFirst()
            return .init(entry.key, locale: entry.locale, entry.value + label)
        case .command:
            let line = try wish.command.line(ExecLine(entry.value))
            if line.lacksCodes { warnLackingCodes(group) }
            guard DesktopValue.isPlain(line.value) else { throw .controlCharacter }
            return .init(entry.key, line.value)
        case .icon:
            if let name = wish.icons[entry.text] {
                return .init(entry.key, locale: entry.locale, Array(name.utf8))
            }
            // A name may be one of the host's themes; a path of the box's is none there.
            let isPath = entry.value.contains(UInt8(ascii: "/"))
            return isPath ? nil : entry
        case .own: return own(entry.key)
        }
    }

    private mutating func warnLackingCodes(_ group: DesktopFile.Group) {
        let subject =
            group.name == DesktopFile.mainGroup ? "its command" : "'\(group.name ?? "")'"
        warnings.append("\(subject) has files or names where none can stand; it gets none there")
    }

    private func own(_ key: String) -> DesktopFile.Entry? {
        switch key {
        case "TryExec": tryExec
        case "DBusActivatable" where wish.isActivated: .init(key, Array("true".utf8))
        default: nil
        }
    }

    /// When this tool is gone, so are its entries.
    private var tryExec: DesktopFile.Entry {
        .init("TryExec", DesktopValue.value(Array(wish.command.command.program.utf8)))
    }

    /// What the main group says of the others, and of us.
    private mutating func settle(
        _ main: inout DesktopFile.Group,
        _ groups: inout [DesktopFile.Group],
        _ broken: Set<String>
    ) throws(AppError) {
        guard main["Exec"] != nil || wish.isActivated else { throw .noCommand(path) }
        settleActions(&main, &groups, broken)
        main.set("TryExec", tryExec.value)
        if let name = wish.windowClass, main["StartupWMClass"] == nil {
            main.set("StartupWMClass", DesktopValue.value(Array(name.utf8)))
        }
        main.set("X-Alcove-Box", Array(wish.box.description.utf8))
        main.set("X-Alcove-Source", DesktopValue.value(Array(path.utf8)))
    }

    /// Actions that can be done: those with a name and a command, or a service that knows them.
    ///
    /// What no menu would show is left out, and so are groups of actions that are not listed.
    private mutating func settleActions(
        _ main: inout DesktopFile.Group,
        _ groups: inout [DesktopFile.Group],
        _ broken: Set<String>
    ) {
        let start = "Desktop Action "
        var kept: [String] = []
        for action in DesktopValue.list(main["Actions"]?.value ?? []).prefix(100).map(\.text)
        where !kept.contains(action) {
            let name = start + action
            // The specification has letters, digits and `-`; a service is asked by the very name.
            let id = wish.isActivated ? action : action.asAction
            let isFree = id == action || !groups.contains { $0.name == start + id }
            if let index = groups.firstIndex(where: { $0.name == name }),
                groups[index]["Name"] != nil, groups[index]["Exec"] != nil || wish.isActivated,
                isFree, id == id.asAction
            {
                kept.append(id)
                groups[index] = groups[index].called(start + id)
            } else {
                let reason = broken.contains(name) ? ": its command cannot be used" : ""
                warnings.append("the action '\(action)' is left out\(reason)")
            }
        }
        groups.removeAll { group in
            guard let name = group.name, name.hasPrefix(start) else { return false }
            return !kept.contains(String(name.dropFirst(start.count)))
        }
        if kept.isEmpty {
            main.remove("Actions")
        } else {
            main.set("Actions", Array(kept.map { $0 + ";" }.joined().utf8))
        }
    }
}

extension DesktopFile.Group {
    /// The same group with its name alone in its line.
    fileprivate var plain: DesktopFile.Group { called(name ?? "") }

    /// The same group with another name.
    fileprivate func called(_ name: String) -> DesktopFile.Group {
        var group = DesktopFile.Group(name)
        group.lines = lines
        return group
    }
}

extension String {
    /// What comes nearest to it of the names that actions may have.
    fileprivate var asAction: String {
        String(decoding: utf8.map { $0.isWordByte ? $0 : UInt8(ascii: "-") }, as: UTF8.self)
    }
}

extension [UInt8] {
    /// Whether `$(` is somewhere in it.
    fileprivate var hasSubstitution: Bool {
        zip(self, dropFirst()).contains { $0 == UInt8(ascii: "$") && $1 == UInt8(ascii: "(") }
    }
}
