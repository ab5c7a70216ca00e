import Boxes
import Foundation
import Linux
import TestSupport
import Testing

@testable import Exports

/// The wrapper, run by the host's shell with an `alcove` that tells how it was called.
@Suite struct BinWrapperTests {
    let folder: TemporaryFolder
    let box = BoxID()

    init() throws {
        folder = try TemporaryFolder()
        try write("bin/alcove", Self.teller)
        try write("elsewhere/alcove", Self.teller.replacing("called", with: "fallback"))
        try write("own/gcc", Self.teller.replacing("called", with: "own"))
        try write("own/sudo", "#!/bin/sh\nprintf 'sudo '\nexec \"$@\"\n")
    }

    /// Tells its arguments, one a line; ends as it is told.
    private static let teller = """
        #!/bin/sh
        printf 'called\\n'
        printf '<%s>\\n' "$@"
        printf 'A=%s\\n' "$A"
        exit "${STATUS:-0}"
        """

    private func write(_ name: String, _ text: String) throws {
        try folder.write(name, text)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755],
            ofItemAtPath: "\(folder.path)/\(name)"
        )
    }

    private struct Outcome {
        var output: String
        var status: Int32
    }

    /// Calls the wrapper; `inside` is what `/run/.alcoveenv` says, or nil on the host.
    private func call(
        _ arguments: [String] = [],
        _ options: ExportOptions = ExportOptions(),
        program: String? = nil,
        inside: String? = nil,
        variables: [String: String] = [:],
        path: String? = nil
    ) throws -> Outcome {
        let wrapper = BinWrapper(
            name: "gcc",
            program: program ?? "\(folder.path)/own/gcc",
            box: box,
            options: options,
            command: HostCommand(
                program: "\(folder.path)/elsewhere/alcove",
                box: try BoxName("web")
            )
        )
        let marker = "\(folder.path)/alcoveenv"
        try File.remove(marker)
        if let inside { try folder.write("alcoveenv", inside) }
        try write("wrapper", wrapper.text.replacing("/run/.alcoveenv", with: marker))
        let process = Foundation.Process()
        process.executableURL = URL(filePath: "\(folder.path)/wrapper")
        process.arguments = arguments
        process.environment = ["PATH": path ?? "\(folder.path)/bin:/bin:/usr/bin"]
            .merging(variables) { $1 }
        process.standardInput = FileHandle.nullDevice
        let pipe = Foundation.Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let text = String(decoding: data, as: UTF8.self)
        return Outcome(
            output: text.replacing(folder.path, with: "~"),
            status: process.terminationStatus
        )
    }

    @Test func onTheHostItRunsInItsBox() throws {
        let outcome = try call(["-o", "a b"], variables: ["STATUS": "42"])
        #expect(
            outcome.output == """
                called
                <run>
                <web>
                <-->
                <~/own/gcc>
                <-o>
                <a b>
                A=

                """
        )
        #expect(outcome.status == 42)
    }

    @Test func wishesStandBeforeTheCallersArguments() throws {
        var options = ExportOptions()
        options.asRoot = true
        options.workdir = "/my dir"
        options.environment = [
            ExportOptions.Variable(name: "A", value: "it's\n$B"),
            ExportOptions.Variable(name: "C", value: nil),
        ]
        options.arguments = ["-x", "`id`", ""]
        #expect(
            try call(["y"], options).output == """
                called
                <run>
                <--root>
                <--workdir>
                </my dir>
                <--env>
                <A=it's
                $B>
                <--env>
                <C>
                <web>
                <-->
                <~/own/gcc>
                <-x>
                <`id`>
                <>
                <y>
                A=

                """
        )
    }

    @Test func inItsOwnBoxItIsTheProgram() throws {
        let inside = "name=web\nid=\(box)\nimage=x\n"
        #expect(
            try call(["a b", ""], inside: inside).output == "own\n<a b>\n<>\nA=\n"
        )
        var options = ExportOptions()
        options.environment = [ExportOptions.Variable(name: "A", value: "it's")]
        options.arguments = ["-x"]
        options.workdir = "/"
        #expect(try call(["y"], options, inside: inside).output == "own\n<-x>\n<y>\nA=it's\n")
        options.asRoot = true
        let path = "\(folder.path)/own:/usr/bin:/bin"
        #expect(
            try call(["y"], options, inside: inside, path: path).output
                == "sudo own\n<-x>\n<y>\nA=it's\n"
        )
    }

    @Test func theLastLineNeedsNoEnd() throws {
        #expect(try call(inside: "id=\(box)").output == "own\n<>\nA=\n")
    }

    @Test func inAnotherBoxItGoesThroughTheHost() throws {
        let inside = "name=web\nid=\(BoxID())\nx=id=\(box)\n"
        #expect(try call(inside: inside).output.hasPrefix("called\n<run>\n<web>"))
    }

    @Test func whereThereIsNoWayItSaysSo() throws {
        let outcome = try call(inside: "id=\(BoxID())\n", path: "/usr/bin:/bin")
        #expect(
            outcome.output
                == "error: 'gcc' is in box 'web', and there is no 'alcove' here to call it\n"
        )
        #expect(outcome.status == 125)
    }

    @Test func findsTheToolWhereItWas() throws {
        #expect(try call(path: "/usr/bin:/bin").output.hasPrefix("fallback\n<run>"))
    }

    @Test func nothingOfItIsInTheEnvironment() throws {
        let inside = "id=\(box)\n"
        let path = "/usr/bin/env"
        let variables = ["key": "1", "value": "2", "name": "3", "line": "4"]
        let outcome = try call(program: path, inside: inside, variables: variables)
        let names = outcome.output.split(separator: "\n").map { $0.prefix { $0 != "=" } }
        let shells: Set<Substring> = ["PATH", "PWD", "OLDPWD", "SHLVL", "_"]
        #expect(Set(names).subtracting(shells) == ["key", "value", "name", "line"])
        #expect(outcome.output.contains("key=1\n"))
    }

    @Test(arguments: [
        "", " ", "a\"b", "it's", "$HOME", "`id`", "$(id)", "a\nb", "\\", "*", "-n", "--", "ü",
        "#", "!", "~", "%s", "\t", "a=b", "'\u{301}", "\r\n",
    ])
    func argumentsArriveAsTheyAre(_ word: String) throws {
        var options = ExportOptions()
        options.arguments = [word]
        options.environment = [ExportOptions.Variable(name: "A", value: word)]
        let inside = try call([word], options, inside: "id=\(box)\n").output
        #expect(inside == "own\n<\(word)>\n<\(word)>\nA=\(word)\n")
        let outside = try call([word], options).output
        #expect(outside.hasSuffix("<\(word)>\n<\(word)>\nA=\n"))
        #expect(outside.contains("<A=\(word)>"))
    }

    @Test(arguments: ["/opt/a'b/x y", "/opt/$(touch x)/`id`"])
    func pathsAreQuoted(_ path: String) throws {
        #expect(try call(program: path).output.contains("<\(path)>\n"))
    }
}
