import Boxes
import Linux
import Profiles

/// What is added to an image before boxes are made of it: one image more, shared by all of them.
package struct Essentials: Equatable, Sendable {
    /// The id of the image that they are added to.
    let image: String
    let platform: String?
    /// `KEY=VALUE` of all steps.
    let environment: [String]
    /// Commands, in their order.
    package let steps: [Step]

    package struct Step: Equatable, Sendable {
        package let kind: Kind
        package let words: [String]

        package enum Kind: Equatable, Sendable {
            /// What the image leaves out is left in from here on.
            case restore
            case refresh
            /// The essentials and the shell that are missing.
            case essentials
            /// What the user named.
            case packages
            case locale
            /// What the user wants done besides, as root.
            case build
            case clean
        }
    }

    /// The repository of all such images; no registry is ever asked for it.
    package static let repository = "localhost/alcove/essentials"

    /// What the image is called: the name says all that it is made of.
    package var reference: String { "\(Self.repository):\(mark)" }

    package var mark: String {
        let text = "\(image)\n\(platform ?? "")\n\(containerfile)"
        return Checksum(of: Array(text.utf8)).digits
    }

    /// The recipe: no command in it goes through a shell.
    var containerfile: String {
        let lines =
            ["FROM \(image)", "USER 0:0"] + environment.map { "ARG \(Self.quoted($0))" }
            + steps.map { "RUN \(Self.json($0.words))" }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Which of the recipe's instructions is the first of that kind.
    func number(of kind: Step.Kind) -> Int? {
        steps.firstIndex { $0.kind == kind }.map { 2 + environment.count + $0 + 1 }
    }

    /// Where a shell of that name may be.
    static func paths(ofShell shell: String) -> [String] {
        shell.isEmpty ? [] : ["/bin/\(shell)", "/usr/bin/\(shell)"]
    }

    private static func quoted(_ variable: String) -> String {
        let name = variable.prefix { $0 != "=" }
        let value = variable.dropFirst(name.count + 1)
        var escaped = ""
        for character in value {
            if "\\\"$".contains(character) { escaped += "\\" }
            escaped.append(character)
        }
        return "\(name)=\"\(escaped)\""
    }

    private static func json(_ words: [String]) -> String {
        String(decoding: canonicalJSON(words), as: UTF8.self)
    }
}

extension Essentials {
    /// What an image needs to become what the user wants; nil when it is that already.
    ///
    /// An image that is made for boxes, or has all essentials, is only given the packages named.
    init?(
        for image: BoxRecord.ImageMark,
        _ traits: ImageTraits,
        _ profile: Profile,
        _ manager: PackageManager,
        _ wish: Wish
    ) {
        let missing = Self.missing(traits, profile, wish)
        guard !missing.isEmpty || !wish.packages.isEmpty else { return nil }
        self.image = image.id
        platform = wish.platform
        environment = manager.environment
        steps = Self.steps(missing, traits, profile, manager, wish)
    }

    /// What the user wants done in an image to which nothing is added.
    init?(for image: BoxRecord.ImageMark, build: [String], platform: String?) {
        guard !build.isEmpty else { return nil }
        self.image = image.id
        self.platform = platform
        environment = []
        steps = build.map(Self.step)
    }

    /// The same with commands of the user's behind the packages.
    func adding(_ build: [String]) -> Essentials {
        let end = steps.lastIndex { $0.kind == .clean } ?? steps.endIndex
        let all = Array(steps[..<end]) + build.map(Self.step) + Array(steps[end...])
        return Essentials(image: image, platform: platform, environment: environment, steps: all)
    }

    /// It is written in the shell's language, as the user wrote it.
    private static func step(_ command: String) -> Step {
        Step(kind: .build, words: ["/bin/sh", "-c", command])
    }

    /// The command of the user's that the instruction of that number is; nil for any other.
    func buildCommand(_ number: Int) -> String? {
        let index = number - 3 - environment.count
        guard steps.indices.contains(index), steps[index].kind == .build else { return nil }
        return steps[index].words.last
    }

    /// What a box is to have beyond its image.
    struct Wish {
        /// Whether the essentials are not wanted.
        var isBare: Bool
        var packages: [String]
        /// The shell's base name.
        var shell: String
        var locale: LocaleName?
        var platform: String?
    }

    private static func missing(
        _ traits: ImageTraits,
        _ profile: Profile,
        _ wish: Wish
    ) -> [String] {
        if wish.isBare || traits.isToolbox { return [] }
        var missing = profile.essentials.filter { !traits.has($0.value) }.map(\.key).sorted()
        if !paths(ofShell: wish.shell).contains(where: traits.has) {
            missing += (profile.shells[wish.shell] ?? []).filter { !missing.contains($0) }
        }
        return missing
    }

    static func steps(
        _ missing: [String],
        _ traits: ImageTraits,
        _ profile: Profile,
        _ manager: PackageManager,
        _ wish: Wish
    ) -> [Step] {
        var steps: [Step] = []
        func add(_ kind: Step.Kind, _ words: [String]) {
            if !words.isEmpty { steps.append(Step(kind: kind, words: words)) }
        }
        if !missing.isEmpty {
            for (file, words) in profile.restore.sorted(by: { $0.key < $1.key })
            where traits.has(file) {
                add(.restore, words)
            }
        }
        add(.refresh, manager.command(.refresh, [], .unattended))
        if !missing.isEmpty {
            let languages = wish.locale.map(profile.localePackages) ?? []
            add(.essentials, manager.command(.essentials, missing + languages, .unattended))
        }
        if !wish.packages.isEmpty {
            add(.packages, manager.command(.install, wish.packages, .unattended))
        }
        if !missing.isEmpty, let locale = wish.locale {
            for words in profile.localeCommands(locale) { add(.locale, words) }
        }
        add(.clean, manager.command(.clean, [], .unattended))
        return steps
    }
}
