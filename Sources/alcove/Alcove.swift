import ArgumentParser
import Glibc
import Linux
import Upkeep

struct Alcove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alcove",
        abstract: "A room that opens onto your home: any distribution in a box, as if at home",
        version: Host.version,
        subcommands: [
            Create.self, Enter.self, Run.self, Try.self, Start.self, Stop.self, Restart.self,
            Rename.self, Clone.self, Edit.self, Remove.self, History.self,
            Snapshot.self, Rollback.self, Pin.self, Unpin.self, Upgrade.self, Rebase.self,
            Diff.self, Plan.self, Apply.self, Lock.self, Publish.self, Save.self, Load.self,
            Install.self, Uninstall.self, Search.self,
            TerminalCommand.self, Apps.self, ExportCommand.self, Unexport.self,
            ExportList.self, List.self, Show.self, Logs.self, Prune.self, DiskUsage.self,
            Init.self, Hook.self, Allow.self, Deny.self, RunOnHost.self, Doctor.self, Config.self,
        ]
    )
}

@main
enum Main {
    static func main() {
        Process.fillClosedStreams()
        endPlainlyOnFaults()
        let arguments = argumentBytes
        becomeAgentInBox(arguments)
        if arguments.count == 3, arguments[1] == HostServing.word {
            exit(HostServing.run(arguments[2].text))
        }
        if arguments.count > 5, arguments[1] == HostAsking.word {
            exit(HostAsking.run(Array(arguments[2...])))
        }
        if arguments.count > 2, arguments[1] == HostOpening.word {
            exit(HostOpening.run(Array(arguments[2...])))
        }
        if arguments.count > 1, arguments[1] == TrialCall.word {
            exit(TrialCall.perform(Array(arguments.dropFirst(2))))
        }
        if arguments.count > 1, arguments[1] == StagedTaking.word {
            exit(StagedTaking.perform(Array(arguments.dropFirst(2))))
        }
        if arguments.count > 1, arguments[1] == ProjectCall.word {
            exit(ProjectCall.perform(Array(arguments.dropFirst(2))))
        }
        if arguments.count > 2, arguments[1] == MissingCommand.word {
            exit(MissingCommand.perform(Array(arguments.dropFirst(2))))
        }
        if arguments.count > 1, arguments[1] == ExportFollowing.word {
            exit(ExportFollowing.perform(Array(arguments.dropFirst(2))))
        }
        if arguments.count > 1, arguments[1] == CompletionCall.word {
            exit(CompletionCall.perform(Array(arguments.dropFirst(2))))
        }
        do {
            let words = GlobalWords.behindVerb(arguments)
            if let status = try runSession(words) { exit(status) }
            _ = Process.callersMask
            let texts = words.dropFirst().map(\.text)
            if let shell = CompletionScript.asked(texts, shell: Environment.value("SHELL")) {
                return Console.write(CompletionScript.text(for: shell))
            }
            if let failure = CommandWord.failure(texts, isBox: { Host().store.has($0) }) {
                throw failure
            }
            var command = try Alcove.parseAsRoot(texts)
            try command.run()
        } catch let failure as Failure {
            failure.report()
            exit(failure.status)
        } catch {
            Usage.exit(error)
        }
    }

    /// The host's program, called in a box by its path in a shared home, is the box's `alcove`.
    private static func becomeAgentInBox(_ arguments: [[UInt8]]) {
        let program = "/.alcove/init"
        guard Environment.value("ALCOVE_BOX") != nil, File.kind("/run/.alcoveenv") == .file,
            File.isExecutable(program)
        else { return }
        let words = [Array("alcove".utf8)] + arguments.dropFirst()
        _ = replaceProcess(Array(program.utf8), words, Environment.all)
    }

    /// `enter` and `run` without the argument parser; nil for everything it must see.
    private static func runSession(_ words: [[UInt8]]) throws(Failure) -> Int32? {
        guard words.count > 1, let verb = SessionOptions.Verb(rawValue: words[1].text),
            let options = SessionWords.read(words.dropFirst(2), for: verb)
        else { return nil }
        return try options.run()
    }
}
