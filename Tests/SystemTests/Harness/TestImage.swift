import Foundation
import Synchronization

/// An image that the tests make boxes from; `Tests/Lab/images` has the recipes.
enum TestImage: String, CaseIterable, Sendable {
    case bookworm
    /// With systemd, a bus, an ssh server, zsh and fish.
    case system
    /// With OpenRC and cron.
    case openrc
    case trixie
    /// Busybox and nothing else.
    case busybox
    /// One static program, `/hello`, and no shell.
    case `static`
    /// With a user of another name, who has the uid of the person.
    case sameuid
    /// With ENTRYPOINT, USER, WORKDIR, a variable, and labels that claim to be ours.
    case entrypoint
    /// With files below `/home` and `/mnt`.
    case populated
    /// With the package manager of a family, and a small repository; see `Tests/Lab/families.bash`.
    case debian, fedora, opensuse, arch
    /// With a dozen graphical applications and a compiler; see `Tests/Lab/desktop.bash`.
    case desktop

    /// Whether the image has no shell at all.
    var isBare: Bool { self == .static }

    /// Those with package managers and repositories.
    static let families: [Self] = [.debian, .fedora, .opensuse, .arch]

    /// Those with a shell that are about nothing but images.
    static let ordinary = allCases.filter { image in
        !image.isBare && image != .desktop && image != .system && image != .openrc
            && !families.contains(image)
    }

    /// The path of an archive, like `busybox.oci.tar`.
    static func archive(_ name: String) throws -> String {
        guard let path = archives[name] else { throw Problem("the lab made no image '\(name)'") }
        return path
    }

    /// The image as the engine's own: imported once, which takes a while, and kept.
    var reference: String {
        get throws {
            try Self.imported.withLock { imported in
                if let reference = imported[self] { return reference }
                let reference = try importOnce()
                imported[self] = reference
                return reference
            }
        }
    }

    private static let imported = Mutex<[Self: String]>([:])

    /// `NAME=PATH` lines, as the lab has them.
    private static let archives: [String: String] = (Lab.variable("ALCOVE_TEST_IMAGES") ?? "")
        .split(separator: "\n").reduce(into: [:]) { archives, line in
            let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
            if parts.count == 2 { archives[parts[0]] = parts[1] }
        }

    private func importOnce() throws -> String {
        switch self {
        case .bookworm, .system, .openrc, .trixie, .busybox, .debian, .fedora, .opensuse, .arch,
            .desktop:
            let path = try Self.archive("\(self).tar")
            // The folder's name is made from the recipe.
            let tag = parent(path).split(separator: "/").last ?? "none"
            let name = "localhost/alcove-test/\(self)"
            if try !exists("\(name):\(tag)") {
                let place =
                    Lab.isPodman
                    ? "/v4.0.0/libpod/images/import?reference=\(name):\(tag)"
                    : "/images/create?fromSrc=-&repo=\(name)&tag=\(tag)"
                try EngineSocket.upload(path, to: place)
            }
            return "\(name):\(tag)"
        case .static, .sameuid, .entrypoint, .populated:
            let path = try Self.archive("\(self).docker.tar")
            let reference = try tag(of: path)
            if try !exists(reference) { try EngineSocket.upload(path, to: "/images/load") }
            return reference
        }
    }

    /// The reference that an archive of Docker's says it has.
    private func tag(of archive: String) throws -> String {
        let listing = Process()
        let output = Pipe()
        listing.executableURL = URL(filePath: "/bin/tar")
        listing.arguments = ["--extract", "--to-stdout", "--file", archive, "manifest.json"]
        listing.standardOutput = output
        try listing.run()
        let manifest = output.fileHandleForReading.readDataToEndOfFile()
        listing.waitUntilExit()
        let json = try JSONSerialization.jsonObject(with: manifest) as? [[String: Any]]
        guard let tag = (json?.first?["RepoTags"] as? [String])?.first else {
            throw Problem("\(archive) has no name")
        }
        return tag
    }

    private func exists(_ reference: String) throws -> Bool {
        try EngineSocket.images().contains(reference)
    }
}
