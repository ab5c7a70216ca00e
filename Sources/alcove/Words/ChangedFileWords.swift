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
