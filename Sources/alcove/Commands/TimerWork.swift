import Exports

/// What is wanted of the timer that upgrades boxes.
enum TimerWish: String, Choice {
    case on, off, status
}

/// Turns the timer on and off, and tells how it is.
struct TimerWork {
    let host: Host

    func perform(_ wish: TimerWish, isDry: Bool) throws(Failure) {
        let timer = UpgradeTimer(
            host.exportFolders,
            program: host.program,
            environment: host.environment
        )
        if wish == .status { return tell(timer) }
        if isDry {
            for path in timer.paths {
                host.console.result("\(wish == .on ? "write" : "remove") '\(path)'")
            }
            return host.console.result(
                "\(wish == .on ? "enable" : "disable") '\(UpgradeTimer.timer)'"
            )
        }
        do {
            switch wish {
            case .on: try timer.turnOn()
            case .off: try timer.turnOff()
            case .status: break
            }
        } catch {
            throw Failure(error)
        }
        let whether = wish == .on ? "are upgraded every day" : "are not upgraded by a timer"
        host.console.note("Your boxes \(whether)")
    }

    private func tell(_ timer: UpgradeTimer) {
        host.console.result(timer.isOn ? "on" : "off")
        guard timer.isOn else { return }
        guard UserUnits.areManaged else {
            return host.console.warn("there is no service manager of yours to heed it")
        }
        let next = UserUnits.property("NextElapseUSecRealtime", of: UpgradeTimer.timer)
        if let next, !next.isEmpty { host.console.result("next: \(next)") }
        let last = UserUnits.property("LastTriggerUSec", of: UpgradeTimer.timer)
        guard let last, !last.isEmpty, last != "n/a" else { return }
        let result = UserUnits.property("Result", of: UpgradeTimer.service) ?? "unknown"
        host.console.result("last: \(last), \(result)")
    }
}

extension Failure {
    init(_ error: UpgradeTimerError) {
        switch error {
        case .noManager:
            self.init(
                "there is no service manager of yours that could keep a timer",
                hint: "Have another program call 'alcove upgrade --all', cron for example."
            )
        case .foreign(let path):
            self.init("'\(path)' is not ours", hint: "Move it away, or keep it: it has the name.")
        case .refused(let unit):
            self.init(
                "your service manager did not begin '\(unit)'",
                hint: "See why with 'journalctl --user -e'."
            )
        case .system(let error): self.init(error)
        }
    }
}
