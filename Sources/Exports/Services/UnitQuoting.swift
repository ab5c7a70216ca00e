/// Writes what systemd reads as itself and as nothing else, whatever is in it.
enum UnitQuoting {
    /// A word of a command line: no specifier, no variable, no second command, no further line.
    static func word(_ text: String) -> String { quoted(text, variables: true) }

    /// The first word of a command line, in which variables mean nothing.
    static func program(_ path: String) -> String { quoted(path, variables: false) }

    /// A value of one line for people, such as a description.
    static func text(_ text: String) -> String { shown(text).replacing("%", with: "%%") }

    /// Text of a box's unit for a line of a terminal or a file.
    static func shown(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { scalar in
            let isText = scalar.properties.generalCategory != .control && scalar != "\\"
            return isText && !(0x2028...0x2029).contains(scalar.value) ? scalar : " "
        }
        return String(String.UnicodeScalarView(scalars.prefix(300))).trimmed
    }

    private static func quoted(_ text: String, variables: Bool) -> String {
        var line = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": line += "\\\""
            case "\\": line += "\\\\"
            case "%": line += "%%"
            case "$": line += variables ? "$$" : "$"
            case "\n": line += "\\n"
            case "\t": line += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                let digits = String(scalar.value, radix: 16)
                line += "\\x" + (digits.count < 2 ? "0" : "") + digits
            default: line.unicodeScalars.append(scalar)
            }
        }
        return line + "\""
    }
}
