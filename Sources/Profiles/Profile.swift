/// What Alcove knows of a family of distributions.
package struct Profile: Equatable, Sendable {
    /// The file's base name, and the family's in `bootstrap:FAMILY/RELEASE`.
    package var name: String
    /// The `ID`s of os-release that it is for, also of what is only like them.
    package var ids: [String] = []
    /// Beginnings of `VERSION_ID` that it is for; empty for all.
    package var versions: [String] = []
    /// Short names of images.
    package var images: [String: ImageAlias] = [:]
    /// Package managers, the one to be preferred first.
    package var managers: [PackageManager] = []
    /// Packages that make a bare image pleasant, and the path that shows that each is there.
    package var essentials: [String: String] = [:]
    /// The packages of each login shell, by its base name.
    package var shells: [String: [String]] = [:]
    /// Packages of an init system with all that a box's services need.
    package var systemd: [String] = []
    package var openRC: [String] = []
    package var locale = LocaleSetup()
    /// What gives back what images of the family leave out: files, and the command for each that
    /// is in the image.
    package var restore: [String: [String]] = [:]
    package var bootstrap: Bootstrap?

    package init(name: String) { self.name = name }

    /// How the messages of programs in the user's language come into an image.
    package struct LocaleSetup: Equatable, Sendable {
        package var packages: [String] = []
        package var commands: [[String]] = []
    }

    /// How an image is made from the distribution's own mirror.
    package struct Bootstrap: Equatable, Sendable {
        /// With `{release}`, `{output}` and `{architecture}`; the first is the program.
        package var command: [String] = []
        /// The package of that program.
        package var package = ""
        /// The release that is meant when none is named.
        package var defaultRelease = ""

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

    /// The package manager of an image that has these paths.
    package func manager(has isThere: (String) -> Bool) -> PackageManager? {
        managers.first { isThere($0.program) }
    }

    /// All that is to be installed for the language, filled in.
    package func localePackages(_ name: LocaleName) -> [String] {
        locale.packages.map { filled($0, name.values) }
    }

    /// What is to be called for the language after that.
    package func localeCommands(_ name: LocaleName) -> [[String]] {
        locale.commands.map { $0.map { filled($0, name.values) } }
    }
}

/// The text with each `{name}` that is known replaced, once; what is put in is not looked at again.
func filled(_ text: String, _ values: [String: String]) -> String {
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
