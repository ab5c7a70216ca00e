/// What Alcove knows of a family of distributions.
package struct Profile: Equatable, Sendable {
    /// The file's base name, and the family's in `bootstrap:FAMILY/RELEASE`.
    package var name: String
    /// Image references by the `ID` of os-release; `{release}` is the release.
    package var images: [String: String]
    /// The fields of os-release that name a release, the best first.
    package var releaseFields: [String]
    /// The same in distributions that are only made from one of this family.
    package var parentReleaseFields: [String] = []
    /// The release that is meant when none is named.
    package var defaultRelease: String
    package var bootstrap: Bootstrap?

    /// How an image is made from the distribution's own mirror.
    package struct Bootstrap: Equatable, Sendable {
        /// With `{release}`, `{output}` and `{architecture}`; the first is the program.
        package var command: [String]
        /// The package of that program.
        package var package: String

        package var program: String { command.first ?? "" }

        /// The command's words for one image.
        package func arguments(
            release: String,
            output: String,
            architecture: String
        ) -> [String] {
            let values = ["release": release, "output": output, "architecture": architecture]
            return command.dropFirst().map { filled($0, values) }
        }
    }

    /// The image of a release of the distribution `id`.
    package func image(_ id: String, release: String) -> String? {
        images[id].map { filled($0, ["release": release]) }
    }
}

/// The text with each `{name}` that is known replaced, once; what is put in is not looked at again.
private func filled(_ text: String, _ values: [String: String]) -> String {
    var result = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
        result += rest[..<open]
        let name = String(rest[rest.index(after: open)..<close])
        result += values[name] ?? "{\(name)}"
        rest = rest[rest.index(after: close)...]
    }
    return result + rest
}
