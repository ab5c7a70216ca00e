import ArgumentParser
import Boxes
import Linux
import Projects
import Upkeep

struct Hook: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hook",
        abstract: "Write a shell's hook for projects",
        discussion: """
            In the folder of a project that was allowed, the commands of its box come first in PATH, \
            its variables are set, and 'alcove enter' needs no name. Leaving the folder restores what \
            was before.

              bash  ~/.bashrc:                   eval "$(alcove hook bash)"
              zsh   ~/.zshrc:                    eval "$(alcove hook zsh)"
              fish  ~/.config/fish/config.fish:  alcove hook fish | source
            """
    )

    @Argument(
        help: "The shell: bash, zsh or fish.",
        completion: .list(HookShell.allCases.map(\.rawValue)),
        transform: { words in
            guard let shell = HookShell(rawValue: words) else {
                throw ValidationError("it is 'bash', 'zsh' or 'fish'")
            }
            return shell
        }
    )
    var shell: HookShell

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host) }

    func run(on host: Host) throws(Failure) {
        let name = "alcove.\(shell.rawValue)"
        let places = host.places.hooks.map { "\($0)/\(name)" }
        guard let file = places.first(where: { File.kindFollowed($0) == .file }) else {
            throw Failure(
                "the hook '\(name)' is not installed",
                hint: "It belongs to '\(places.first ?? name)'."
            )
        }
        let text: String
        do { text = try File.read(file, limit: 1 << 20).text } catch { throw Failure(error) }
        let offers = host.configuration.offersCommands?.value ?? false
        let known = HookAnswer.known(to: shell, host.hookSurroundings)
        host.console.write(
            .output,
            shell.hook(text, program: host.program, offers: offers, known: known)
        )
    }
}
