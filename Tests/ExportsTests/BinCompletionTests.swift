import Boxes
import Foundation
import Linux
import TestSupport
import Testing

@testable import Exports

/// The completion of an exported program, run by the host's bash with an `alcove` that answers for
/// a hostile box.
@Suite struct BinCompletionTests {
    let folder: TemporaryFolder
    let box = BoxID()

    init() throws { folder = try TemporaryFolder() }

    private func script(_ ending: String) throws -> String {
        let command = HostCommand(program: "/usr/bin/alcove", box: try BoxName("web"))
        let wrapper = BinWrapper(
            name: "gcc",
            program: "/usr/bin/gcc",
            box: box,
            options: ExportOptions(),
            command: command
        )
        let folders = HostFolders(environment: [:], home: "/home/u")
        let files = BinCompletion(name: "gcc", wrapper: wrapper).files(folders)
        let file = try #require(files.first { $0.path.hasSuffix(ending) })
        guard case .file(let bytes, _) = file.content else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What bash would offer for the words when the box answers these lines.
    private func offered(_ answer: String, for words: [String]) throws -> [String] {
        try folder.write("answer", answer)
        try folder.write("completion", try script("completions/gcc"))
        try folder.write(
            "bin/alcove",
            """
            #!/bin/sh
            printf '%s\\n' "$@" >'\(folder.path)/asked'
            cat '\(folder.path)/answer'

            """
        )
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755],
            ofItemAtPath: folder.path + "/bin/alcove"
        )
        let process = Foundation.Process()
        process.executableURL = URL(filePath: "/bin/bash")
        let bash = """
            . "$1"; shift
            COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
            $(complete -p gcc | sed 's/.*-F \\([^ ]*\\).*/\\1/')
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        process.arguments = ["-c", bash, "bash", folder.path + "/completion"] + words
        process.environment = ["PATH": "\(folder.path)/bin:/usr/bin:/bin"]
        process.currentDirectoryURL = URL(filePath: folder.path)
        let pipe = Foundation.Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test func theBoxIsAskedForTheWords() throws {
        #expect(try offered("-O2\n-O3\n", for: ["gcc", "a b", "-O"]) == ["-O2", "-O3"])
        let asked = try folder.read("asked").split(separator: "\n").map(String.init)
        #expect(asked.prefix(7) == ["run", "-q", "-T", "web", "--", "bash", "-c"])
        #expect(asked.suffix(7) == ["completion", "gcc", "2", "gcc a b -O", "gcc", "a b", "-O"])
    }

    @Test func onlyPlainWordsAreTaken() throws {
        let answer = """
            --sysroot=
            $(touch evil)
            `touch evil`
            a;touch evil
            ../x-1.0_y+z@%
            a b
            'quoted'
            \u{1B}[2J
            a|b
            >file
            *

            """
        #expect(try offered(answer, for: ["gcc", ""]) == ["--sysroot=", "../x-1.0_y+z@%"])
        #expect(!(try folder.listing().contains { $0.hasPrefix("evil") }))
    }

    @Test func namesThatShellsReadOtherwiseHaveNone() throws {
        let folders = HostFolders(environment: [:], home: "/home/u")
        for name in ["a b", "a=b", "a*", "[", "a#b", "a$b", "ü"] {
            let wrapper = BinWrapper(
                name: name,
                program: "/usr/bin/gcc",
                box: box,
                options: ExportOptions(),
                command: HostCommand(program: "/a", box: try BoxName("web"))
            )
            #expect(BinCompletion(name: name, wrapper: wrapper).files(folders).isEmpty)
        }
    }

    @Test func otherShellsQuoteAsTheyDo() throws {
        // A program's name comes to each of them as one word.
        #expect(try script("_gcc").contains("'completion' 'gcc' $((CURRENT - 1)) ''"))
        #expect(try script("gcc.fish").contains("'completion' 'gcc' (count (commandline -opc)) ''"))
    }
}
