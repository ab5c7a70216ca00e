import Linux

/// The MIME types that a host knows, by the database that its desktop has of them.
struct HostTypes: Equatable {
    /// Their other names among them; nil when the host has no database.
    private(set) var types: Set<String>?
    /// The patterns of names, which lead to them.
    private(set) var patterns: Set<String> = []

    /// What exports define is not the host's own.
    init(_ folders: HostFolders) {
        for folder in folders.systemData.map({ $0 + "/mime" }) {
            guard let all = Self.lines("\(folder)/types") else { continue }
            types = (types ?? []).union(all)
            let aliases = Self.lines("\(folder)/aliases") ?? []
            types?.formUnion(aliases.map { String($0.prefix { $0 != " " }) })
            for line in Self.lines("\(folder)/globs2") ?? [] where !line.hasPrefix("#") {
                let parts = line.split(separator: ":", omittingEmptySubsequences: false)
                if parts.count > 2 { patterns.insert(parts[2].lowercased()) }
            }
        }
        addOwn(of: folders)
    }

    /// What the user defines, in whatever packages they have.
    private mutating func addOwn(of folders: HostFolders) {
        let packages = folders.mime + "/packages"
        for name in File.names(in: packages)
        where name.hasSuffix(".xml") && !name.hasPrefix(MimePackage.prefix) {
            // One that cannot be read says nothing; the host's tool would say the same.
            guard let bytes = try? File.read("\(packages)/\(name)", limit: 16 << 20),
                var reader = try? XMLReader(bytes, allowsDeclarations: true)
            else { continue }
            while let token = try? reader.next() {
                guard case .start(let element) = token else { continue }
                if element.name == "mime-type" || element.name == "alias" {
                    element["type"].map { _ = types?.insert($0.text.lowercased()) }
                } else if element.name == "glob" {
                    element["pattern"].map { _ = patterns.insert($0.text.lowercased()) }
                }
            }
        }
    }

    private static func lines(_ path: String) -> [String]? {
        // A file that cannot be read is as good as none.
        guard let bytes = try? File.read(path, limit: 16 << 20) else { return nil }
        return bytes.split(separator: UInt8(ascii: "\n")).map { Array($0).text }
    }

    /// Those of the types that the host must be told of.
    func unknown(among wanted: [String]) -> Set<String> {
        guard let types else { return [] }
        return Set(wanted.filter { !types.contains($0) })
    }
}
