import Linux

/// What lies beside the program, wherever it was put.
struct Installation {
    /// Directories of profiles.
    let profiles: [String]
    /// Where the agent may be.
    let agents: [String]
    /// Directories of the shells' hooks.
    let hooks: [String]

    /// - Parameter program: `PREFIX/bin/alcove`, or a program in a build folder.
    init(program: String) {
        let folder = Self.above(program)
        let prefix = Self.above(folder)
        agents = [folder + "/alcove-init", prefix + "/libexec/alcove/alcove-init"]
        let shared = [prefix + "/share/alcove", Self.sources(above: folder)].compactMap(\.self)
        profiles = shared.map { $0 + "/profiles" }
        hooks = shared.map { $0 + "/shell-hooks" }
    }

    private static func above(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    /// The repository that a build folder is in: `.build/TRIPLE/debug` and a few like it.
    private static func sources(above folder: String) -> String? {
        guard folder.contains("/.build") else { return nil }
        var path = folder
        for _ in 0..<5 {
            path = above(path)
            if File.kind(path + "/Package.swift") == .file { return path }
        }
        return nil
    }
}
