import Agent
import Glibc
import Linux
import Wire

/// The program in every box; the name it is called by says what it is to do.
@main
enum Main {
    static func main() {
        endPlainlyOnFaults()
        let words = argumentBytes
        let name = words.first?.split(separator: UInt8(ascii: "/")).last.map { Array($0).text }
        exit(name == "sudo" ? Sudo.run(Array(words.dropFirst())) : beAgent(words.dropFirst()))
    }

    private static func beAgent(_ words: ArraySlice<[UInt8]>) -> Int32 {
        if words.first == Array("--version".utf8) {
            say("alcove-init \(AgentVersion.current)", to: 1)
            return 0
        }
        do {
            let setup = try BoxSetup(bytes: try File.read("/.alcove/setup"))
            return try Agent(setup: setup, version: AgentVersion.current).run() ? 0 : 1
        } catch let error as SystemError where error.call == "open" {
            say("alcove-init: this is the first process of a box; it runs nowhere else", to: 2)
        } catch {
            say("alcove-init: error: \(error)", to: 2)
        }
        return 1
    }

    private static func say(_ text: String, to stream: Int32) {
        // Whoever closed the stream does not want to know.
        try? writeAll(Array("\(text)\n".utf8)[...], to: stream, subject: "output")
    }
}
