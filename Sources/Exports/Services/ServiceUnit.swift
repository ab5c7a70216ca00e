/// What a box's unit asks for, read from the material of an export.
struct ServiceUnit {
    /// The unit's name in the box, with its ending.
    let name: String
    let file: UnitFile
    let isSystems: Bool
    let specifiers: UnitSpecifiers
    let variables: UnitVariables

    init?(_ material: [String: [UInt8]], name: String, user: String, home: String) {
        guard let file = Self.file(material), let path = Self.path(material) else { return nil }
        self.name = name
        self.file = file
        isSystems = ServiceSource.isSystems(path)
        specifiers = UnitSpecifiers(unit: name, user: user, home: home, isSystems: isSystems)
        var variables = UnitVariables()
        for value in file.values("Service", "Environment") {
            for word in UnitWords.split(value) ?? [] {
                let text = specifiers.replaced(in: word.text) ?? ""
                guard let sign = text.firstIndex(of: "=") else { continue }
                variables.set(String(text[..<sign]), String(text[text.index(after: sign)...]))
            }
        }
        for place in file.values("Service", "EnvironmentFile") {
            let path = place.hasPrefix("-") ? String(place.dropFirst()) : place
            if let path = specifiers.replaced(in: path), let bytes = material[path] {
                variables.add(file: bytes)
            }
        }
        for value in file.values("Service", "UnsetEnvironment") {
            for word in UnitWords.split(value) ?? [] { variables.unset(word.text) }
        }
        self.variables = variables
    }

    private static func path(_ material: [String: [UInt8]]) -> String? {
        material[ServiceSource.Key.unit].map { String(decoding: $0, as: UTF8.self) }
    }

    private static func file(_ material: [String: [UInt8]]) -> UnitFile? {
        guard let path = path(material), let bytes = material[path] else { return nil }
        var file = UnitFile(bytes)
        for path in (material[ServiceSource.Key.dropIns] ?? []).split(separator: 0x0a) {
            file.add(material[String(decoding: path, as: UTF8.self)] ?? [])
        }
        return file
    }

    /// The files in the box that its variables come from.
    static func environmentFiles(_ material: [String: [UInt8]], _ name: String) -> [String] {
        guard let file = file(material), let path = path(material) else { return [] }
        let specifiers = UnitSpecifiers(
            unit: name,
            user: "",
            home: "",
            isSystems: ServiceSource.isSystems(path)
        )
        return file.values("Service", "EnvironmentFile").prefix(20).compactMap { place in
            let path = place.hasPrefix("-") ? String(place.dropFirst()) : place
            return specifiers.replaced(in: path).flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
    }

    func value(_ key: String) -> String? { file.value("Service", key) }

    /// The commands of a key, ready to be run in the box.
    func commands(_ key: String) throws(ServiceError) -> [UnitCommand] {
        var commands: [UnitCommand] = []
        for value in file.values("Service", key) {
            guard let list = UnitCommand.list(value) else {
                throw .badLine(unit: name, UnitQuoting.shown("\(key)=\(value)"))
            }
            for var command in list {
                if command.signal != nil || command.namesProcess {
                    commands.append(command)
                    continue
                }
                var words: [String] = []
                for word in command.words {
                    guard let word = specifiers.replaced(in: word) else {
                        throw .badLine(unit: name, UnitQuoting.shown("\(key)=\(value)"))
                    }
                    words.append(word)
                }
                command.words = command.keepsDollars ? words : variables.replaced(in: words)
                if command.isForShell {
                    command.words = ["/bin/sh", "-c", command.words.joined(separator: " ")]
                }
                commands.append(command)
            }
        }
        return commands
    }
}
