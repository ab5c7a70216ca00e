import Engines

extension ChangedFile.Kind {
    /// How it is marked in a listing.
    var sign: String {
        switch self {
        case .added: "+"
        case .deleted: "-"
        case .changed: "~"
        }
    }
}

extension String {
    /// Without anything that a terminal takes for more than text.
    var inOneLine: String {
        let plain = unicodeScalars.map { scalar in
            scalar.properties.generalCategory == .control ? "?" : scalar
        }
        return String(String.UnicodeScalarView(plain))
    }
}
