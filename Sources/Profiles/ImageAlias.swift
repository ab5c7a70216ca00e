/// A short name of images, `fedora`, and how the releases behind it are written.
package struct ImageAlias: Equatable, Sendable {
    /// The `ID`s of os-release that mean this image.
    package var ids: [String] = []
    /// The release that is meant when none is named.
    package var defaultRelease = ""
    /// The fields of os-release that name a release, the best first.
    package var fields: [String] = []
    /// The same in distributions that are only made from this one.
    package var parentFields: [String] = []
    /// Reference of an image by the form of its release; `{release}` and `{major}` are filled in.
    package var references: [String: String] = [:]

    package init() {}

    /// The forms in which a release can be written: a word as it is, `N` for a number, `NAME` for
    /// lower-case letters.
    package var forms: [String] {
        references.keys.sorted { ($0.isPattern ? 1 : 0, $0) < ($1.isPattern ? 1 : 0, $1) }
    }

    /// The image of a release; nil when no release is written so.
    package func reference(_ release: String) -> String? {
        guard let form = forms.first(where: { Self.fits(release, $0) }) else { return nil }
        let major = String(release.prefix { $0 != "." })
        return references[form].map { filled($0, ["release": release, "major": major]) }
    }

    private static func fits(_ release: String, _ form: String) -> Bool {
        if !form.isPattern { return release == form }
        let given = pieces(release)
        let wanted = pieces(form)
        return given.count == wanted.count
            && zip(given, wanted).allSatisfy { piece, pattern in
                switch pattern {
                case "N": piece.utf8.allSatisfy { (48...57).contains($0) } && !piece.isEmpty
                case "NAME": piece.utf8.allSatisfy { (97...122).contains($0) } && !piece.isEmpty
                default: piece == pattern
                }
            }
    }

    /// `9.6-minimal` → `9`, `.`, `6`, `-`, `minimal`.
    fileprivate static func pieces(_ text: String) -> [String] {
        var pieces = [""]
        for character in text {
            if ".-_".contains(character) {
                pieces += [String(character), ""]
            } else {
                pieces[pieces.count - 1].append(character)
            }
        }
        return pieces
    }
}

extension String {
    /// Whether a form stands for more than itself.
    fileprivate var isPattern: Bool {
        ImageAlias.pieces(self).contains { $0 == "N" || $0 == "NAME" }
    }
}
