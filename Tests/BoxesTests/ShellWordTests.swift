import Boxes
import Foundation
import Testing

/// A quoted word is that word to a shell, byte for byte.
@Suite struct ShellWordTests {
    @Test(
        arguments: [
            "", "plain", "two words", "it's", "''", "$HOME `id` $(id)", "a\nb\n", "\\", "-n", "~",
            "*", "!", "'\u{301}", "\u{1F469}\u{200D}\u{1F680}", "\u{1}\u{7f}", "\r\n'\r\n", "a=b",
        ]
    )
    func comesBack(_ word: String) throws {
        for quoted in [word.inShellQuotes, word.quotedForShell] {
            let shell = Process()
            shell.executableURL = URL(filePath: "/bin/sh")
            shell.arguments = ["-c", "printf %s. \(quoted)"]
            let output = Pipe()
            shell.standardOutput = output
            try shell.run()
            let data = try output.fileHandleForReading.readToEnd() ?? Data()
            shell.waitUntilExit()
            #expect(Array(data) == Array(word.utf8) + [UInt8(ascii: ".")])
        }
    }
}
