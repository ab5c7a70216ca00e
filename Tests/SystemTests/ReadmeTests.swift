import Foundation
import Testing

/// The tour of the README, run line by line; images that need the network are the lab's.
@Suite(.lab) struct ReadmeTests {
    let host: Host

    init() throws { host = try Host() }

    @Test func tourRuns() throws {
        let lines = try tour()
        #expect(lines.count > 10)
        try Data("one\ntwo\n".utf8).write(to: URL(filePath: host.home + "/file"))
        let folder = host.home + "/folder"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let recipe = "FROM \(try TestImage.busybox.reference)\nRUN touch /made\n"
        try Data(recipe.utf8).write(to: URL(filePath: folder + "/Containerfile"))
        defer { _ = try? host.alcove("rm", "--all", "--force", "--yes") }
        for line in lines {
            // In a box of a rootful engine there is no sudo, as the README says below.
            if line.contains("sudo "), !Lab.isPodman { continue }
            if line.hasPrefix("alcove export bin") { try fill("web") }
            let outcome = try host.shell(try withImagesOfTheLab(line), seconds: 180)
            #expect(outcome.status == 0, "\(line): \(outcome)")
            #expect(!text(outcome.stderr).contains("error: "), "\(line): \(outcome)")
        }
        #expect(try host.listed() == ["deb", "dev", "js", "old"])
    }

    /// Puts into a box what is exported of it.
    private func fill(_ box: String) throws {
        let script = """
            printf '#!/bin/sh\\n' >/usr/bin/gcc
            chmod 755 /usr/bin/gcc
            mkdir -p /usr/share/applications /usr/lib/systemd/user
            printf '[Desktop Entry]\\nType=Application\\nName=GIMP\\nExec=gimp\\n' \\
                >/usr/share/applications/gimp.desktop
            printf '[Service]\\nExecStart=/bin/sleep 1000\\n' \\
                >/usr/lib/systemd/user/syncthing.service
            """
        try host.alcove("run", "--root", box, "--", "sh", "-e", stdin: script).expect()
    }

    /// What stands behind the prompts of the chapter's block.
    private func tour() throws -> [String] {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        let chapter = readme.components(separatedBy: "## A tour\n").last ?? ""
        let block = chapter.components(separatedBy: "```").dropFirst().first ?? ""
        return block.split(separator: "\n").filter { $0.hasPrefix("$ ") }.map {
            String($0.dropFirst(2))
        }
    }

    private func withImagesOfTheLab(_ line: String) throws -> String {
        let images = [
            "fedora:42": try TestImage.fedora.reference,
            "nodejs": "greeting", "ripgrep": "greeting-words",
            "./rootfs.tar.xz": try TestImage.archive("busybox.tar"),
            "bootstrap:debian/bookworm": try TestImage.busybox.reference,
            // The lab's manager has another home.
            "web syncthing": "web --no-start syncthing",
            "try alpine": "try \(try TestImage.busybox.reference)",
        ]
        return images.reduce(line) { $0.replacing($1.key, with: $1.value) }
    }
}
