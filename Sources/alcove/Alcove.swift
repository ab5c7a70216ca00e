import ArgumentParser
import Glibc
import Linux

struct Alcove: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "A room that opens onto your home: any distribution in a box, as if at home",
        version: Host.version,
        subcommands: [
            Create.self, Try.self, Start.self, Stop.self, Restart.self, Rename.self, Remove.self,
            List.self, Show.self, Logs.self, Doctor.self,
            Config.self,
        ]
    )
}

@main
enum Main {
    static func main() {
        endPlainlyOnFaults()
        do {
            var command = try Alcove.parseAsRoot()
            try command.run()
        } catch let failure as Failure {
            failure.report()
            exit(failure.status)
        } catch {
            Usage.exit(error)
        }
    }
}
