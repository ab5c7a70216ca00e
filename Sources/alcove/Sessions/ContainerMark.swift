import Linux
import Wire

/// What terminals are told of the box that they show: three dialects of the same.
///
/// OSC 777 as Toolbx began it, the properties of VTE (OSC 666), and the contexts of the UAPI group
/// (OSC 3008). A terminal that does not know one passes it over.
struct ContainerMark {
    let box: String
    let uid: UInt32
    let user: String
    let host: String
    let directory: [UInt8]
    /// Tells this session from all others: 1 to 64 plain characters.
    let id: String

    var beginning: [UInt8] {
        let context = Self.fields([
            ("type", Array("container".utf8)), ("container", Array(box.utf8)),
            ("user", Array(user.utf8)), ("hostname", Array(host.utf8)), ("cwd", directory),
        ])
        return Self.command("777;container;push;\(box);alcove;\(uid)")
            + Self.command(
                "666;vte.container.name=\(box);vte.container.runtime=alcove;vte.container.uid=\(uid)"
            )
            + Self.command("3008;start=\(id)\(context)")
    }

    /// Nil is an end of which nothing is known: the connection broke, or the terminal is gone.
    func ending(_ exit: Exit?) -> [UInt8] {
        Self.command("777;container;pop;;;\(uid)")
            + Self.command("666;vte.container.name;vte.container.runtime;vte.container.uid")
            + Self.command("3008;end=\(id)\(Self.words(exit))")
    }

    private static func words(_ exit: Exit?) -> String {
        switch exit {
        case .code(0): ";exit=success"
        case .code(let code): ";exit=failure;status=\(code)"
        case .signal(let signal):
            names[signal].map { ";exit=interrupt;signal=SIG\($0)" } ?? ";exit=interrupt"
        case nil: ""
        }
    }

    private static let names: [UInt8: String] = [
        1: "HUP", 2: "INT", 3: "QUIT", 6: "ABRT", 9: "KILL", 11: "SEGV", 13: "PIPE", 15: "TERM",
    ]

    /// A value of more than 255 bytes is none that a terminal takes.
    private static func fields(_ fields: [(name: String, value: [UInt8])]) -> String {
        fields.compactMap { name, value in
            let text = escaped(value)
            return text.isEmpty || text.utf8.count > 255 ? nil : ";\(name)=\(text)"
        }.joined()
    }

    /// Plain characters, all others and those with a meaning of their own by number.
    private static func escaped(_ bytes: [UInt8]) -> String {
        bytes.reduce(into: "") { text, byte in
            let isPlain = (0x20...0x7e).contains(byte) && byte != 0x3b && byte != 0x5c
            let digits = String(byte, radix: 16)
            text += isPlain ? [byte].text : "\\x" + (byte < 16 ? "0" : "") + digits
        }
    }

    private static func command(_ words: String) -> [UInt8] {
        Array("\u{1b}]\(words)\u{1b}\\".utf8)
    }
}
