import Boxes
import Linux
import Profiles
import Upkeep

/// Calls of a box's package manager, as the box's root.
struct PackageWork {
    let host: Host
    let name: BoxName
    let household: Household
    let packages: BoxPackages

    init(on host: Host, _ name: BoxName) throws(Failure) {
        self.host = host
        self.name = name
        let record = try host.record(name)
        household = try host.household(of: record)
        do {
            packages = try household.packages(of: record, host.shelf)
        } catch {
            throw Failure(error)
        }
    }

    /// What is called for a deed; the lists first, when they are old.
    func commands(
        _ deed: PackageManager.Deed,
        _ words: [String],
        _ manner: PackageManager.Manner
    ) throws(Failure) -> [[String]] {
        let command = packages.manager.command(deed, words, manner)
        return try refresh + [command]
    }

    /// What fetches the lists, unless they are new.
    private var refresh: [[String]] {
        get throws(Failure) {
            guard household.wantsRefresh(try host.record(name)) else { return [] }
            return [packages.manager.command(.refresh, [], .unattended)].filter { !$0.isEmpty }
        }
    }

    /// Fetches the lists, unless they are new; what goes wrong is told, and ends nothing.
    func refreshIfOld(_ interruption: Interruption? = nil) throws(Failure) {
        for command in try refresh {
            let status: Int32
            if let interruption {
                let words = command.map { Array($0.utf8) }
                status = try host.runInBoxAsRoot(name, words, interruption)
            } else {
                status = try call(command, isAttended: false)
            }
            if status == 0 {
                do { try household.noteRefresh(name) } catch { throw Failure(error) }
            } else {
                host.console.warn("the lists of packages in box '\(name)' could not be fetched")
            }
        }
    }

    /// Calls the manager on the caller's own streams; gives its status.
    func call(_ command: [String], isAttended: Bool) throws(Failure) -> Int32 {
        var session = SessionOptions(.run)
        session.root = true
        session.quiet = true
        session.engine = host.engineWords
        session.workdir = Array("/".utf8)
        let variables = isAttended ? [] : packages.manager.environment
        let proxies = NetworkRoute.proxies(host.environment).map { "\($0.key)=\($0.value)" }
        session.env = (variables + proxies).map { Array($0.utf8) }
        session.command = command.map { Array($0.utf8) }
        return try host.openSession(session, name)
    }

    /// Changes packages by these calls, one after the other until one fails.
    func change(
        _ change: PackageChange,
        _ commands: [[String]],
        isAttended: Bool
    ) throws(Failure) -> Int32 {
        // A box is started before its lock is held, which its start needs.
        do {
            try household.start(name) { host.isUp(name) }
        } catch {
            throw Failure(error)
        }
        var failure: Failure?
        let status: Int32
        do {
            status = try household.changePackages(of: name, change) { _ in
                do throws(Failure) {
                    return try callAll(commands, isAttended: isAttended)
                } catch {
                    failure = error
                    return 125
                }
            }
        } catch {
            throw Failure(error)
        }
        if let failure { throw failure }
        return status
    }

    private func callAll(_ commands: [[String]], isAttended: Bool) throws(Failure) -> Int32 {
        for command in commands {
            let status = try call(command, isAttended: isAttended)
            guard status == 0 else { return status }
        }
        return 0
    }

    /// Somebody must be able to answer the manager, unless the answer is known.
    func requireAnswers(_ isYes: Bool) throws(Failure) {
        guard !isYes, !host.console.inputIsTerminal else { return }
        throw Failure(
            "packages are changed only when that is confirmed",
            hint: "Pass --yes."
        )
    }

    /// A command as the user could give it.
    func shown(_ command: [String], isAttended: Bool) -> String {
        let variables = isAttended ? [] : packages.manager.environment.flatMap { ["--env", $0] }
        let words = ["alcove", "run", "--root"] + variables + [name.description, "--"] + command
        return words.map(\.quotedForShell).joined(separator: " ")
    }
}
