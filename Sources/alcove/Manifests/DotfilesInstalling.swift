import Boxes
import Linux
import Upkeep

/// Puts a person's settings into the home that a box has of its own.
struct DotfilesInstalling {
    let host: Host
    let interruption: Interruption

    /// What more a program says in one line is in its log alone.
    private static let longestLine = 1000

    /// Clones and installs them in the box, which runs afterwards if it did before.
    func install(_ dotfiles: Dotfiles, in name: BoxName) throws(Failure) {
        let household = try host.household(of: try host.record(name))
        let wasUp = host.isUp(name)
        if !wasUp {
            do throws(UpkeepError) {
                try household.start(name) { host.isUp(name) }
            } catch {
                throw Failure(error)
            }
        }
        host.console.note("Installing dotfiles in box '\(name)'")
        let outcome = Result { () throws(Failure) in try run(dotfiles, name) }
        if !wasUp {
            do throws(UpkeepError) { try household.stop(name) } catch { throw Failure(error) }
        }
        try outcome.get()
    }

    private func run(_ dotfiles: Dotfiles, _ name: BoxName) throws(Failure) {
        let status = try host.runUnattended(name, DotfilesScript(dotfiles).command) { line in
            if let line { host.console.show(String(line.prefix(Self.longestLine))) }
            return !interruption.isWanted
        }
        guard let status, !interruption.isWanted else { throw interruption.failure("interrupted") }
        guard status != 0 else { return }
        throw Failure(
            "the dotfiles of box '\(name)' are not installed: that ended with status \(status)",
            hint: """
                '~/\(DotfilesScript.log)' in the box has all that it said; 'alcove apply' tries it again.
                """
        )
    }
}
