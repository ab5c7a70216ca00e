import Boxes
import Linux
import TestSupport
import Testing

@testable import Exports

extension ServiceExportTests {
    /// systemd's own judgement, where the machine has it.
    @Test(.enabled(if: Program.isInstalled("systemd-analyze"), "needs systemd-analyze"))
    func systemdUnderstandsTheUnits() throws {
        let folder = try TemporaryFolder()
        files.add("/usr/bin/server", "", isExecutable: true)
        files.variables["PATH"] = "/usr/bin"
        var options = ExportOptions()
        options.arguments = ["a b", "$HOME", "%h", "\"", "\\", "\n", "é", ";", "'"]
        let command = HostCommand(program: "/bin/true", box: try BoxName("web"))
        let plan = try ServiceExport.plan(
            "server",
            of: box,
            options,
            user: "amy",
            in: files,
            folders,
            command
        )
        let path = "\(folder.path)/web-server.service"
        try File.replace(path, with: Array(try text(plan).utf8), mode: 0o644)
        var lines: [String] = []
        let program = Program(
            "systemd-analyze",
            ["--user", "verify", path],
            environment: ["PATH=/usr/bin:/bin", "HOME=/tmp", "XDG_RUNTIME_DIR=\(folder.path)"]
                .map { Array($0.utf8) }
        )
        let end = try program.run { line in
            if let line { lines.append(line) }
            return true
        }
        #expect(end == .code(0), "\(lines)")
        #expect(!lines.contains { $0.contains("web-server") }, "\(lines)")
    }
}
