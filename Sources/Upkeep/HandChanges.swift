import Boxes
package import Engines
import Linux

/// What was written in a box since it was made.
package struct HandChanges: Equatable, Sendable {
    /// Below `/etc` and `/usr`, without what is Alcove's or comes of programs that were not asked to.
    package var files: [ChangedFile] = []
    /// Whether that is all: of generations that are not kept any more not everything may be known.
    package var isWhole = true
    /// All paths, to know whose database was written.
    package var paths: [String] = []

    /// Whether anything in one of these folders was.
    package func touch(_ folders: [String]) -> Bool {
        folders.isEmpty || !isWhole
            || paths.contains { path in folders.contains { Bearings.isPath(path, in: $0) } }
    }
}

extension Household {
    /// Looks at what was written in a box since it was made of its image; nothing is run for it.
    ///
    /// A generation that was made of the state of another is looked at together with those before it,
    /// as far as they are kept.
    package func handChanges(in record: BoxRecord) throws(UpkeepError) -> HandChanges {
        _ = try container(of: record)
        let line = Lineage(of: record.live, in: record, notes)
        let changes = try changedFiles(of: line.steps.reversed())
        let written = try written(in: record)
        var found = HandChanges()
        found.isWhole = line.isWhole
        found.paths = changes.map(\.path)
        found.files = changes.filter { file in
            let isLookedAt = ["/etc", "/usr"].contains { Bearings.isPath(file.path, in: $0) }
            return isLookedAt && !written.contains(file.path) && !Byproduct.isOne(file.path)
        }
        return found
    }

    /// The paths that the box's set-up noted that it wrote.
    private func written(in record: BoxRecord) throws(UpkeepError) -> Set<String> {
        let bytes = try onEngine { () throws(EngineError) in
            try engine.read("/.alcove/state", in: record.container, limit: 256 << 10)
        }
        var paths: Set<String> = []
        for line in (bytes ?? []).split(separator: UInt8(ascii: "\n")) {
            let name = Array(line.prefix { $0 != UInt8(ascii: "\t") }).text
            // Most names are paths; before some, a word says what became of them.
            let path = name.drop { $0 != ":" }.dropFirst()
            for one in [name[...], path, "etc/" + path] where !one.isEmpty {
                paths.insert(one.hasPrefix("/") ? String(one) : "/\(one)")
            }
        }
        return paths
    }
}

/// Files that nobody meant to write: those of the set-up in every box, and what package managers make
/// anew of others.
enum Byproduct {
    static func isOne(_ path: String) -> Bool {
        files.contains(path) || folders.contains { Bearings.isPath(path, in: $0) }
            || endings.contains { path.hasSuffix($0) } || path.contains("/__pycache__/")
    }

    private static let files: Set<String> = {
        let accounts = ["passwd", "group", "shadow", "gshadow", "subuid", "subgid"]
        let others = [
            "hostname", "hosts", "resolv.conf", "localtime", "timezone", "machine-id", "mtab",
            "ld.so.cache", "sudoers.d/alcove", "profile.d/alcove.sh", "profile.d/zz-alcove.sh",
            ".pwd.lock", "pacman.conf",
            "ld.so.conf.d/00-alcove-devices.conf", "fonts/conf.d/05-alcove.conf",
            "ca-certificates.conf", "shells", "mailcap",
        ]
        let paths =
            accounts.flatMap { ["/etc/\($0)", "/etc/\($0)-"] } + others.map { "/etc/\($0)" }
        return Set(
            paths + [
                "/usr/bin/sudo", "/usr/bin/alcove", "/usr/local/bin/xdg-open",
                "/usr/share/info/dir",
            ]
        )
    }()

    private static let folders = [
        "/etc/alternatives", "/etc/ssl/certs", "/etc/pki/ca-trust/extracted",
        "/etc/dpkg/dpkg.cfg.d",
        "/etc/rc0.d", "/etc/rc1.d", "/etc/rc2.d", "/etc/rc3.d", "/etc/rc4.d", "/etc/rc5.d",
        "/etc/rc6.d",
        "/etc/rcS.d", "/usr/share/mime", "/usr/lib/locale", "/usr/lib/sysimage", "/usr/lib/apk/db",
        "/usr/share/fonts/.uuid", "/usr/lib/fontconfig/cache",
    ]

    private static let endings = [
        "/icon-theme.cache", "/gschemas.compiled", "/mimeinfo.cache", "/giomodule.cache",
        "/loaders.cache", "/fonts.dir", "/fonts.scale", "/.uuid", "/hwdb.bin", ".pyc",
    ]
}
