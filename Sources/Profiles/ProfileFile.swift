import Boxes

extension Profile {
    /// Reads a profile that stands alone.
    package init(_ text: String, file: String) throws(ProfileError) {
        try self.init(try ProfileSource(text, file: file))
    }

    /// Understands the keys; every one must be known.
    init(_ source: ProfileSource) throws(ProfileError) {
        var reading = ProfileReading(source.name)
        for key in source.keys { try reading.take(key) }
        self = try reading.profile(file: source.file)
    }

    /// Whether a text can stand in an image's reference and in a command's argument.
    package static func isWord(_ text: String) -> Bool {
        let allowed = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return allowed && !text.isEmpty && text.first != "-" && text.first != "."
    }

    /// Whether a text can be a package's name: never an option, and nothing with blanks in it.
    package static func isPackage(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f } && !text.isEmpty && text.first != "-"
    }
}

/// A profile of which some keys have been read.
struct ProfileReading {
    private var profile: Profile
    private var managers: [String: PackageManager] = [:]
    private var order: [String] = []
    private var bootstrap = Profile.Bootstrap()

    init(_ name: String) { profile = Profile(name: name) }

    /// Takes one key's value.
    mutating func take(_ key: ProfileSource.Key) throws(ProfileError) {
        let value = ProfileValue(key)
        let parts = key.entry.key.split(separator: ".", maxSplits: 1).map(String.init)
        let rest = parts.count > 1 ? parts[1] : ""
        switch (parts[0], rest) {
        case ("managers", ""): order = try value.words()
        case ("match", "ids"): profile.ids = try value.words()
        case ("match", "versions"): profile.versions = try value.words()
        case ("image", _): try takeImage(rest, value)
        case ("manager", _): try takeManager(rest, value)
        case ("essentials", _) where !rest.isEmpty:
            let path = try value.text()
            guard path.isEmpty || path.hasPrefix("/") else { throw value.bad("a path") }
            guard Profile.isPackage(rest) else { throw value.unknown() }
            // Empty takes away what an extended profile has.
            profile.essentials[rest] = path.isEmpty ? nil : path
        case ("shells", _) where !rest.isEmpty: profile.shells[rest] = try value.packages()
        case ("init", "systemd"): profile.systemd = try value.packages()
        case ("init", "openrc"): profile.openRC = try value.packages()
        case ("locale", "packages"): profile.locale.packages = try value.packages()
        case ("locale", "commands"): profile.locale.commands = try value.commands()
        case ("restore", _) where rest.hasPrefix("/"): profile.restore[rest] = try value.command()
        case ("bootstrap", "command"):
            bootstrap.command = try value.command(with: "{output}", isWhole: false)
        case ("bootstrap", "package"): bootstrap.package = try value.text()
        case ("bootstrap", "default"): bootstrap.defaultRelease = try value.word()
        default: throw value.unknown()
        }
    }

    private mutating func takeImage(
        _ path: String,
        _ value: ProfileValue
    ) throws(ProfileError) {
        let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, Profile.isWord(parts[0]) else { throw value.unknown() }
        var image = profile.images[parts[0]] ?? ImageAlias()
        switch parts[1] {
        case "ids": image.ids = try value.words()
        case "default": image.defaultRelease = try value.word()
        case "fields": image.fields = try value.words()
        case "parent-fields": image.parentFields = try value.words()
        case let form where form.hasPrefix("releases."):
            let reference = try value.text()
            guard !reference.isEmpty else { throw value.bad("an image's reference") }
            for form in form.dropFirst("releases.".count).split(separator: " ") {
                image.references[String(form)] = reference
            }
        default: throw value.unknown()
        }
        profile.images[parts[0]] = image
    }

    private mutating func takeManager(
        _ path: String,
        _ value: ProfileValue
    ) throws(ProfileError) {
        let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw value.unknown() }
        var manager = managers[parts[0]] ?? PackageManager(name: parts[0])
        switch parts[1] {
        case "program":
            manager.program = try value.text()
            guard manager.program.hasPrefix("/") else { throw value.bad("a path") }
        case "environment": manager.environment = try value.variables()
        case "yes": manager.yes = try value.options()
        case "ask": manager.ask = try value.options()
        case "database":
            manager.database = try value.texts()
            guard manager.database.allSatisfy({ $0.hasPrefix("/") }) else {
                throw value.bad("a list of paths")
            }
        case "list-separator": manager.listing.separator = try value.text()
        case "list-fields": manager.listing.fields = try value.fields()
        case "wanted-separator": manager.wantedListing.separator = try value.text()
        case "wanted-fields": manager.wantedListing.fields = try value.fields()
        case "given-separator": manager.givenListing.separator = try value.text()
        case "given-fields": manager.givenListing.fields = try value.fields()
        default:
            guard let deed = PackageManager.Deed(rawValue: parts[1]) else { throw value.unknown() }
            manager.commands[deed] = try value.command(with: deed.slot)
        }
        managers[parts[0]] = manager
    }

    /// The whole profile, when all that must be there is.
    func profile(file: String) throws(ProfileError) -> Profile {
        var profile = profile
        for name in order {
            guard let manager = managers[name] else {
                throw .missingKey(file: file, key: "manager.\(name).program")
            }
            if let missing = manager.missingKey {
                throw .missingKey(file: file, key: "manager.\(name).\(missing)")
            }
            profile.managers.append(manager)
        }
        for (name, image) in profile.images.sorted(by: { $0.key < $1.key }) {
            guard !image.references.isEmpty else {
                throw .missingKey(file: file, key: "image.\(name).releases")
            }
            guard image.reference(image.defaultRelease) != nil else {
                throw .missingKey(file: file, key: "image.\(name).default")
            }
        }
        if bootstrap != Profile.Bootstrap() {
            let needed = [
                ("command", bootstrap.command.isEmpty), ("package", bootstrap.package.isEmpty),
                ("default", bootstrap.defaultRelease.isEmpty),
            ]
            if let missing = needed.first(where: \.1) {
                throw .missingKey(file: file, key: "bootstrap.\(missing.0)")
            }
            profile.bootstrap = bootstrap
        }
        return profile
    }
}

extension PackageManager {
    /// The first key without which it is of no use.
    fileprivate var missingKey: String? {
        if program.isEmpty { return "program" }
        let needed = Deed.allCases.filter { !Deed.optional.contains($0) }
        if let deed = needed.first(where: { commands[$0] == nil }) { return deed.rawValue }
        return listing.fields.isEmpty ? "list-fields" : nil
    }
}

extension PackageManager.Deed {
    /// The word that stands for what the user names.
    fileprivate var slot: String? {
        switch self {
        case .install, .essentials, .uninstall, .files: "{packages}"
        case .search: "{words}"
        case .refresh, .upgrade, .list, .clean, .wanted, .given: nil
        }
    }
}
