import Linux

/// What terminals are told of the box that they show: three dialects of the same.
///
/// OSC 777 as Toolbx began it; the properties of VTE (OSC 666), which take no end but ST; and the
/// contexts of the UAPI group (OSC 3008, https://uapi-group.org/specifications/specs/osc_context).
/// A terminal that does not know one passes it over.
struct ContainerMark {
    let box: String
    let uid: UInt32
    let user: String
    let host: String
    let origin: Origin
    /// The box that the terminal shows again when this one's session ends; nil for the host itself.
    var outer: String?
    /// Tells this session from all others: 1 to 64 plain characters.
    let id: String

    /// Which process says it; what is not known is empty.
    struct Origin {
        let pid: Int32
        let machine: String
        let boot: String
    }

    var beginning: [UInt8] {
        let context = Self.fields([
            ("type", "container"), ("user", user), ("hostname", host),
            ("machineid", origin.machine), ("bootid", origin.boot), ("pid", "\(origin.pid)"),
            ("comm", "alcove"), ("container", box),
        ])
        return shown(box) + Self.command("3008;start=\(id)\(context)")
    }

    /// A context of a container has no end of its own to tell of: that is a command's.
    ///
    /// The others are no stack: a box around this one is told anew.
    var ending: [UInt8] {
        let before =
            outer.map(shown)
            ?? Self.command("777;container;pop;;;\(uid)")
            + Self.command("666;vte.container.name;vte.container.runtime;vte.container.uid")
        return before + Self.command("3008;end=\(id)")
    }

    private func shown(_ name: String) -> [UInt8] {
        let container = "vte.container"
        return Self.command("777;container;push;\(name);alcove;\(uid)")
            + Self.command(
                "666;\(container).name=\(name);\(container).runtime=alcove;\(container).uid=\(uid)"
            )
    }

    private static func fields(_ fields: [(name: String, value: String)]) -> String {
        fields.compactMap { name, value in
            escaped(value).map { ";\(name)=\($0)" }
        }.joined()
    }

    /// As the specification has it, with two characters by their numbers.
    ///
    /// Nil is what cannot be told: nothing, what is longer than a field or has a control character.
    private static func escaped(_ text: String) -> String? {
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { return nil }
        let result = text.replacing("\\", with: "\\x5c").replacing(";", with: "\\x3b")
        return (1...255).contains(result.utf8.count) ? result : nil
    }

    private static func command(_ words: String) -> [UInt8] {
        Array("\u{1b}]\(words)\u{1b}\\".utf8)
    }
}
