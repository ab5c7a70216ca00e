import ArgumentParser
import Glibc
import Linux

struct Alcove: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Boxes of any distribution that feel like home",
        version: "0.1.0",
        subcommands: [Enter.self, Run.self, DevCreate.self, DevRm.self, DevStop.self, DevImport.self]
    )
}

@main
enum Main {
    static func main() {
        endPlainlyOnFaults()
        do {
            if let status = try runSession(argumentBytes) { exit(status) }
            var command = try Alcove.parseAsRoot()
            try command.run()
        } catch let failure as Failure {
            failure.report()
            exit(failure.status)
        } catch {
            Alcove.exit(withError: error)
        }
    }

    /// `enter` and `run` without the argument parser; nil for everything it must see.
    private static func runSession(_ words: [[UInt8]]) throws(Failure) -> Int32? {
        guard words.count > 1, let verb = SessionOptions.Verb(rawValue: words[1].text),
            let options = SessionWords.read(words.dropFirst(2), for: verb)
        else { return nil }
        switch verb {
        case .enter: return try EnterSession(host: Host()).run(options)
        case .run: return try RunSession(host: Host()).run(options)
        }
    }
}
