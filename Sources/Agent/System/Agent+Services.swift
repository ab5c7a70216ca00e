import Linux
import Serving
import Wire

/// What an agent does in a box with OpenRC, whose first process it is.
extension Agent {
    private static let openRC = BoxSetup.System.openrc.rawValue
    /// Milliseconds; who told the box to end has less patience, and then kills it.
    private static let patience: Int64 = 600_000
    private static let mostReport = 1 << 16

    /// Begins the box's services; sessions do not wait for them.
    func startServices() {
        log("box '\(setup.boxName)' is ready, its services are being started")
        services = start(Runlevels.beginning)
        if services == nil {
            tellServices(["OpenRC could not be started"])
            startOnStartCommands()
        }
    }

    /// Ends them in good order; the box waits for that.
    ///
    /// - Returns: when it waits no longer; nil when nothing is being ended.
    func stopServices() -> Int64? {
        guard setup.system == .openrc, !setup.isRescue, !setup.isTrial else { return nil }
        services = start(Runlevels.ending)
        return services.map { _ in Clock.monotonic + Self.patience }
    }

    /// As root, with what the box's root may: a service becomes whom it likes.
    private func start(_ levels: [String]) -> Int32? {
        var request = SessionRequest()
        request.arguments = (["/.alcove/init", Runlevels.word] + levels).map { Array($0.utf8) }
        request.root = true
        request.detached = true
        do {
            var order = try make(request)
            order.plan.noNewPrivileges = false
            return try server.start(request, order).leader
        } catch {
            log("warning: openrc: its runlevels cannot be begun")
            return nil
        }
    }

    /// Takes note of how they came up, or that they are down.
    func heedServices(_ session: Session) {
        guard session.leader == services else { return }
        services = nil
        guard deadline == nil else {
            deadline = Clock.monotonic
            return
        }
        // Root of the box may write there, too: what is told is held to lines that are fit to be shown.
        let report = try? File.readRegular(Runlevels.report, limit: Self.mostReport)
        tellServices(ServiceReport.faults(session.ending, report))
        // A script may have made the directory anew.
        try? linkDisplays(in: context.root)
        startOnStartCommands()
    }

    private func tellServices(_ faults: [String]) {
        let told = faults.prefix(Self.mostUnits)
        steps += told.map { BoxStatus.Step(name: Self.openRC, warning: $0) }
        if told.isEmpty {
            steps.append(BoxStatus.Step(name: Self.openRC))
            log("the services of box '\(setup.boxName)' are up")
        }
    }
}

/// What the process that went through the runlevels left for the agent.
enum ServiceReport {
    /// What is told of a process that ended so, and left that; nil is nothing that could be read.
    static func faults(_ ending: Ending?, _ report: [UInt8]?) -> [String] {
        let untold = ["how its services came up is not known: it could not be written down"]
        switch ending {
        case .code(0): return report.map { lines(in: $0) } ?? untold
        case .code(1):
            let lines = lines(in: report ?? [])
            return lines.isEmpty ? untold : lines
        case .code(UInt8(Runlevels.untold)): return untold
        default: return ["its runlevels were cut short"]
        }
    }

    /// Its lines, but for those that no such process writes.
    static func lines(in bytes: [UInt8]) -> [String] {
        bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
            let isPlain = line.allSatisfy { (0x20...0x7e).contains($0) }
            return isPlain && line.count <= 300 ? Array(line).text : nil
        }
    }
}
