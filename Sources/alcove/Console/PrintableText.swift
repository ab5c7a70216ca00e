extension String {
    /// In one line, without what a terminal would take for commands: such a character is shown as `?`.
    var printable: String {
        let scalars = unicodeScalars.map { $0.isForTerminals ? "?" : $0 }
        return String(String.UnicodeScalarView(scalars))
    }

    /// The same with its lines and tabulators.
    var printableLines: String {
        let scalars = unicodeScalars.map { scalar -> Unicode.Scalar in
            scalar.isForTerminals && scalar != "\n" && scalar != "\t" ? "?" : scalar
        }
        return String(String.UnicodeScalarView(scalars))
    }
}

extension String {
    /// A line as it stands in the end on a terminal, where each carriage return begins it anew: progress that
    /// programs show so is gone.
    var asItStands: String {
        String(split(separator: "\r").last { !$0.allSatisfy(\.isWhitespace) } ?? "")
    }
}

extension Unicode.Scalar {
    /// Whether it does something else than to be seen: moves the cursor, turns the direction of writing,
    /// or is there without a trace.
    fileprivate var isForTerminals: Bool {
        // The pattern of Braille without a dot is no ignorable one, and as empty.
        if properties.isDefaultIgnorableCodePoint || value == 0x2800 { return true }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse:
            return true
        default: return false
        }
    }
}
