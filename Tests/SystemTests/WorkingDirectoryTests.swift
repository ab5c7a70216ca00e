import Foundation
import Testing

/// A command starts where its caller is, as far as the box has that place.
@Suite(.lab, .sharedBox()) struct WorkingDirectoryTests {
    let box: SharedBox

    init() throws { box = try SharedBox.current }

    @Test func belowTheHomeItIsTheSame() throws {
        let folder = try makeFolder("\(box.host.home)/deep/down here")
        try pwd(from: folder).expect("\(folder)\n").expectSilence()
    }

    @Test func linksAreKeptAsTheCallerHasThem() throws {
        let folder = try makeFolder("\(box.host.home)/real")
        let link = "\(box.host.home)/link-\(UUID().uuidString)"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder)
        try box.host.shell("cd \"$1\" && alcove run \"$2\" -- sh -c 'pwd -P'", link, box.name)
            .expect("\(folder)\n")
    }

    @Test func placesOfTheHostAloneAreSeenThroughRunHost() throws {
        try pwd(from: "/usr/share/doc").expect("/run/host/usr/share/doc\n")
    }

    @Test func pathThatMerelyContainsTheHomeIsNotTheHome() throws {
        let folder = try makeFolder("/tmp/alcove-x-\(UUID().uuidString)\(box.host.home)")
        defer {
            try? FileManager.default.removeItem(
                atPath: String(folder.dropLast(box.host.home.count))
            )
        }
        try Data("here".utf8).write(to: URL(filePath: folder + "/file"))
        let outcome = try box.host.alcove(
            "run",
            box.name,
            "--",
            "sh",
            "-c",
            "pwd; cat file",
            directory: folder
        )
        let shown = text(outcome.stdout)
        #expect(shown.hasSuffix("\(folder)\nhere") && !shown.hasPrefix(box.host.home), "\(outcome)")
    }

    @Test func folderThatIsGoneIsAWarningAndTheHome() throws {
        let outcome = try box.host.shell(
            "mkdir gone; cd gone; rmdir ../gone; alcove run \"$1\" -- pwd",
            box.name
        )
        outcome.expect("\(box.host.home)\n")
        #expect(outcome.complaints.count == 1, "\(outcome)")
    }

    @Test func wantedFolderMustExist() throws {
        try box.host.alcove("run", "--workdir", "/no/such/folder", box.name, "--", "pwd")
            .expectError(exit: 125, mentioning: "/no/such/folder")
        try box.host.alcove("run", "-w", "/etc", box.name, "--", "pwd").expect("/etc\n")
    }

    private func pwd(from folder: String) throws -> Outcome {
        try box.host.alcove("run", box.name, "--", "pwd", directory: folder)
    }

    private func makeFolder(_ path: String) throws -> String {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }
}
